package io.mosaik.cli;

import io.mosaik.api.time.Ambient;
import io.mosaik.cli.command.CommandFailure;
import io.mosaik.cli.command.Converters;
import io.mosaik.cli.command.MosaikCommand;
import io.mosaik.cli.command.Surroundings;
import io.mosaik.cli.command.VersionProvider;
import io.mosaik.cli.render.OutputStatus;
import io.mosaik.cli.render.Terminal;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;

/**
 * Runs one command and ends with its exit code: 0 done, 1 failed, 2 wrong usage, 141 nobody reads
 * the output any more; 129, 130 and 143 after the signals HUP, INT and TERM.
 */
public final class Main {

  private static final List<String> VERSION_OPTIONS = List.of("--version", "-V");

  private Main() {}

  /**
   * Entry point of the program.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String[] arguments) {
    Surroundings surroundings =
        new Surroundings(Ambient.system(), Terminal.detect(), System.getenv());
    String[] typed;
    try {
      typed = Arguments.decode(arguments, Arguments.OF_THIS_PROCESS);
    } catch (Arguments.UndecodableException refused) {
      System.exit(
          new ErrorReporter(surroundings)
              .report(
                  refused.getMessage(), CommandFailure.USAGE, ErrorReporter.wantsJson(arguments)));
      return;
    }
    System.exit(run(surroundings, typed));
  }

  /** Runs a command and returns the exit code of the process. */
  static int run(Surroundings surroundings, String... arguments) {
    Terminal terminal = surroundings.terminal();
    int ofCommand = 0;
    if (arguments.length == 1 && VERSION_OPTIONS.contains(arguments[0])) {
      // Without the parser, whose model of all commands takes most of the time of a start.
      VersionProvider.lines().forEach(terminal::printPlain);
    } else {
      ofCommand = commandLine(surroundings).execute(arguments);
    }
    // A result that did not arrive is a failure, whatever the command says.
    OutputStatus status = terminal.outputStatus();
    if (status.isClosedPipe()) {
      return CommandFailure.CLOSED_PIPE;
    }
    if (status.isFailed()) {
      terminal.error("cannot write to standard output: " + status.reason());
      return ofCommand == 0 ? CommandFailure.FAILED : ofCommand;
    }
    return ofCommand;
  }

  /** The commands, ready to parse. An argument is its value: nothing in it is expanded. */
  static CommandLine commandLine(Surroundings surroundings) {
    ErrorReporter errors = new ErrorReporter(surroundings);
    return new CommandLine(new MosaikCommand(), new CommandFactory(surroundings))
        .setExpandAtFiles(false)
        .setTrimQuotes(false)
        .setAllowOptionsAsOptionParameters(false)
        .setAbbreviatedOptionsAllowed(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .registerConverter(Path.class, Converters::path)
        .setOut(surroundings.terminal().out())
        .setErr(surroundings.terminal().err())
        .setColorScheme(CommandLine.Help.defaultColorScheme(surroundings.terminal().colours()))
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors);
  }
}
