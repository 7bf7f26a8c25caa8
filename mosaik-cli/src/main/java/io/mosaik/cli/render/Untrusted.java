package io.mosaik.cli.render;

/** Text that strangers had a hand in, made harmless for a terminal and for colour marks. */
final class Untrusted {

  private static final int MAX_LENGTH = 4096;

  private Untrusted() {}

  /** Control characters become {@code ?}, colour marks fall apart, and there is an end to it. */
  static String text(Object source) {
    String text = source.toString();
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .limit(MAX_LENGTH)
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
        .forEach(safe::appendCodePoint);
    if (text.length() > MAX_LENGTH) {
      safe.append("…");
    }
    return safe.toString().replace("@|", "@ |").replace("|@", "| @");
  }
}
