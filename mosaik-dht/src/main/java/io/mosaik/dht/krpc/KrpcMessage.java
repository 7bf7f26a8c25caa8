package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;

/**
 * One datagram between two nodes (BEP 5, "KRPC protocol").
 *
 * <p>Immutable, as are all its kinds.
 */
public sealed interface KrpcMessage permits Query, Response, KrpcError {

  /** How many bytes the transaction id of our own queries must have for mainline to hear them. */
  int OWN_TRANSACTION_SIZE = 4;

  /**
   * What an answer shares with its query. Of any length up to {@value
   * MessageDecoder#MAX_TRANSACTION_SIZE}: whoever asked chose it, and whoever answers echoes it.
   */
  Bytes transaction();

  /** Calls the method of the handler that fits this message. */
  <R> R handleWith(MessageHandler<R> handler);
}
