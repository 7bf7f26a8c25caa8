package io.mosaik.cli.render;

import java.io.Console;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Detection of a terminal that understands escape sequences. */
final class TerminalDetection {

  /**
   * Standard output and standard error, on Linux: progress goes to the one, results to the other.
   */
  private static final List<Path> STREAMS =
      List.of(Path.of("/proc/self/fd/1"), Path.of("/proc/self/fd/2"));

  private TerminalDetection() {}

  /** Tells whether standard output and standard error are both such a terminal. */
  static boolean isTerminal(Map<String, String> environment) {
    if ("dumb".equals(environment.get("TERM"))) {
      return false;
    }
    try {
      for (Path stream : STREAMS) {
        String target = Files.readSymbolicLink(stream).toString();
        if (!target.startsWith("/dev/pts/")
            && !target.startsWith("/dev/tty")
            && !target.equals("/dev/console")) {
          return false;
        }
      }
      return true;
    } catch (IOException | UnsupportedOperationException notLinux) {
      return hasConsole();
    }
  }

  /** Tells whether colours are allowed: {@code NO_COLOR} counts unless it is empty. */
  static boolean allowsColours(Map<String, String> environment) {
    return environment.getOrDefault("NO_COLOR", "").isEmpty();
  }

  private static boolean hasConsole() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // Since Java 22 there is a console even in a pipe, and a method that tells.
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException olderJava) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException e) {
      return false;
    }
  }
}
