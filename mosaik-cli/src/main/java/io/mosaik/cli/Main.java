package io.mosaik.cli;

import io.mosaik.api.time.Ambient;
import io.mosaik.cli.command.CommandFailure;
import io.mosaik.cli.command.MosaikCommand;
import io.mosaik.cli.command.Surroundings;
import io.mosaik.cli.render.Terminal;
import picocli.CommandLine;

/**
 * Runs one command and ends with its exit code: 0 done, 1 tried and failed, 2 not understood, 130
 * interrupted.
 */
public final class Main {

  private Main() {}

  /**
   * Entry point of the program.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String[] arguments) {
    Logging.configure(arguments);
    Surroundings surroundings =
        new Surroundings(Ambient.system(), Terminal.detect(), System.getenv());
    System.exit(commandLine(surroundings).execute(arguments));
  }

  /** The commands, ready to parse. */
  static CommandLine commandLine(Surroundings surroundings) {
    return new CommandLine(new MosaikCommand(), new CommandFactory(surroundings))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setAbbreviatedOptionsAllowed(false)
        .setExecutionExceptionHandler(Main::report);
  }

  private static int report(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    if (failure instanceof InterruptedException) {
      return CommandFailure.INTERRUPTED;
    }
    if (failure instanceof CommandFailure expected) {
      command.getErr().println(command.getColorScheme().errorText(expected.getMessage()));
      return expected.exitCode();
    }
    String message =
        failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    command.getErr().println(command.getColorScheme().errorText(message));
    if (parsed.matchedOption("--verbose") != null || Logging.isVerbose()) {
      failure.printStackTrace(command.getErr());
    } else {
      command.getErr().println("(--verbose shows where this came from)");
    }
    return command.getCommandSpec().exitCodeOnExecutionException();
  }
}
