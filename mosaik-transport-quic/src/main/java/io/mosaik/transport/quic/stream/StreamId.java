package io.mosaik.transport.quic.stream;

/** What the two low bits of a stream id say (RFC 9000, section 2.1). Stateless. */
public final class StreamId {

  private static final int SERVER_BIT = 1;
  private static final int UNIDIRECTIONAL_BIT = 2;

  private StreamId() {}

  /** The id of the n-th stream of its kind, counted from 0. */
  public static long of(long index, boolean byServer, boolean bidirectional) {
    return index << 2 | (byServer ? SERVER_BIT : 0) | (bidirectional ? 0 : UNIDIRECTIONAL_BIT);
  }

  public static boolean isByServer(long id) {
    return (id & SERVER_BIT) != 0;
  }

  public static boolean isBidirectional(long id) {
    return (id & UNIDIRECTIONAL_BIT) == 0;
  }

  /** How many streams of the same kind come before it. */
  public static long index(long id) {
    return id >>> 2;
  }
}
