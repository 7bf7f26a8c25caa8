package io.mosaik.transport.quic.stream;

import java.util.Locale;

/**
 * What we let a peer do, and how much we hold for it. Immutable.
 *
 * @param connectionWindow bytes of all streams that were not read yet
 * @param streamWindow bytes of one stream that were not read yet
 * @param sendBufferSize bytes of one stream that were written and not acknowledged yet
 * @param bidirectional how many bidirectional streams the peer may have open at once
 * @param unidirectional how many unidirectional streams the peer may have open at once
 */
public record StreamLimits(
    int connectionWindow,
    int streamWindow,
    int sendBufferSize,
    int bidirectional,
    int unidirectional) {

  /** What iroh grants a stream, and several of them for a connection. */
  public static final StreamLimits DEFAULT =
      new StreamLimits(4_000_000, 1_250_000, 1_250_000, 100, 100);

  /** What the largest entry of a ping needs, or a little less: windows grow as they are read. */
  public static final StreamLimits PING =
      new StreamLimits(65_536, 65_536, DEFAULT.sendBufferSize, 100, 100);

  /** Checks that a stream can make progress. */
  public StreamLimits {
    if (connectionWindow < 1 || streamWindow < 1 || sendBufferSize < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "windows of %d and %d and a buffer of %d bytes must be positive",
              connectionWindow,
              streamWindow,
              sendBufferSize));
    }
    if (bidirectional < 0 || unidirectional < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "stream limits %d and %d must not be negative",
              bidirectional,
              unidirectional));
    }
  }
}
