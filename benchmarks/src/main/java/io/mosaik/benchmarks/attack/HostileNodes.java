package io.mosaik.benchmarks.attack;

import io.mosaik.api.Bytes;
import io.mosaik.api.Signature;
import io.mosaik.dht.krpc.FindNode;
import io.mosaik.dht.krpc.Get;
import io.mosaik.dht.krpc.GetPeers;
import io.mosaik.dht.krpc.KrpcCodec;
import io.mosaik.dht.krpc.KrpcError;
import io.mosaik.dht.krpc.KrpcException;
import io.mosaik.dht.krpc.KrpcMessage;
import io.mosaik.dht.krpc.MutableItem;
import io.mosaik.dht.krpc.Ping;
import io.mosaik.dht.krpc.Query;
import io.mosaik.dht.krpc.Response;
import io.mosaik.dht.krpc.ResponseBody;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Hostile nodes of one kind in a simulated network.
 *
 * <p>Not thread-safe.
 */
final class HostileNodes {

  private static final Bytes TOKEN = Bytes.fromHex("70757070");
  private static final int POOL = 100_000;
  private static final int NAMED = 20;
  private static final int FEW = 8;

  private final SimulatedNetwork network;
  private final Lie lie;
  private final TreeMap<NodeId, NodeInfo> nowhere = new TreeMap<>();
  private final List<NodeInfo> hostile = new ArrayList<>();
  private final Map<NodeId, MutableItem> before = new HashMap<>();
  private long stored;

  HostileNodes(SimulatedNetwork network, Lie lie) {
    this.network = network;
    this.lie = lie;
    for (int i = 0; lie == Lie.DEAD_NAMES && i < POOL; i++) {
      NodeInfo dead = network.newNode(100, 80);
      nowhere.put(dead.id(), dead);
    }
  }

  /** Adds nodes anywhere. */
  void join(int count) {
    for (int i = 0; i < count; i++) {
      join(network.newNode(20, 80));
    }
  }

  /** Adds the nodes of one /24 that are closest to a target, as far as BEP 42 permits. */
  void joinAround(NodeId target, int count) {
    Map<NodeId, NodeInfo> possible = new HashMap<>();
    for (int i = 0; i < 256 * 24; i++) {
      NodeInfo any = network.newNode(66, 1);
      byte[] host = {66, 6, 6, (byte) (1 + i % 254)};
      NodeInfo node = Addresses.node(host, any.address().getPort(), network.random());
      possible.put(node.id(), node);
    }
    possible.values().stream()
        .sorted(Comparator.comparing(NodeInfo::id, target.byDistance()))
        .limit(count)
        .forEach(this::join);
  }

  /** Notes an item that is about to be replaced by a newer one. */
  void remember(MutableItem item) {
    before.put(item.target(), item);
  }

  /** Returns how often they said that they had stored something. */
  long stored() {
    return stored;
  }

  private void join(NodeInfo self) {
    hostile.add(self);
    network.addScripted(
        self,
        datagram -> {
          try {
            return KrpcCodec.decode(datagram.payload()) instanceof Query query
                ? Optional.of(KrpcCodec.encode(answer(self, query)))
                : Optional.empty();
          } catch (KrpcException impossible) {
            throw new IllegalStateException(impossible);
          }
        });
  }

  private KrpcMessage answer(NodeInfo self, Query query) {
    if (lie == Lie.REFUSALS && !(query instanceof Ping)) {
      return new KrpcError(query.transaction(), Optional.empty(), 202, "Server Error");
    }
    return new Response(query.transaction(), self.id(), Optional.empty(), false, body(query));
  }

  private ResponseBody body(Query query) {
    if (query instanceof FindNode find) {
      return new ResponseBody.FoundNodes(names(find.target(), NAMED));
    }
    if (query instanceof GetPeers get) {
      return new ResponseBody.NoValues(names(get.infoHash(), NAMED), Optional.of(TOKEN));
    }
    if (query instanceof Get get) {
      return value(get.target())
          .<ResponseBody>map(
              item ->
                  new ResponseBody.MutableValue(names(get.target(), FEW), Optional.of(TOKEN), item))
          .orElseGet(
              () -> new ResponseBody.NoValues(names(get.target(), NAMED), Optional.of(TOKEN)));
    }
    stored += query.stores() ? 1 : 0;
    return new ResponseBody.Acknowledgement();
  }

  private Optional<MutableItem> value(NodeId target) {
    Optional<MutableItem> old = Optional.ofNullable(before.get(target));
    switch (lie) {
      case STALE:
        return old;
      case FORGED:
        return old.map(
            it ->
                new MutableItem(
                    it.key(),
                    it.salt(),
                    it.seq() + 1000,
                    new Signature(Bytes.of(new byte[Signature.SIZE])),
                    it.value()));
      case FOREIGN:
        return before.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(target))
            .map(Map.Entry::getValue)
            .findFirst();
      default:
        return Optional.empty();
    }
  }

  private List<NodeInfo> names(NodeId target, int count) {
    List<NodeInfo> names = new ArrayList<>();
    switch (lie) {
      case DEAD_NAMES:
        nowhere.tailMap(target, true).values().stream().limit(100).forEach(names::add);
        nowhere.headMap(target, false).descendingMap().values().stream()
            .limit(100)
            .forEach(names::add);
        break;
      case CLOSE_NAMES:
        network.servers().forEach(one -> names.add(closeTo(target, one.info())));
        break;
      case SILENCE:
        return hostile.stream()
            .sorted(Comparator.comparing(NodeInfo::id, target.byDistance()))
            .limit(count)
            .toList();
      default:
        network.servers().forEach(one -> names.add(one.info()));
        names.addAll(hostile);
        names.sort(Comparator.comparing(NodeInfo::id, target.byDistance()));
        return List.copyOf(names.subList(0, Math.min(count, names.size())));
    }
    for (int i = names.size() - 1; i > 0; i--) {
      Collections.swap(names, i, network.random().nextInt(i + 1));
    }
    return List.copyOf(names.subList(0, Math.min(count, names.size())));
  }

  /** Any id that shares all but the last byte with the target, at a living node's address. */
  private NodeInfo closeTo(NodeId target, NodeInfo living) {
    byte[] id = target.bytes().toArray();
    id[id.length - 1] = (byte) network.random().nextInt(256);
    return new NodeInfo(new NodeId(Bytes.of(id)), living.address());
  }
}
