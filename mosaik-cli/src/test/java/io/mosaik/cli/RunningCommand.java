package io.mosaik.cli;

import com.google.common.util.concurrent.Uninterruptibles;
import io.mosaik.api.time.Ambient;
import io.mosaik.cli.command.Surroundings;
import io.mosaik.cli.render.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * A command that runs on a thread of its own until it is closed, and the lines that it has printed.
 *
 * <p>Thread-safe by its monitor.
 */
final class RunningCommand implements AutoCloseable {

  private static final long LIMIT_SECONDS = 60;

  private final List<String> lines = new ArrayList<>();
  private final StringBuilder incomplete = new StringBuilder();
  private final StringWriter errors = new StringWriter();
  private final Thread thread;

  private RunningCommand(String... arguments) {
    PrintWriter out = new PrintWriter(new LineWriter(), true);
    PrintWriter err = new PrintWriter(errors, true);
    Surroundings surroundings =
        new Surroundings(Ambient.system(), new Terminal(out, err, false), Map.of());
    thread = new Thread(() -> Main.run(surroundings, arguments), "test-" + arguments[0]);
    thread.start();
  }

  static RunningCommand start(String... arguments) {
    return new RunningCommand(arguments);
  }

  /** Returns the first line that is as wanted, printed earlier or later. */
  synchronized String awaitLine(Predicate<String> wanted)
      throws InterruptedException, TimeoutException {
    long end = System.currentTimeMillis() + TimeUnit.SECONDS.toMillis(LIMIT_SECONDS);
    for (int seen = 0; ; ) {
      for (; seen < lines.size(); seen++) {
        if (wanted.test(lines.get(seen))) {
          return lines.get(seen);
        }
      }
      long left = end - System.currentTimeMillis();
      if (left <= 0 || !thread.isAlive()) {
        throw new TimeoutException("no such line in " + lines + "; errors: " + errors);
      }
      wait(Math.min(left, 1_000));
    }
  }

  /** Returns all lines so far. */
  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /** Ends the command as an interruption does. */
  @Override
  public void close() {
    thread.interrupt();
    Uninterruptibles.joinUninterruptibly(thread, Duration.ofSeconds(LIMIT_SECONDS));
    if (thread.isAlive()) {
      throw new IllegalStateException(thread.getName() + " does not end");
    }
  }

  private synchronized void add(String text) {
    incomplete.append(text);
    int end;
    while ((end = incomplete.indexOf("\n")) >= 0) {
      lines.add(incomplete.substring(0, end).stripTrailing());
      incomplete.delete(0, end + 1);
    }
    notifyAll();
  }

  private final class LineWriter extends Writer {

    @Override
    public void write(char[] buffer, int offset, int length) {
      add(new String(buffer, offset, length));
    }

    @Override
    public void flush() {
      // Nothing is held back.
    }

    @Override
    public void close() {
      // Nothing to release.
    }
  }
}
