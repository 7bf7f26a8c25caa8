package io.mosaik.dht.node;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.AnnouncePeer;
import io.mosaik.dht.krpc.FindNode;
import io.mosaik.dht.krpc.Get;
import io.mosaik.dht.krpc.GetPeers;
import io.mosaik.dht.krpc.KrpcError;
import io.mosaik.dht.krpc.KrpcMessage;
import io.mosaik.dht.krpc.MutableItem;
import io.mosaik.dht.krpc.Ping;
import io.mosaik.dht.krpc.PutImmutable;
import io.mosaik.dht.krpc.PutMutable;
import io.mosaik.dht.krpc.Query;
import io.mosaik.dht.krpc.QueryHandler;
import io.mosaik.dht.krpc.Response;
import io.mosaik.dht.krpc.ResponseBody;
import io.mosaik.dht.krpc.Want;
import io.mosaik.dht.routing.AddressFamily;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import io.mosaik.dht.routing.RoutingTable;
import io.mosaik.dht.storage.ItemStore;
import io.mosaik.dht.storage.PeerStore;
import io.mosaik.dht.storage.StoreVerdict;
import io.mosaik.dht.storage.WriteTokens;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server answers. One answer to one query, never larger than it must be: at most 20 nodes,
 * and at most 8 beside a value, so that it fits into one frame.
 *
 * <p>Confined to the core's thread.
 */
final class QueryResponder {

  private static final Logger LOG = LoggerFactory.getLogger(QueryResponder.class);

  /** How many nodes are told, those of both families together if both are wanted. */
  private enum Room {
    /** In an answer that holds nothing else. */
    MANY(RoutingTable.BUCKET_SIZE, RoutingTable.BUCKET_SIZE),
    /** Beside a value: so many and 1000 bytes fit into an Ethernet frame. */
    FEW(8, 5);

    private final int ipv4;
    private final int ipv6;

    Room(int ipv4, int ipv6) {
      this.ipv4 = ipv4;
      this.ipv6 = ipv6;
    }

    int of(AddressFamily family, int families) {
      return (family == AddressFamily.IPV4 ? ipv4 : ipv6) / families;
    }
  }

  private final AddressFamily family;
  private final RoutingTable table;
  private Optional<RoutingTable> sibling = Optional.empty();
  private final WriteTokens tokens;
  private final ItemStore items;
  private final PeerStore peers;
  private final RandomGenerator random;

  QueryResponder(
      AddressFamily family,
      RoutingTable table,
      WriteTokens tokens,
      ItemStore items,
      PeerStore peers,
      RandomGenerator random) {
    this.family = family;
    this.table = table;
    this.tokens = tokens;
    this.items = items;
    this.peers = peers;
    this.random = random;
  }

  /** Tells of the nodes in another table, too: those of the other family (BEP 32). */
  void tellAlsoOf(RoutingTable other) {
    sibling = Optional.of(other);
  }

  /** The answer to a query: a response, or an error. */
  KrpcMessage answer(Query query, InetSocketAddress from, Deadline now) {
    return query.answerWith(new Answer(from, now));
  }

  /** The answers to somebody at some time. */
  private final class Answer implements QueryHandler<KrpcMessage> {
    private final InetSocketAddress from;
    private final Deadline now;

    private Answer(InetSocketAddress from, Deadline now) {
      this.from = from;
      this.now = now;
    }

    @Override
    public KrpcMessage ping(Ping query) {
      return respond(query, new ResponseBody.Acknowledgement());
    }

    @Override
    public KrpcMessage findNode(FindNode query) {
      return respond(
          query, new ResponseBody.FoundNodes(nodes(query.target(), query.want(), Room.MANY)));
    }

    @Override
    public KrpcMessage getPeers(GetPeers query) {
      List<InetSocketAddress> found = peers.sample(query.infoHash(), random, now);
      if (found.isEmpty()) {
        return respond(query, noValues(query.infoHash(), query.want()));
      }
      List<NodeInfo> nodes = nodes(query.infoHash(), query.want(), Room.FEW);
      return respond(query, new ResponseBody.Peers(nodes, token(), found));
    }

    @Override
    public KrpcMessage announcePeer(AnnouncePeer query) {
      return judge(query, peers.announce(query, from, now));
    }

    @Override
    public KrpcMessage get(Get query) {
      NodeId target = query.target();
      Optional<MutableItem> item = items.mutable(target, now);
      if (item.isPresent()) {
        return respond(query, mutable(query, item.get()));
      }
      return respond(
          query,
          items
              .immutable(target, now)
              .<ResponseBody>map(
                  value ->
                      new ResponseBody.ImmutableValue(
                          nodes(target, query.want(), Room.FEW), token(), value))
              .orElseGet(() -> noValues(target, query.want())));
    }

    @Override
    public KrpcMessage putImmutable(PutImmutable query) {
      return judge(query, items.put(query, from.getAddress(), now));
    }

    @Override
    public KrpcMessage putMutable(PutMutable query) {
      return judge(query, items.put(query, from.getAddress(), now));
    }

    private ResponseBody mutable(Get query, MutableItem item) {
      boolean known = query.seq().isPresent() && item.seq() <= query.seq().getAsLong();
      return known
          ? new ResponseBody.NoMoreRecentValue(
              nodes(query.target(), query.want(), Room.MANY), token(), item.seq())
          : new ResponseBody.MutableValue(
              nodes(query.target(), query.want(), Room.FEW), token(), item);
    }

    private ResponseBody noValues(NodeId target, Want want) {
      return new ResponseBody.NoValues(nodes(target, want, Room.MANY), token());
    }

    private Optional<Bytes> token() {
      return Optional.of(tokens.issue(from.getAddress(), now));
    }

    /** The nodes near a target, of the families that are wanted and that we know of. */
    private List<NodeInfo> nodes(NodeId target, Want want, Room room) {
      boolean own = want.includes(family, family);
      Optional<RoutingTable> other = sibling.filter(it -> want.includes(family.other(), family));
      int families = (own ? 1 : 0) + (other.isPresent() ? 1 : 0);
      List<NodeInfo> nodes =
          own ? table.closestFor(from, target, room.of(family, families)) : List.of();
      if (other.isEmpty()) {
        return nodes;
      }
      List<NodeInfo> both = new ArrayList<>(nodes);
      both.addAll(other.get().closestFor(from, target, room.of(family.other(), families)));
      return both;
    }

    private KrpcMessage judge(Query query, StoreVerdict verdict) {
      if (verdict instanceof StoreVerdict.Refused refused) {
        LOG.debug("refused to store for {}: {}", from, refused.detail());
        return new KrpcError(
            query.transaction(),
            Optional.of(from),
            refused.code().code(),
            refused.code().message());
      }
      return respond(query, new ResponseBody.Acknowledgement());
    }

    private KrpcMessage respond(Query query, ResponseBody body) {
      return new Response(query.transaction(), table.self(), Optional.of(from), false, body);
    }
  }
}
