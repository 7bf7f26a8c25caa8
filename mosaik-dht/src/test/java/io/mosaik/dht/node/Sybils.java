package io.mosaik.dht.node;

import io.mosaik.api.Bytes;
import io.mosaik.dht.krpc.AnnouncePeer;
import io.mosaik.dht.krpc.FindNode;
import io.mosaik.dht.krpc.Get;
import io.mosaik.dht.krpc.GetPeers;
import io.mosaik.dht.krpc.KrpcCodec;
import io.mosaik.dht.krpc.KrpcException;
import io.mosaik.dht.krpc.Ping;
import io.mosaik.dht.krpc.PutImmutable;
import io.mosaik.dht.krpc.PutMutable;
import io.mosaik.dht.krpc.Query;
import io.mosaik.dht.krpc.QueryHandler;
import io.mosaik.dht.krpc.Response;
import io.mosaik.dht.krpc.ResponseBody;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * An attacker who owns a /24 and has a node in it wherever BEP 42 permits one near a target. They
 * give tokens to everybody, say that they have stored what they have not, know of no value, and
 * tell of nobody but each other.
 *
 * <p>Confined to the test's thread.
 */
final class Sybils {

  private static final Bytes TRANSACTION = Bytes.fromHex("53595249");
  private static final Bytes TOKEN = Bytes.fromHex("70757070");

  /** How many bytes of an id its address has a say in. */
  private static final int PRESCRIBED_BYTES = 3;

  private final Swarm swarm;
  private final List<NodeInfo> nodes;
  private int swallowed;

  private Sybils(Swarm swarm, List<NodeInfo> nodes) {
    this.swarm = swarm;
    this.nodes = nodes;
  }

  /** All nodes that a /24 may have, as far as BEP 42 is concerned. */
  static List<NodeInfo> within(int a, int b, int c, Random random) {
    List<NodeInfo> possible = new ArrayList<>();
    for (int host = 1; host < 255; host++) {
      Set<Bytes> prefixes = new HashSet<>();
      for (int attempt = 0; attempt < 24; attempt++) { // finds most of the eight
        InetSocketAddress address =
            Swarm.address(
                new byte[] {(byte) a, (byte) b, (byte) c, (byte) host}, 2000 + prefixes.size());
        NodeId given = NodeId.secureFor(address.getAddress(), random);
        if (prefixes.add(given.bytes().slice(0, PRESCRIBED_BYTES - 1))) {
          possible.add(new NodeInfo(given, address));
        }
      }
    }
    return possible;
  }

  /** Those of them that are closest to a target. */
  static List<NodeInfo> closest(List<NodeInfo> nodes, NodeId target, int count) {
    return nodes.stream()
        .sorted(Comparator.comparing(NodeInfo::id, target.byDistance()))
        .limit(count)
        .toList();
  }

  /** Lets nodes join a swarm: each introduces itself to each member. */
  static Sybils join(Swarm swarm, List<NodeInfo> nodes, List<Swarm.Member> members) {
    Sybils sybils = new Sybils(swarm, nodes);
    for (NodeInfo node : nodes) {
      swarm.addPuppet(node.address(), datagram -> sybils.answer(node, datagram));
      for (Swarm.Member member : members) {
        Bytes hello = KrpcCodec.encode(new Ping(TRANSACTION, node.id(), false));
        swarm.send(node.address(), new Datagram(member.address(), hello));
      }
    }
    return sybils;
  }

  /** How often they said that they stored something. */
  int swallowed() {
    return swallowed;
  }

  @Override
  public String toString() {
    return nodes.size() + " sybils in a " + swarm;
  }

  private Optional<Bytes> answer(NodeInfo self, Datagram datagram) {
    try {
      if (!(KrpcCodec.decode(datagram.payload()) instanceof Query query)) {
        return Optional.empty();
      }
      ResponseBody body = query.answerWith(new Lies());
      return Optional.of(
          KrpcCodec.encode(
              new Response(
                  query.transaction(), self.id(), Optional.of(datagram.peer()), false, body)));
    } catch (KrpcException malformed) {
      throw new AssertionError(malformed);
    }
  }

  private List<NodeInfo> closest(NodeId target) {
    return closest(nodes, target, 20);
  }

  private final class Lies implements QueryHandler<ResponseBody> {
    @Override
    public ResponseBody ping(Ping query) {
      return new ResponseBody.Acknowledgement();
    }

    @Override
    public ResponseBody findNode(FindNode query) {
      return new ResponseBody.FoundNodes(closest(query.target()));
    }

    @Override
    public ResponseBody getPeers(GetPeers query) {
      return new ResponseBody.NoValues(closest(query.infoHash()), Optional.of(TOKEN));
    }

    @Override
    public ResponseBody announcePeer(AnnouncePeer query) {
      swallowed++;
      return new ResponseBody.Acknowledgement();
    }

    @Override
    public ResponseBody get(Get query) {
      return new ResponseBody.NoValues(closest(query.target()), Optional.of(TOKEN));
    }

    @Override
    public ResponseBody putMutable(PutMutable query) {
      swallowed++;
      return new ResponseBody.Acknowledgement();
    }

    @Override
    public ResponseBody putImmutable(PutImmutable query) {
      swallowed++;
      return new ResponseBody.Acknowledgement();
    }
  }
}
