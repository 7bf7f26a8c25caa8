package io.mosaik.api;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The three numbers of a semantic version (Semantic Versioning 2.0.0), each unsigned. What follows
 * them is checked and forgotten: mosaik's dialects do not depend on it.
 *
 * <p>Immutable.
 */
record SemanticVersion(long major, long minor, long patch) {

  /** Ours, so that a stranger's version is a line in a log and not a page. */
  static final int MAX_LENGTH = 128;

  private static final String NUMBER = "(?:0|[1-9][0-9]*)";
  private static final String PRE_RELEASE = "(?:" + NUMBER + "|[0-9]*[A-Za-z-][0-9A-Za-z-]*)";
  private static final String BUILD = "[0-9A-Za-z-]+";
  private static final Pattern TEXT =
      Pattern.compile(
          String.format(
              Locale.ROOT,
              "(%1$s)\\.(%1$s)\\.(%1$s)(-%2$s(\\.%2$s)*)?(\\+%3$s(\\.%3$s)*)?",
              NUMBER,
              PRE_RELEASE,
              BUILD));

  /**
   * Reads a version as Rust's {@code semver} crate does.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  static SemanticVersion parse(String text) {
    if (text.length() <= MAX_LENGTH) {
      Matcher matcher = TEXT.matcher(text);
      if (matcher.matches()) {
        try {
          return new SemanticVersion(
              Long.parseUnsignedLong(matcher.group(1)),
              Long.parseUnsignedLong(matcher.group(2)),
              Long.parseUnsignedLong(matcher.group(3)));
        } catch (NumberFormatException beyond64Bits) {
          // Refused below, as in Rust.
        }
      }
    }
    throw new IllegalArgumentException(
        "not a semantic version of at most " + MAX_LENGTH + " characters: " + Excerpt.of(text));
  }

  /** Whether the three numbers are higher than those of {@code other}. */
  boolean isNewerThan(SemanticVersion other) {
    if (major != other.major) {
      return Long.compareUnsigned(major, other.major) > 0;
    }
    return minor != other.minor
        ? Long.compareUnsigned(minor, other.minor) > 0
        : Long.compareUnsigned(patch, other.patch) > 0;
  }
}
