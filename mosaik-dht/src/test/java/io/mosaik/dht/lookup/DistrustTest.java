package io.mosaik.dht.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.Ping;
import io.mosaik.dht.krpc.Response;
import io.mosaik.dht.krpc.ResponseBody;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import io.mosaik.dht.routing.SilentNodes;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What lookups make of nodes that only such nodes name of whose names hardly any answered. */
class DistrustTest {

  private static final Deadline NOW = Deadline.ofNanos(0);
  private static final NodeId TARGET = new NodeId(Bytes.of(new byte[NodeId.SIZE]));
  private static final int FAR = 100_000;
  private static final int ALIVE = 6881;
  private static final int DEAD = 7000;
  private static final int DEAD_PER_ANSWER = 8;

  private final Referrers referrers = new Referrers();
  private final SilentNodes silent = new SilentNodes();

  @Test
  void deadNamesInItsSubnetMakeNoNodeDoubtful() {
    List<NodeInfo> holders = nodes(1, 20, 20);
    for (int round = 0; round < 2; round++) {
      Walk elsewhere = new Walk();
      for (int liar = 0; liar < 15; liar++) {
        elsewhere.answer(node(FAR + liar, "40." + liar + ".1.1", ALIVE), deadBeside(20, liar));
      }
      elsewhere.begin().run();
    }
    for (int round = 0; round < 2; round++) {
      Walk walk = new Walk();
      nodes(FAR, 30, 40).forEach(contact -> walk.answer(contact, holders));
      holders.forEach(holder -> walk.name(holder, holders));
      walk.begin().run();
      assertTrue(walk.lookup.outcome().conclusive());
      assertEquals(holders, walk.lookup.outcome().closest());
    }
  }

  @Test
  void twoAnswersAreNotBelievedBeforeTheDoubtfulNodesWereAsked() {
    List<NodeInfo> contacts = nodes(FAR, 30, 2);
    Walk outage = new Walk();
    contacts.forEach(contact -> outage.answer(contact, dead(50, 12)));
    outage.begin().run();
    List<NodeInfo> network = nodes(1, 20, 18);
    Walk walk = new Walk();
    contacts.forEach(contact -> walk.answer(contact, network));
    network.forEach(node -> walk.name(node, network));
    walk.begin().run();
    assertTrue(walk.asked.containsAll(network.stream().map(NodeInfo::address).toList()));
    assertEquals(20, walk.lookup.outcome().answered());
    assertTrue(walk.lookup.outcome().conclusive());
  }

  @Test
  void doubtfulNodesThatWereAskedInVainDoNotKeepASmallNetworkFromBeingBelieved() {
    for (int round = 0; round < 3; round++) {
      List<NodeInfo> honest = nodes(FAR, 30, 3);
      Walk walk = new Walk();
      honest.forEach(contact -> walk.answer(contact, honest));
      walk.answer(node(FAR + 50, "40.1.1.1", ALIVE), dead(50, 20));
      walk.begin().run();
      assertTrue(walk.lookup.isSettled());
      assertTrue(walk.lookup.outcome().conclusive(), "in round " + round);
    }
  }

  @Test
  void twoAnswersAreNotBelievedWhileADoubtfulNodeMayStillAnswer() {
    List<NodeInfo> contacts = nodes(FAR, 30, 2);
    Walk outage = new Walk();
    contacts.forEach(contact -> outage.answer(contact, dead(50, 12)));
    outage.begin().run();
    Walk walk = new Walk();
    walk.late = true;
    contacts.forEach(contact -> walk.answer(contact, dead(60, 6)));
    walk.begin().run();
    assertFalse(walk.lookup.isSettled());
    assertFalse(walk.lookup.outcome().conclusive());
    walk.overdue.forEach(ask -> walk.lookup.hopeless(ask, NOW));
    assertTrue(walk.lookup.isSettled());
  }

