package io.mosaik.cli.command;

import picocli.CommandLine.Option;

/** Options that every command has. */
final class OutputOptions {

  @Option(
      names = "--json",
      description = "Print JSON, one object a line, instead of text for people.")
  private boolean json;

  @Option(
      names = {"-v", "--verbose"},
      description = "Log on standard error what the modules do.")
  private boolean verbose;

  boolean json() {
    return json;
  }
}
