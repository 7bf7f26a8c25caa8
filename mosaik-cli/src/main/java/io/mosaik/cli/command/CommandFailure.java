package io.mosaik.cli.command;

/** Ends a command with a sentence for the user, which says what to do, and an exit code. */
public final class CommandFailure extends RuntimeException {

  /** Exit code of a command that tried and failed. */
  public static final int FAILED = 1;

  /** Exit code of a command that was not understood. */
  public static final int USAGE = 2;

  /** Exit code of a command that Ctrl+C ended before it was done. */
  public static final int INTERRUPTED = 130;

  /** Exit code once nobody reads the output: what a shell reports after SIGPIPE. */
  public static final int CLOSED_PIPE = 141;

  private static final long serialVersionUID = 1L;

  /** What the process ends with. */
  private final int exitCode;

  private CommandFailure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  static CommandFailure failed(String message) {
    return new CommandFailure(FAILED, message);
  }

  static CommandFailure usage(String message) {
    return new CommandFailure(USAGE, message);
  }

  /**
   * What the process ends with.
   *
   * @return the exit code
   */
  public int exitCode() {
    return exitCode;
  }
}
