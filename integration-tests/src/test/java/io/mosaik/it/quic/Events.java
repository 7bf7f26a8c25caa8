package io.mosaik.it.quic;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.mosaik.it.program.CliProcess;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** The lines of JSON that strangers print, one event each. Thread-safe by having no state. */
final class Events {

  private Events() {}

  /** Waits for the first event of that name. */
  static JsonObject await(CliProcess program, String event)
      throws InterruptedException, TimeoutException {
    return parse(program.awaitLine(line -> isEvent(line, event)));
  }

  /** Those of that name that were printed so far. */
  static List<JsonObject> printed(CliProcess program, String event) {
    return program
        .output()
        .lines()
        .filter(line -> isEvent(line, event))
        .map(Events::parse)
        .toList();
  }

  private static boolean isEvent(String line, String event) {
    return line.startsWith("{") && event.equals(parse(line).get("event").getAsString());
  }

  private static JsonObject parse(String line) {
    return JsonParser.parseString(line).getAsJsonObject();
  }
}
