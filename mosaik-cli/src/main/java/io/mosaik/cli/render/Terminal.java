package io.mosaik.cli.render;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import picocli.CommandLine.Help.Ansi;

/**
 * Where output goes: results to standard output, progress and complaints to standard error. Colours
 * and progress appear on a terminal only.
 *
 * <p>Thread-safe by its monitor.
 */
public final class Terminal {

  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean interactive;
  private final Optional<MonitoredOutput> monitored;
  private boolean progressShown;

  /**
   * Writes to given writers.
   *
   * @param out takes results
   * @param err takes progress
   * @param interactive whether somebody is watching
   */
  public Terminal(PrintWriter out, PrintWriter err, boolean interactive) {
    this(out, err, interactive, Optional.empty());
  }

  private Terminal(
      PrintWriter out, PrintWriter err, boolean interactive, Optional<MonitoredOutput> monitored) {
    this.out = out;
    this.err = err;
    this.interactive = interactive;
    this.monitored = monitored;
  }

  /**
   * The terminal, pipe or file that this process writes to.
   *
   * @return a new terminal over standard output and standard error
   */
  public static Terminal detect() {
    MonitoredOutput output = MonitoredOutput.standardOutput();
    return new Terminal(
        new PrintWriter(output, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        TerminalDetection.isTerminal(System.getenv()),
        Optional.of(output));
  }

  /**
   * Returns the writer of results, for a library that prints by itself.
   *
   * @return standard output
   */
  public PrintWriter out() {
    return out;
  }

  /**
   * Returns the writer of messages, for a library that prints by itself.
   *
   * @return standard error
   */
  public PrintWriter err() {
    return err;
  }

  /**
   * Returns whether everything that was printed has arrived, which is known once it is flushed.
   *
   * @return the outcome of all writes to standard output so far
   */
  public OutputStatus outputStatus() {
    boolean failed = out.checkError();
    OutputStatus status = monitored.map(MonitoredOutput::status).orElse(OutputStatus.INTACT);
    return failed && !status.isFailed() ? new OutputStatus("write error", false) : status;
  }

  /**
   * Watches standard output for a program that stays: runs an action when a write has failed, for
   * instance because nobody reads the output any more.
   *
   * @param action what ends the program, on any thread
   */
  public void onOutputFailure(Runnable action) {
    monitored.ifPresent(output -> output.onFailure(action));
  }

  /**
   * Whether somebody is watching.
   *
   * @return true if this is a terminal
   */
  public boolean isInteractive() {
    return interactive;
  }

  /**
   * Prints one line of result.
   *
   * @param line the line, possibly with picocli's colour marks such as {@code @|green text|@}
   */
  public synchronized void print(String line) {
    clearProgress();
    out.println(colours().string(line));
    out.flush();
  }

  /**
   * Prints one line of result as it is, without looking for colour marks: for all that strangers
   * had a hand in.
   *
   * @param line the line
   */
  public synchronized void printPlain(String line) {
    clearProgress();
    out.println(line);
    out.flush();
  }

  /**
   * Prints one event as a line of JSON. Times never decrease from line to line while the clock does
   * not go back.
   *
   * @param event the event
   * @param clock tells the time of the line
   */
  public synchronized void printJson(Json event, InstantSource clock) {
    printPlain(event.toLine(clock.instant()));
  }

  /**
   * Says something that is no result.
   *
   * @param line the line
   */
  public synchronized void note(String line) {
    clearProgress();
    err.println(line);
    err.flush();
  }

  /**
   * Says on standard error why a command failed. What it quotes may come from anywhere: control
   * characters and colour marks in it have no effect.
   *
   * @param message the reason, in one sentence
   */
  public synchronized void error(String message) {
    clearProgress();
    String line = Untrusted.text("mosaik: " + message);
    err.println(colours().string("@|bold,red " + line + "|@"));
    err.flush();
  }

  /**
   * Shows what is going on, in a line that the next output takes the place of. Does nothing unless
   * somebody is watching.
   *
   * @param line what is going on
   */
  public synchronized void progress(String line) {
    if (interactive) {
      err.print(CLEAR_LINE + line);
      err.flush();
      progressShown = true;
    }
  }

  /**
   * Replaces lines that were printed before, on a terminal.
   *
   * @param lines how many of the last printed lines to go back over
   */
  public synchronized void goBack(int lines) {
    if (interactive && lines > 0) {
      clearProgress();
      out.print("\u001b[" + lines + "A\u001b[J");
      out.flush();
    }
  }

  /** Sends text with control sequences, on a terminal. */
  synchronized void control(String text) {
    if (interactive) {
      clearProgress();
      out.print(text);
      out.flush();
    }
  }

  /**
   * How colour marks are treated.
   *
   * @return on if somebody is watching and has not asked for none
   */
  public Ansi colours() {
    return interactive && TerminalDetection.allowsColours(System.getenv()) ? Ansi.ON : Ansi.OFF;
  }

  private void clearProgress() {
    if (progressShown) {
      err.print(CLEAR_LINE);
      err.flush();
      progressShown = false;
    }
  }
}
