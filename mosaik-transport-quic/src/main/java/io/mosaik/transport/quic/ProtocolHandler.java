package io.mosaik.transport.quic;

/**
 * Serves the connections of one application protocol. Thread-safe: connections come in parallel.
 */
@FunctionalInterface
public interface ProtocolHandler {

  /**
   * A peer has connected and proved who it is. The connection stays open after this returns, until
   * somebody closes it or it falls silent.
   *
   * @param connection the connection; called on the executor of the endpoint
   */
  void accept(QuicConnectionHandle connection);
}
