package io.mosaik.it.container;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import io.mosaik.testkit.container.ContainerLog;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * A line of JSON that a node printed, one of ours or one of Rust's.
 *
 * @param at when it came in
 * @param kind what it tells of
 * @param json the whole
 */
record Event(Instant at, String kind, JsonObject json) {

  /** All events of a log, in order. */
  static List<Event> of(ContainerLog log) {
    return of(log.lines());
  }

  static List<Event> of(List<ContainerLog.Line> lines) {
    return lines.stream().flatMap(line -> parse(line).stream()).toList();
  }

  /** The events of one kind. */
  static List<Event> of(ContainerLog log, String kind) {
    return of(log.lines(), kind);
  }

  static List<Event> of(List<ContainerLog.Line> lines, String kind) {
    // Cheap first: logs grow long, and most lines are of another kind.
    String marked = '"' + kind + '"';
    return lines.stream()
        .filter(line -> line.text().contains(marked))
        .flatMap(line -> parse(line).stream())
        .filter(event -> event.kind().equals(kind))
        .toList();
  }

  private static Optional<Event> parse(ContainerLog.Line line) {
    if (!line.text().startsWith("{")) {
      return Optional.empty();
    }
    try {
      JsonObject json = JsonParser.parseString(line.text()).getAsJsonObject();
      return json.has("event")
          ? Optional.of(new Event(line.at(), json.get("event").getAsString(), json))
          : Optional.empty();
    } catch (JsonSyntaxException cutOff) {
      return Optional.empty();
    }
  }

  /** A member that is a text. */
  String text(String name) {
    return json.get(name).getAsString();
  }

  /** A member that is a whole number. */
  int number(String name) {
    return json.get(name).getAsInt();
  }

  boolean has(String name) {
    return json.has(name);
  }

  /** The slots of a scan. */
  List<JsonObject> slots() {
    return StreamSupport.stream(json.getAsJsonArray("slots").spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .toList();
  }
}
