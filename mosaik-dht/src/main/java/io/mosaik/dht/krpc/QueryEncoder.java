package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import io.mosaik.dht.routing.NodeId;

/** Writes {@code q} and {@code a} of each kind of query. */
final class QueryEncoder implements QueryHandler<BencodeDictionary> {

  private final BencodeDictionary message;

  QueryEncoder(BencodeDictionary message) {
    this.message = message;
  }

  @Override
  public BencodeDictionary ping(Ping query) {
    return put("ping", arguments(query));
  }

  @Override
  public BencodeDictionary findNode(FindNode query) {
    BencodeDictionary arguments = arguments(query).putText("target", query.target().bytes());
    query.want().writeTo(arguments);
    return put("find_node", arguments);
  }

  @Override
  public BencodeDictionary getPeers(GetPeers query) {
    BencodeDictionary arguments = arguments(query).putText("info_hash", query.infoHash().bytes());
    query.want().writeTo(arguments);
    return put("get_peers", arguments);
  }

  @Override
  public BencodeDictionary announcePeer(AnnouncePeer query) {
    BencodeDictionary arguments =
        arguments(query)
            .putText("info_hash", query.infoHash().bytes())
            .putInt("port", query.port())
            .putInt("implied_port", query.impliedPort() ? 1 : 0)
            .putText("token", query.token());
    return put("announce_peer", arguments);
  }

  @Override
  public BencodeDictionary get(Get query) {
    BencodeDictionary arguments = arguments(query).putText("target", query.target().bytes());
    query.seq().ifPresent(seq -> arguments.putInt("seq", seq));
    query.want().writeTo(arguments);
    return put("get", arguments);
  }

  @Override
  public BencodeDictionary putImmutable(PutImmutable query) {
    return put("put", store(query, query.target(), query.token(), query.value()));
  }

  @Override
  public BencodeDictionary putMutable(PutMutable query) {
    MutableItem item = query.item();
    BencodeDictionary arguments =
        store(query, query.target(), query.token(), item.value())
            .putText("k", item.key())
            .putInt("seq", item.seq())
            .putText("sig", item.signature().bytes());
    if (!item.salt().isEmpty()) {
      arguments.putText("salt", item.salt());
    }
    query.cas().ifPresent(cas -> arguments.putInt("cas", cas));
    return put("put", arguments);
  }

  private static BencodeDictionary store(
      Query query, NodeId target, Bytes token, BencodedValue value) {
    return arguments(query)
        .putText("target", target.bytes())
        .putText("token", token)
        .putEncoded("v", value.encoded());
  }

  private static BencodeDictionary arguments(Query query) {
    return new BencodeDictionary().putText("id", query.sender().bytes());
  }

  private BencodeDictionary put(String method, BencodeDictionary arguments) {
    return message.put("a", arguments).putText("q", method);
  }
}
