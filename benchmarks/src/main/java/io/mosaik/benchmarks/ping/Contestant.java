package io.mosaik.benchmarks.ping;

import java.util.concurrent.CompletionStage;

/**
 * Somebody who pings: client and server, both in this process, over real sockets on loopback.
 * Thread-safe.
 *
 * <p>A ping is a connection of its own with both sides authenticated, an empty request of 4 bytes
 * on a bidirectional stream, an answer as long as a peer entry, and a close.
 */
interface Contestant extends AutoCloseable {

  /** The application protocol. */
  String ALPN = "/mosaik/discovery/ping/1.0";

  /** A frame with an entry that has no address, as ours is. */
  int ANSWER_SIZE = 4 + 179;

  /** One ping; completes when the answer is there, exceptionally if the ping failed. */
  CompletionStage<?> ping();

  /** One connection without a ping; completes when the handshake is complete. */
  CompletionStage<?> handshake();

  @Override
  void close();
}
