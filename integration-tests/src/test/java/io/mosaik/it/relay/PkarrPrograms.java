package io.mosaik.it.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.mosaik.api.KeyPair;
import io.mosaik.api.PublicKey;
import io.mosaik.it.program.CliProcess;
import io.mosaik.it.stranger.Stranger;
import java.util.ArrayList;
import java.util.List;

/**
 * The clients of pkarr by programs around them: crates of Rust, and the package of npm. All print
 * one line of JSON about what came of it.
 */
final class PkarrPrograms {

  private PkarrPrograms() {}

  /** What a Rust client finds through a relay. */
  static JsonObject resolve(String program, String relay, PublicKey key) throws Exception {
    return run(List.of(rust(program), "resolve", "--relay", relay, key.toZBase32()));
  }

  /** What comes of a Rust client's publishing a TXT record through a relay. */
  static JsonObject publish(
      String program, String relay, KeyPair signer, long timestamp, String... more)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(rust(program), "publish", "--relay", relay, "--secret", signer.seed().toHex()));
    command.addAll(List.of("--timestamp", Long.toString(timestamp)));
    command.addAll(List.of(more));
    command.addAll(List.of("_from", "TXT", program));
    return run(command);
  }

  /** What the npm package does with a relay, by the script beside the others. */
  static JsonObject npm(String operation, String relay, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add("node");
    command.add(
        System.getProperty("mosaik.root") + "/integration-tests/strangers/node/pkarr-relay.mjs");
    command.add(Stranger.nodeFolder().toString());
    command.add(operation);
    command.add(relay);
    command.addAll(List.of(arguments));
    return run(command);
  }

  private static String rust(String program) {
    return Stranger.rustProgram(program).toString();
  }

  private static JsonObject run(List<String> command) throws Exception {
    try (CliProcess process = CliProcess.launch(command)) {
      int exit = process.awaitExit();
      String last = process.output().lines().reduce("", (before, after) -> after);
      System.out.println(last);
      JsonObject result = JsonParser.parseString(last).getAsJsonObject();
      boolean isError = result.get("event").getAsString().equals("error");
      assertEquals(isError ? 1 : 0, exit, process::output);
      return result;
    }
  }
}
