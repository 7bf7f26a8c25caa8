package io.mosaik.dht.node;

import io.mosaik.api.Bytes;
import io.mosaik.dht.krpc.FindNode;
import io.mosaik.dht.krpc.Get;
import io.mosaik.dht.krpc.KrpcCodec;
import io.mosaik.dht.krpc.KrpcException;
import io.mosaik.dht.krpc.Ping;
import io.mosaik.dht.krpc.Query;
import io.mosaik.dht.krpc.Response;
import io.mosaik.dht.krpc.ResponseBody;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * Nodes that name, next to whatever is looked for, 20 nodes each that do not exist, at addresses
 * all over the world to which their ids fit (BEP 42).
 *
 * <p>Confined to the test's thread.
 */
final class DeadNames {

  private static final int POOL = 100_000;
  private static final Bytes TOKEN = Bytes.fromHex("70757070");
  private static final Bytes TRANSACTION = Bytes.fromHex("53595249");
  private final TreeMap<NodeId, NodeInfo> pool = new TreeMap<>();
  private final Random random;

  DeadNames(Random random) {
    this.random = random;
    for (int i = 0; i < POOL; i++) {
      NodeInfo node = node(100 + random.nextInt(80));
      pool.put(node.id(), node);
    }
  }

  /** Adds liars to a swarm: each introduces itself to each member. */
  void join(Swarm swarm, int liars, List<Swarm.Member> members) {
    for (int i = 0; i < liars; i++) {
      NodeInfo liar = node(20 + random.nextInt(80));
      swarm.addPuppet(liar.address(), datagram -> answer(liar, datagram));
      for (Swarm.Member member : members) {
        Bytes hello = KrpcCodec.encode(new Ping(TRANSACTION, liar.id(), false));
        swarm.send(liar.address(), new Datagram(member.address(), hello));
      }
    }
  }

  private NodeInfo node(int firstOctet) {
    byte[] host = {
      (byte) firstOctet, (byte) random.nextInt(256), (byte) random.nextInt(256), (byte) 1
    };
    InetSocketAddress address = Swarm.address(host, 1024 + random.nextInt(60_000));
    return new NodeInfo(NodeId.secureFor(address.getAddress(), random), address);
  }

  private Optional<Bytes> answer(NodeInfo self, Datagram datagram) {
    try {
      if (!(KrpcCodec.decode(datagram.payload()) instanceof Query query)) {
        return Optional.empty();
      }
      ResponseBody body = new ResponseBody.Acknowledgement();
      if (query instanceof Get get) {
        body = new ResponseBody.NoValues(near(get.target()), Optional.of(TOKEN));
      } else if (query instanceof FindNode find) {
        body = new ResponseBody.FoundNodes(near(find.target()));
      }
      return Optional.of(
          KrpcCodec.encode(
              new Response(
                  query.transaction(), self.id(), Optional.of(datagram.peer()), false, body)));
    } catch (KrpcException malformed) {
      throw new AssertionError(malformed);
    }
  }

  /** Any 20 of the 200 that stand closest in the order of ids. */
  private List<NodeInfo> near(NodeId target) {
    List<NodeInfo> near = new ArrayList<>();
    pool.tailMap(target).values().stream().limit(100).forEach(near::add);
    pool.headMap(target, false).descendingMap().values().stream().limit(100).forEach(near::add);
    Collections.shuffle(near, random);
    return near.subList(0, Math.min(20, near.size()));
  }
}