  @Test
  void manyNamesDoNotWashARecordAway() {
    NodeInfo liar = node(FAR + 50, "40.1.1.1", ALIVE);
    Walk bad = new Walk();
    bad.answer(liar, dead(50, 20));
    bad.begin().run();
    assertTrue(referrers.of(liar.address(), NOW).isDistrusted());
    for (int round = 0; round < 20; round++) {
      Walk flood = new Walk();
      List<NodeInfo> contacts = nodes(FAR, 30, 20);
      for (int i = 0; i < contacts.size(); i++) {
        flood.answer(contacts.get(i), dead(50 + round * 5 + i % 5, 20));
      }
      flood.begin().run();
    }
    assertTrue(referrers.of(liar.address(), NOW).isDistrusted());
  }

  /** Eight nodes that do not exist, spread over the subnets of the nodes of a block. */
  private static List<NodeInfo> deadBeside(int block, int liar) {
    List<NodeInfo> dead = new ArrayList<>();
    for (int i = liar * DEAD_PER_ANSWER; i < (liar + 1) * DEAD_PER_ANSWER; i++) {
      String address = block + "." + i % 20 + ".1." + (100 + liar);
      dead.add(node(50 + i, address, DEAD));
    }
    return dead;
  }

  /** Nodes that do not exist, each in a subnet of its own. */
  private static List<NodeInfo> dead(int block, int count) {
    List<NodeInfo> dead = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      dead.add(node(50 + block * 100 + i, block + "." + i + ".1.1", DEAD));
    }
    return dead;
  }

  /** Nodes at growing distances, each in a subnet of its own. */
  private static List<NodeInfo> nodes(int distance, int block, int count) {
    List<NodeInfo> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      nodes.add(node(distance + i, block + "." + i + ".1.1", ALIVE));
    }
    return nodes;
  }

  private static NodeInfo node(int distance, String address, int port) {
    byte[] id = new byte[NodeId.SIZE];
    for (int i = 0; i < 4; i++) {
      id[NodeId.SIZE - 1 - i] = (byte) (distance >>> 8 * i);
    }
    return new NodeInfo(
        new NodeId(Bytes.of(id)), new InetSocketAddress(InetAddresses.forString(address), port));
  }

  /** One lookup, in which the nodes that are known to it answer, and all others are silent. */
  private final class Walk {
    private final Map<InetSocketAddress, NodeInfo> nodes = new HashMap<>();
    private final Map<InetSocketAddress, List<NodeInfo>> names = new HashMap<>();
    private final List<NodeInfo> contacts = new ArrayList<>();
    private final Set<InetSocketAddress> asked = new HashSet<>();
    private final Deque<Ask> overdue = new ArrayDeque<>();
    private final Lookup lookup =
        new Lookup(
            TARGET,
            node(9_999_999, "9.9.9.9", 1).id(),
            Ping::new,
            ValueCollector.none(),
            true,
            silent,
            Coverage.closest(),
            referrers);
    private boolean late;

    /** One of our own table. */
    private void answer(NodeInfo contact, List<NodeInfo> named) {
      contacts.add(contact);
      name(contact, named);
    }

    private void name(NodeInfo node, List<NodeInfo> named) {
      nodes.put(node.address(), node);
      names.put(node.address(), named);
    }

    private Walk begin() {
      lookup.hear(contacts);
      return this;
    }

    private void run() {
      while (!lookup.isSettled()) {
        Optional<Ask> next = lookup.nextAsk(NOW);
        if (next.isEmpty()) {
          return;
        }
        Ask ask = next.get();
        asked.add(ask.to());
        if (nodes.containsKey(ask.to())) {
          lookup.answered(ask, answerOf(ask.to()), NOW);
        } else {
          lookup.slow(ask, NOW);
          if (late) {
            overdue.add(ask);
          } else {
            lookup.hopeless(ask, NOW);
          }
        }
      }
    }

    private Response answerOf(InetSocketAddress address) {
      return new Response(
          Bytes.EMPTY,
          nodes.get(address).id(),
          Optional.empty(),
          false,
          new ResponseBody.NoValues(names.get(address), Optional.of(Bytes.fromHex("aa"))));
    }
  }
}
