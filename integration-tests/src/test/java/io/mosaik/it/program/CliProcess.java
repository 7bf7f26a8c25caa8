package io.mosaik.it.program;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * A command line that runs in a process of its own, and what it has printed so far, standard error
 * included.
 *
 * <p>Thread-safe by its monitor.
 */
public final class CliProcess implements AutoCloseable {

  /** Far longer than anything here takes; a test that gets there has failed. */
  public static final Duration PATIENCE = Duration.ofSeconds(120);

  private final Process process;
  private final List<String> lines = new ArrayList<>();
  private boolean ended;

  private CliProcess(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "output of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /** Runs the command line from the built jars on the module path. */
  public static CliProcess start(String... arguments) {
    return launch(command(arguments));
  }

  /** What runs the command line from the built jars on the module path. */
  public static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            // Most of what such a program does is to start.
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--module-path",
            System.getProperty("mosaik.modules"),
            "--module",
            "io.mosaik.cli/io.mosaik.cli.Main"));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Runs any program. */
  public static CliProcess launch(List<String> command) {
    try {
      return new CliProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the first line that is like this, printed earlier or later. */
  public synchronized String awaitLine(Predicate<String> wanted)
      throws InterruptedException, TimeoutException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    int seen = 0;
    while (true) {
      for (; seen < lines.size(); seen++) {
        if (wanted.test(lines.get(seen))) {
          return lines.get(seen);
        }
      }
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (ended || left <= 0) {
        throw new TimeoutException("no such line in:\n" + String.join("\n", lines));
      }
      wait(left);
    }
  }

  /** Waits for the end of the program. */
  public int awaitExit() throws InterruptedException, TimeoutException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new TimeoutException("still running after:\n" + output());
    }
    synchronized (this) {
      while (!ended) {
        wait();
      }
    }
    return process.exitValue();
  }

  /** All that was printed so far. */
  public synchronized String output() {
    return String.join("\n", lines);
  }

  /** Sends the signal that Ctrl+C sends too, as far as the program can tell. */
  public void terminate() {
    process.destroy();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void read() {
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        synchronized (this) {
          lines.add(line);
          notifyAll();
        }
      }
    } catch (IOException closedByKilling) {
      // What was read until then is all there is.
      return;
    } finally {
      synchronized (this) {
        ended = true;
        notifyAll();
      }
    }
  }
}
