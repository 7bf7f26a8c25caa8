package io.mosaik.cli;

import io.mosaik.api.MosaikException;
import io.mosaik.cli.command.CommandFailure;
import io.mosaik.cli.logging.LogLevels;
import io.mosaik.cli.render.FailureMessage;
import io.mosaik.cli.render.Terminal;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Reports what ended a command: a sentence on standard error, and the exit code. */
final class ErrorReporter implements IExecutionExceptionHandler, IParameterExceptionHandler {

  private final Terminal terminal;

  ErrorReporter(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    return wrongUsage(failure.getCommandLine(), failure.getMessage());
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, ParseResult arguments) {
    if (failure instanceof InterruptedException) {
      return CommandFailure.INTERRUPTED;
    }
    if (failure instanceof CommandFailure expected) {
      if (expected.exitCode() == CommandFailure.USAGE) {
        return wrongUsage(command, expected.getMessage());
      }
      terminal.error(expected.getMessage());
      return expected.exitCode();
    }
    if (failure instanceof MosaikException || failure instanceof UncheckedIOException) {
      terminal.error(FailureMessage.of(failure));
    } else {
      terminal.error(
          "internal error: "
              + failure.getClass().getSimpleName()
              + ": "
              + FailureMessage.of(failure));
      if (!LogLevels.isDebug()) {
        terminal.note("'--log-level debug' shows where it happened");
      }
    }
    if (LogLevels.isDebug()) {
      failure.printStackTrace(command.getErr());
    }
    return CommandFailure.FAILED;
  }

  /** The hint first, so that the reason is what the eye falls on last. */
  private int wrongUsage(CommandLine command, String message) {
    terminal.note("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    terminal.error(message);
    return CommandFailure.USAGE;
  }
}
