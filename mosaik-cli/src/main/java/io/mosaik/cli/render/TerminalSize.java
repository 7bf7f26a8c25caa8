package io.mosaik.cli.render;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Size of the window of a terminal, in characters. Immutable.
 *
 * @param columns number of columns, at least 1
 * @param rows number of rows, at least 1
 */
public record TerminalSize(int columns, int rows) {

  /** What a terminal has that does not tell. */
  public static final TerminalSize DEFAULT = new TerminalSize(80, 24);

  private static final Pattern STTY = Pattern.compile("(\\d{1,4}) (\\d{1,4})\\s*");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,4}");
  private static final long STTY_LIMIT_MILLIS = 1_000;

  /** Checks the limits. */
  public TerminalSize {
    if (columns < 1 || rows < 1) {
      throw new IllegalArgumentException(
          "a window has at least one column and one row, not " + columns + " and " + rows);
    }
  }

  /**
   * Asks the terminal of this process, which knows of changes; then the variables {@code COLUMNS}
   * and {@code LINES}.
   *
   * @param environment the environment variables
   * @return the present size, {@link #DEFAULT} if it cannot be learned
   */
  public static TerminalSize detect(Map<String, String> environment) {
    return ofTerminal().or(() -> ofEnvironment(environment)).orElse(DEFAULT);
  }

  /** Java has no means to ask a terminal; {@code stty} is part of POSIX. */
  private static Optional<TerminalSize> ofTerminal() {
    File terminal = new File("/dev/tty");
    if (!terminal.exists()) {
      return Optional.empty();
    }
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(terminal)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return answer(stty);
    } catch (IOException noTerminal) {
      return Optional.empty();
    }
  }

  private static Optional<TerminalSize> answer(Process stty) throws IOException {
    try (InputStream output = stty.getInputStream()) {
      if (!stty.waitFor(STTY_LIMIT_MILLIS, TimeUnit.MILLISECONDS)) {
        stty.destroyForcibly();
        return Optional.empty();
      }
      return parse(new String(output.readNBytes(64), StandardCharsets.US_ASCII));
    } catch (InterruptedException e) {
      stty.destroyForcibly();
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Reads what {@code stty size} prints: rows and columns; zeros are no size. */
  static Optional<TerminalSize> parse(String text) {
    Matcher numbers = STTY.matcher(text);
    return numbers.matches() ? of(numbers.group(2), numbers.group(1)) : Optional.empty();
  }

  static Optional<TerminalSize> ofEnvironment(Map<String, String> environment) {
    return of(environment.getOrDefault("COLUMNS", ""), environment.getOrDefault("LINES", ""));
  }

  private static Optional<TerminalSize> of(String columns, String rows) {
    if (!NUMBER.matcher(columns).matches() || !NUMBER.matcher(rows).matches()) {
      return Optional.empty();
    }
    int width = Integer.parseInt(columns);
    int height = Integer.parseInt(rows);
    return width < 1 || height < 1
        ? Optional.empty()
        : Optional.of(new TerminalSize(width, height));
  }
}
