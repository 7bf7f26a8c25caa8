package io.mosaik.api;

/**
 * Enough of a stranger's text to recognise it by in a message, and nothing that acts on a screen.
 */
final class Excerpt {

  private static final int MAX_LENGTH = 64;

  private Excerpt() {}

  static String of(String text) {
    String start = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH);
    String printable = "'" + start.replaceAll("[^ -~]", "?") + "'";
    return start.equals(text) ? printable : printable + " of " + text.length() + " characters";
  }
}
