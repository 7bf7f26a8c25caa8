package io.mosaik.dht.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.google.common.net.InetAddresses;
import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.FindNode;
import io.mosaik.dht.krpc.KrpcCodec;
import io.mosaik.dht.krpc.KrpcException;
import io.mosaik.dht.krpc.KrpcMessage;
import io.mosaik.dht.krpc.Query;
import io.mosaik.dht.krpc.Response;
import io.mosaik.dht.krpc.ResponseBody;
import io.mosaik.dht.krpc.Want;
import io.mosaik.dht.routing.AddressFamily;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the nodes of both families do for each other (BEP 32), one datagram at a time. */
class SiblingTest {

  private static final Deadline NOW = Deadline.ofNanos(1);
  private static final Bytes TRANSACTION = Bytes.fromHex("01020304");
  private static final InetSocketAddress PEER4 = address("20.1.2.3");
  private static final InetSocketAddress PEER6 = address("2600:1::3");

  private final Random random = new Random(17);
  private final Counters counters = new Counters();
  private final DhtCore ipv4 = core(AddressFamily.IPV4);
  private final DhtCore ipv6 = core(AddressFamily.IPV6);
  private final NodeInfo node4 = node("20.1.9.9");
  private final NodeInfo node6 = node("2600:9::9");

  @BeforeEach
  void pair() {
    ipv4.accompany(ipv6);
    ipv6.accompany(ipv4);
  }

  @Test
  void eachTellsOfItsOwnFamilyUnlessAskedForMore() throws Exception {
    introduceBoth();
    assertEquals(List.of(node4), told(ipv4, PEER4, Want.OWN));
    assertEquals(List.of(node6), told(ipv6, PEER6, Want.OWN));
    assertEquals(List.of(node4, node6), told(ipv4, PEER4, Want.BOTH));
    assertEquals(List.of(node4, node6), told(ipv6, PEER6, Want.BOTH));
    assertEquals(List.of(node6), told(ipv4, PEER4, new Want(Set.of(AddressFamily.IPV6))));
  }

  @Test
  void bothTogetherAreNoMoreThanOneAlone() throws Exception {
    List<NodeInfo> many = new ArrayList<>();
    for (int i = 1; i <= 60; i++) {
      many.add(node("21.0." + i + ".1"));
    }
    ipv4.accept(new Command.Introduce(many), NOW);
    many.clear();
    for (int i = 1; i <= 60; i++) {
      many.add(node("2600:" + i + "::1"));
    }
    ipv6.accept(new Command.Introduce(many), NOW);
    assertEquals(20, told(ipv4, PEER4, Want.OWN).size());
    List<NodeInfo> both = told(ipv4, PEER4, Want.BOTH);
    assertEquals(20, both.size());
    assertEquals(10, both.stream().filter(SiblingTest::isIpv4).count());
  }

  @Test
  void nodesOfTheOtherFamilyAreHandedOnAndNotAsked() throws Exception {
    Query query = firstQuery(ipv4, PEER4);
    assertEquals(Want.BOTH, assertInstanceOf(FindNode.class, query).want());
    events(ipv4);
    ipv4.receive(datagram(PEER4, answer(query, List.of(node4, node6))), NOW);
    List<InetSocketAddress> asked = transmitted(ipv4).stream().map(Datagram::peer).toList();
    assertEquals(List.of(node4.address()), asked);
    assertEquals(
        List.of(new Event.NodesOfOtherFamily(List.of(node6))),
        events(ipv4).stream().filter(Event.NodesOfOtherFamily.class::isInstance).toList());
  }

  @Test
  void whoIsAloneTakesWhatTheOtherHeardForAnEntrance() {
    ipv6.accept(new Command.Hearsay(List.of(node4, node6)), NOW);
    List<Datagram> sent = transmitted(ipv6);
    assertEquals(1, sent.size());
    assertEquals(node6.address(), sent.get(0).peer());
  }

  @Test
  void whoKnowsSomebodyDoesNot() {
    introduceBoth();
    ipv6.accept(new Command.Hearsay(List.of(node("2600:8::8"))), NOW);
    assertEquals(List.of(), transmitted(ipv6));
  }

  @Test
  void aSocketOfOneFamilyDoesNotHearTheOther() {
    FindNode query = new FindNode(TRANSACTION, node4.id(), true, node4.id());
    ipv6.receive(datagram(PEER4, query), NOW);
    ipv4.receive(datagram(PEER6, query), NOW);
    assertEquals(List.of(), transmitted(ipv6));
    assertEquals(List.of(), transmitted(ipv4));
    assertEquals(2, counters.get(Counter.DROPPED_SOURCE));
  }

  @Test
  void whatBothKnowIsCountedTogether() {
    introduceBoth();
    assertEquals(2, counters.get(Counter.KNOWN_NODES));
  }

  @Test
  void whoIsIntroducedToBothIsKnownToOne() {
    for (DhtCore core : List.of(ipv4, ipv6)) {
      core.accept(new Command.Introduce(List.of(node4, node6)), NOW);
    }
    assertEquals(List.of(node4), ipv4.knownNodes());
    assertEquals(List.of(node6), ipv6.knownNodes());
  }

  @Test
  void eachHasAnIdOfItsOwn() {
    assertFalse(ipv4.id().equals(ipv6.id()));
  }

  private void introduceBoth() {
    ipv4.accept(new Command.Introduce(List.of(node4)), NOW);
    ipv6.accept(new Command.Introduce(List.of(node6)), NOW);
  }

  private List<NodeInfo> told(DhtCore core, InetSocketAddress asking, Want want)
      throws KrpcException {
    transmitted(core);
    NodeId asker = NodeId.random(random);
    core.receive(datagram(asking, new FindNode(TRANSACTION, asker, true, asker, want)), NOW);
    Datagram answer = transmitted(core).get(0);
    return ((Response) KrpcCodec.decode(answer.payload())).body().nodes();
  }

  private static Query firstQuery(DhtCore core, InetSocketAddress contact) throws KrpcException {
    core.accept(new Command.Contacts(List.of(contact)), NOW);
    return (Query) KrpcCodec.decode(transmitted(core).get(0).payload());
  }

  private Response answer(Query query, List<NodeInfo> nodes) {
    return new Response(
        query.transaction(),
        NodeId.random(random),
        Optional.empty(),
        false,
        new ResponseBody.FoundNodes(nodes));
  }

  private DhtCore core(AddressFamily family) {
    NodeConfig config = NodeConfig.defaults(true, true).withFamily(family);
    return new DhtCore(config, random, counters, NOW);
  }

  private NodeInfo node(String host) {
    return new NodeInfo(NodeId.random(random), address(host));
  }

  private static boolean isIpv4(NodeInfo node) {
    return AddressFamily.IPV4.contains(node.address().getAddress());
  }

  private static List<Datagram> transmitted(DhtCore core) {
    List<Datagram> all = new ArrayList<>();
    for (Optional<Datagram> out = core.pollTransmit(); out.isPresent(); out = core.pollTransmit()) {
      all.add(out.get());
    }
    return all;
  }

  private static List<Event> events(DhtCore core) {
    List<Event> all = new ArrayList<>();
    for (Optional<Event> event = core.pollEvent(); event.isPresent(); event = core.pollEvent()) {
      all.add(event.get());
    }
    return all;
  }

  private static Datagram datagram(InetSocketAddress from, KrpcMessage message) {
    return new Datagram(from, KrpcCodec.encode(message));
  }

  private static InetSocketAddress address(String host) {
    return new InetSocketAddress(InetAddresses.forString(host), 6881);
  }
}
