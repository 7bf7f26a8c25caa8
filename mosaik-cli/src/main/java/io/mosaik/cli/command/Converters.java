package io.mosaik.cli.command;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.TypeConversionException;

/** Converters of option values that say in plain words what is wrong with a value. */
public final class Converters {

  private Converters() {}

  /**
   * Converts a file name.
   *
   * @param name the name as it was typed
   * @return the path
   */
  public static Path path(String name) {
    if (name.isEmpty()) {
      throw new TypeConversionException("a file name must not be empty");
    }
    try {
      return Path.of(name);
    } catch (InvalidPathException impossible) {
      throw new TypeConversionException(
          "'"
              + name
              + "' is no file name in the charset of the locale, which is "
              + System.getProperty("sun.jnu.encoding")
              + ": set LC_ALL=C.UTF-8");
    }
  }
}
