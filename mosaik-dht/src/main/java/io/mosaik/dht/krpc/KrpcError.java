package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A refusal (BEP 5, "Errors").
 *
 * @param transaction echo of the query's
 * @param requester the address that the query came from, as the refusing node saw it (BEP 42,
 *     {@code ip})
 * @param code why, as a number; see {@link ErrorCode}, but strangers send others too
 * @param message why, in words for people; from strangers, hence of any content
 */
public record KrpcError(
    Bytes transaction, Optional<InetSocketAddress> requester, int code, String message)
    implements KrpcMessage {

  private static final int MAX_SHOWN = 100;

  /** For logs: the message is cut, and has nothing in it that a terminal would obey. */
  @Override
  public String toString() {
    String cut = message.substring(0, Math.min(message.length(), MAX_SHOWN));
    return code + " " + cut.replaceAll("[^\\p{Print}]", "?");
  }

  @Override
  public <R> R handleWith(MessageHandler<R> handler) {
    return handler.error(this);
  }
}
