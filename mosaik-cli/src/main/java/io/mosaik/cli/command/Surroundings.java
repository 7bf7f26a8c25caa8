package io.mosaik.cli.command;

import io.mosaik.api.time.Ambient;
import io.mosaik.cli.render.EventView;
import io.mosaik.cli.render.Json;
import io.mosaik.cli.render.Terminal;
import java.util.Map;
import java.util.Objects;

/**
 * What a command takes from outside.
 *
 * <p>Immutable.
 *
 * @param ambient time and chance
 * @param terminal where output goes, and what that can show
 * @param environment the environment variables
 */
public record Surroundings(Ambient ambient, Terminal terminal, Map<String, String> environment) {

  /** Checks that nothing is missing. */
  public Surroundings {
    Objects.requireNonNull(ambient, "ambient");
    Objects.requireNonNull(terminal, "terminal");
    environment = Map.copyOf(environment);
  }

  /** Warns of what an operator should look at: as a JSON event, or on standard error. */
  void warn(String message, boolean asJson) {
    if (asJson) {
      printJson(EventView.warning(message));
    } else {
      terminal.note("warning: " + message);
    }
  }

  /** Prints an event as one line of JSON with the present time. */
  void printJson(Json event) {
    terminal.printJson(event, ambient.wallClock());
  }
}
