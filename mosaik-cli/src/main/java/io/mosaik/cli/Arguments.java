package io.mosaik.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Decoder of command-line arguments: what the user typed, in UTF-8, whatever the locale.
 *
 * <p>The Java launcher decodes arguments in the charset of the locale and puts U+FFFD in place of
 * what that charset lacks, so that under {@code LC_ALL=C} different names would become the same.
 * Where that has happened, the bytes are read again from the operating system.
 */
final class Arguments {

  /** The command line of this process on Linux: each argument followed by a NUL. */
  static final Path OF_THIS_PROCESS = Path.of("/proc/self/cmdline");

  private static final char REPLACEMENT_CHARACTER = '\uFFFD';

  private Arguments() {}

  /** An argument that cannot be known for sure. */
  static final class UndecodableException extends Exception {

    private static final long serialVersionUID = 1L;

    private UndecodableException(int index, String reason) {
      super("argument " + (index + 1) + " " + reason);
    }
  }

  /**
   * Returns the arguments as UTF-8 text.
   *
   * @param decoded what the Java launcher made of them
   * @param commandLine holds the bytes of the command line, whose last arguments they are
   * @throws UndecodableException if an argument is not valid UTF-8, or was spoilt and the bytes
   *     cannot be read
   */
  static String[] decode(String[] decoded, Path commandLine) throws UndecodableException {
    int spoilt = 0;
    while (spoilt < decoded.length && decoded[spoilt].indexOf(REPLACEMENT_CHARACTER) < 0) {
      spoilt++;
    }
    if (spoilt == decoded.length) {
      return decoded;
    }
    List<ByteBuffer> raw = split(read(commandLine, spoilt));
    int first = raw.size() - decoded.length;
    if (first < 0) {
      throw lost(spoilt);
    }
    String[] arguments = new String[decoded.length];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = decodeUtf8(raw.get(first + i), i);
    }
    return arguments;
  }

  private static byte[] read(Path commandLine, int spoilt) throws UndecodableException {
    try {
      return Files.readAllBytes(commandLine);
    } catch (IOException notOnThisSystem) {
      throw lost(spoilt);
    }
  }

  private static List<ByteBuffer> split(byte[] commandLine) {
    List<ByteBuffer> parts = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < commandLine.length; i++) {
      if (commandLine[i] == 0) {
        parts.add(ByteBuffer.wrap(commandLine, from, i - from));
        from = i + 1;
      }
    }
    return parts;
  }

  private static String decodeUtf8(ByteBuffer bytes, int index) throws UndecodableException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException notUtf8) {
      throw new UndecodableException(index, "is not valid UTF-8");
    }
  }

  private static UndecodableException lost(int index) {
    return new UndecodableException(
        index,
        "contains characters that the locale cannot represent, or U+FFFD: set LC_ALL=C.UTF-8");
  }
}
