package io.mosaik.transport.quic.recovery;

/**
 * Something that a packet carried and somebody cares about: hears how it went. It may be called
 * lost, even twice, and be acknowledged after all: probes repeat what is merely late. Called on the
 * thread of the connection.
 */
public interface SentContent {

  /** The peer has it. */
  void acknowledged();

  /** It is gone, and should be sent again if it still matters. */
  void lost();

  /** It is sent again without being lost: to probe, or because the path is another one. */
  default void repeated() {
    lost();
  }
}
