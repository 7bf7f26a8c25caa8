package io.mosaik.cli.command;

import io.mosaik.cli.logging.LogLevels;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that every command has. */
final class OutputOptions {

  @Option(names = "--json", description = "Print JSON, one object per line, instead of text.")
  private boolean json;

  private boolean verbose;
  private List<String> logLevels = List.of();

  boolean json() {
    return json;
  }

  /** Warns of what an operator should look at: as an event, or on standard error. */
  void warn(Surroundings surroundings, String message) {
    surroundings.warn(message, json);
  }

  /** Returns the clock for the times of JSON lines, or nothing if text is wanted. */
  Optional<InstantSource> jsonClock(Surroundings surroundings) {
    return json ? Optional.of(surroundings.ambient().wallClock()) : Optional.empty();
  }

  @Option(
      names = {"-v", "--verbose"},
      description = "The same as --log-level debug.")
  void setVerbose(boolean given) {
    verbose = given;
    configureLogging();
  }

  @Option(
      names = "--log-level",
      split = ",",
      paramLabel = "LEVEL",
      description = {
        "Log to standard error from this level on: error, warn (default), info, debug or trace.",
        "LOGGER=LEVEL sets the level of some loggers, such as io.mosaik.dht=trace."
      })
  void setLogLevels(List<String> settings) {
    logLevels = settings;
    configureLogging();
  }

  /** Nothing has been logged before: this runs while options are parsed. */
  private void configureLogging() {
    List<String> settings = new ArrayList<>();
    if (verbose) {
      settings.add("debug");
    }
    settings.addAll(logLevels);
    try {
      LogLevels.configure(settings);
    } catch (IllegalArgumentException unknown) {
      throw CommandFailure.usage("--log-level: " + unknown.getMessage());
    }
  }
}
