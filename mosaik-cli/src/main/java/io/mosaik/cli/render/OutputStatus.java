package io.mosaik.cli.render;

/**
 * Whether what was printed has arrived.
 *
 * @param reason why the first failed write failed, or empty if none has
 * @param isClosedPipe whether that was because nobody reads the output any more
 */
public record OutputStatus(String reason, boolean isClosedPipe) {

  /** All has arrived so far. */
  public static final OutputStatus INTACT = new OutputStatus("", false);

  /**
   * Tells whether a write has failed.
   *
   * @return true if so
   */
  public boolean isFailed() {
    return !reason.isEmpty();
  }
}
