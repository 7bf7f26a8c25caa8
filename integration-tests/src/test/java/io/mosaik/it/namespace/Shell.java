package io.mosaik.it.namespace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs short commands of the system. Thread-safe by having no state. */
final class Shell {

  private static final long PATIENCE_SECONDS = 20;

  private Shell() {}

  /** What the command, its words separated by spaces, printed; fails unless it succeeds. */
  static String run(String command) {
    List<String> words = List.of(command.split(" "));
    try {
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("still running: " + command);
      }
      // It fits into the pipe: nothing that is run here prints more than some lines.
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.exitValue() != 0) {
        throw new IllegalStateException(command + ": " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted: " + command, e);
    }
  }

  /** As {@link #run}, for what may be gone already: then it returns nothing. */
  static String attempt(String command) {
    try {
      return run(command);
    } catch (IllegalStateException | UncheckedIOException gone) {
      return "";
    }
  }
}
