package io.mosaik.cli;

import io.mosaik.api.MosaikException;
import io.mosaik.cli.command.CommandFailure;
import io.mosaik.cli.command.Surroundings;
import io.mosaik.cli.logging.LogLevels;
import io.mosaik.cli.render.EventView;
import io.mosaik.cli.render.FailureMessage;
import io.mosaik.cli.render.Terminal;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Reports what ended a command: a sentence on standard error, or an event among the others if JSON
 * is wanted, and the exit code.
 */
final class ErrorReporter implements IExecutionExceptionHandler, IParameterExceptionHandler {

  private static final String JSON = "--json";
  private static final String END_OF_OPTIONS = "--";

  private final Terminal terminal;
  private final InstantSource clock;

  ErrorReporter(Surroundings surroundings) {
    this.terminal = surroundings.terminal();
    this.clock = surroundings.ambient().wallClock();
  }

  /** Returns whether JSON is wanted, of arguments that may not be understood otherwise. */
  static boolean wantsJson(String... arguments) {
    return Stream.of(arguments)
        .takeWhile(argument -> !argument.equals(END_OF_OPTIONS))
        .anyMatch(JSON::equals);
  }

  private static boolean wantsJson(CommandLine command) {
    OptionSpec option = command.getCommandSpec().findOption(JSON);
    return option != null && Boolean.TRUE.equals(option.<Boolean>getValue());
  }

  /** Reports a failure and returns the exit code. */
  int report(String message, int exitCode, boolean asJson) {
    if (asJson) {
      terminal.printJson(EventView.error(message, exitCode), clock);
    } else {
      terminal.error(message);
    }
    return exitCode;
  }

  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    return wrongUsage(failure.getCommandLine(), failure.getMessage(), wantsJson(arguments));
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, ParseResult arguments) {
    if (failure instanceof InterruptedException) {
      return CommandFailure.INTERRUPTED;
    }
    boolean asJson = wantsJson(command);
    if (failure instanceof CommandFailure expected) {
      return expected.exitCode() == CommandFailure.USAGE
          ? wrongUsage(command, expected.getMessage(), asJson)
          : report(expected.getMessage(), expected.exitCode(), asJson);
    }
    boolean isExpected =
        failure instanceof MosaikException || failure instanceof UncheckedIOException;
    if (LogLevels.isDebug()) {
      failure.printStackTrace(command.getErr());
    } else if (!isExpected && !asJson) {
      terminal.note("'--log-level debug' shows where it happened");
    }
    String name = failure.getClass().getSimpleName();
    String reason = FailureMessage.of(failure);
    return report(
        isExpected ? reason : "internal error: " + name + ": " + reason,
        CommandFailure.FAILED,
        asJson);
  }

  /** The hint first, so that the reason is what the eye falls on last. */
  private int wrongUsage(CommandLine command, String message, boolean asJson) {
    if (!asJson) {
      terminal.note("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    }
    return report(message, CommandFailure.USAGE, asJson);
  }
}
