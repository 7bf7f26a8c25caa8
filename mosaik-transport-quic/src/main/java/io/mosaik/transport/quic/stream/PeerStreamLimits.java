package io.mosaik.transport.quic.stream;

/**
 * What the peer lets us send at first, from its transport parameters (RFC 9000, section 18.2).
 * Immutable.
 *
 * @param maxData bytes of all streams
 * @param bidiLocal bytes of a bidirectional stream that the peer opens
 * @param bidiRemote bytes of a bidirectional stream that we open
 * @param uni bytes of a unidirectional stream that we open
 * @param streamsBidi how many bidirectional streams we may open
 * @param streamsUni how many unidirectional streams we may open
 */
public record PeerStreamLimits(
    long maxData, long bidiLocal, long bidiRemote, long uni, long streamsBidi, long streamsUni) {

  /** Nothing, until we know better. */
  public static final PeerStreamLimits NOTHING = new PeerStreamLimits(0, 0, 0, 0, 0, 0);
}
