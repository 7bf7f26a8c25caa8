package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * An answer (BEP 5, "Response"). What kind of answer it is can only be told from its content, or
 * from the query that it answers.
 *
 * @param transaction echo of the query's
 * @param sender what the answering node calls itself
 * @param requester the address that the query came from, as the answering node saw it (BEP 42,
 *     {@code ip})
 * @param readOnly whether the answering node claims to answer nothing (BEP 43). Whoever does so in
 *     an answer is to be ignored; we never write it
 * @param body the content
 */
public record Response(
    Bytes transaction,
    NodeId sender,
    Optional<InetSocketAddress> requester,
    boolean readOnly,
    ResponseBody body)
    implements KrpcMessage {

  /** The same, telling of other nodes. */
  public Response withNodes(List<NodeInfo> nodes) {
    return new Response(transaction, sender, requester, readOnly, body.withNodes(nodes));
  }

  @Override
  public <R> R handleWith(MessageHandler<R> handler) {
    return handler.response(this);
  }
}
