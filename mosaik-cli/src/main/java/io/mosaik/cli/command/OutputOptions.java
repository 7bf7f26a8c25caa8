package io.mosaik.cli.command;

import java.time.InstantSource;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that every command has. */
final class OutputOptions {

  @Option(names = "--json", description = "Print JSON, one object per line, instead of text.")
  private boolean json;

  @Option(
      names = {"-v", "--verbose"},
      description = "Log on standard error what the modules do.")
  private boolean verbose;

  boolean json() {
    return json;
  }

  /** Returns the clock for the times of JSON lines, or nothing if text is wanted. */
  Optional<InstantSource> jsonClock(Surroundings surroundings) {
    return json ? Optional.of(surroundings.ambient().wallClock()) : Optional.empty();
  }
}
