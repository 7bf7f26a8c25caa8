package io.mosaik.dht.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.guard.VisitorLimits;
import io.mosaik.dht.krpc.Get;
import io.mosaik.dht.krpc.KrpcCodec;
import io.mosaik.dht.krpc.KrpcException;
import io.mosaik.dht.krpc.KrpcMessage;
import io.mosaik.dht.krpc.MutableItem;
import io.mosaik.dht.krpc.Ping;
import io.mosaik.dht.krpc.PutMutable;
import io.mosaik.dht.krpc.Query;
import io.mosaik.dht.krpc.Response;
import io.mosaik.dht.krpc.ResponseBody;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.storage.StoreLimits;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a node does about those who ask too much, or send rubbish. */
class DoorkeeperTest {

  private static final Deadline NOW = Deadline.ofNanos(1);
  private static final InetSocketAddress GREEDY = address("20.1.2.3", 6881);
  private static final InetSocketAddress HONEST = address("20.9.9.9", 6881);
  private static final Bytes RUBBISH = Bytes.of(new byte[50]);
  private static final int BURST = 20;
  private static final int STRIKES = 10;

  private final Random random = new Random(4);
  private final Counters counters = new Counters();
  private final NodeId peerId = NodeId.random(random);
  private final DhtCore server = core(true, false);

  @Test
  void whoAsksTooMuchIsNotAnsweredForAWhile() {
    assertEquals(BURST, answers(GREEDY, 100, NOW));
    assertEquals(80, counters.get(Counter.DROPPED_THROTTLED));
    assertEquals(1, answers(HONEST, 1, NOW));
    assertEquals(10, answers(GREEDY, 100, NOW.plus(Duration.ofSeconds(1))));
    assertEquals(0, counters.get(Counter.LIMITED_OFFENDERS), "to ask much is no offence");
  }

  @Test
  void allPortsOfAPublicAddressShareOneAllowance() {
    assertEquals(BURST, answers(GREEDY, BURST, NOW));
    assertEquals(0, answers(address("20.1.2.3", 7000), 1, NOW));
  }

  @Test
  void nodesThatShareAPrivateAddressDoNotShareTheAllowance() {
    for (int port = 1; port <= 100; port++) {
      assertEquals(BURST, answers(address("127.0.0.1", port), BURST, NOW));
    }
  }

  @Test
  void toStoreCountsAsSeveralQueries() throws Exception {
    MutableItem item = item(KeyPair.generate(random));
    Bytes token = token(item.target());
    int writes = 0;
    while (!ask(put(item, token)).isEmpty()) {
      writes++;
    }
    assertEquals((BURST - 1) / VisitorLimits.WRITE_COST, writes);
  }

  @Test
  void whoSendsRubbishIsNotServedUntilItIsForgotten() {
    for (int i = 0; i <= STRIKES; i++) {
      server.receive(new Datagram(GREEDY, RUBBISH), NOW);
    }
    assertEquals(1, counters.get(Counter.LIMITED_OFFENDERS));
    assertEquals(0, answers(GREEDY, 1, NOW));
    assertEquals(1, counters.get(Counter.DROPPED_BLOCKED));
    assertEquals(1, answers(HONEST, 1, NOW));
    assertEquals(1, answers(GREEDY, 1, NOW.plus(Duration.ofSeconds(STRIKES))));
  }

  @Test
  void forgedSignaturesWeighMore() throws Exception {
    MutableItem genuine = item(KeyPair.generate(random));
    Bytes token = token(genuine.target());
    MutableItem forged =
        new MutableItem(genuine.key(), Bytes.EMPTY, 9, genuine.signature(), genuine.value());
    assertEquals(1, ask(put(forged, token)).size());
    assertEquals(1, ask(put(forged, token)).size());
    assertEquals(1, counters.get(Counter.LIMITED_OFFENDERS));
    assertEquals(List.of(), ask(put(genuine, token)));
  }

  @Test
  void writesWithoutTheirTokenAreOffences() {
    VisitorLimits generous = new VisitorLimits(1000, 1000, STRIKES, Duration.ofSeconds(1), 16);
    DhtCore patient = core(true, false, generous);
    MutableItem item = item(KeyPair.generate(random));
    for (int i = 0; i <= STRIKES; i++) {
      patient.receive(datagram(put(item, Bytes.fromHex("00"))), NOW);
    }
    assertEquals(1, counters.get(Counter.LIMITED_OFFENDERS));
  }

  @Test
  void unknownMethodsAreNoOffence() {
    Bytes vote = ascii("d1:ad2:id20:abcdefghij01234567896:target4:spame1:q4:vote1:t2:aa1:y1:qe");
    for (int i = 0; i < 100; i++) {
      server.receive(new Datagram(GREEDY, vote), NOW);
    }
    assertEquals(1, answers(GREEDY, 1, NOW));
  }

  @Test
  void nobodyCanSilenceANodeWeHaveAskedBySendingRubbishInItsName() throws Exception {
    DhtCore node = core(true, true);
    node.accept(new Command.Contacts(List.of(GREEDY)), NOW);
    Query query = (Query) KrpcCodec.decode(node.pollTransmit().orElseThrow().payload());
    for (int i = 0; i < 100; i++) {
      node.receive(new Datagram(GREEDY, RUBBISH), NOW);
      node.receive(datagram(new Ping(ascii("aaaa"), peerId, true)), NOW);
    }
    ResponseBody nobody = new ResponseBody.FoundNodes(List.of());
    node.receive(
        datagram(new Response(query.transaction(), peerId, Optional.empty(), false, nobody)), NOW);
    assertEquals(1, counters.get(Counter.ANSWERS));
    assertEquals(1, counters.get(Counter.KNOWN_NODES));
    node.receive(datagram(new Ping(ascii("aaaa"), peerId, true)), NOW);
    assertTrue(counters.get(Counter.DROPPED_BLOCKED) > 0, "but it is not served");
  }

  @Test
  void whatGivesWayInTheStoresIsCounted() throws Exception {
    for (int i = 0; i < 3; i++) {
      MutableItem item = item(KeyPair.generate(random));
      InetSocketAddress writer = address("20.1.2." + (10 + i), 1);
      Bytes token = token(writer, item.target());
      server.receive(new Datagram(writer, KrpcCodec.encode(put(item, token))), NOW);
      assertTrue(server.pollTransmit().isPresent());
    }
    assertEquals(2, counters.get(Counter.STORED_ITEMS));
    assertEquals(1, counters.get(Counter.LIMITED_ITEMS));
  }

  private int answers(InetSocketAddress from, int queries, Deadline now) {
    int answers = 0;
    for (int i = 0; i < queries; i++) {
      Ping ping = new Ping(ascii("aaaa"), peerId, true);
      server.receive(new Datagram(from, KrpcCodec.encode(ping)), now);
      answers += server.pollTransmit().isPresent() ? 1 : 0;
    }
    return answers;
  }

  private List<Datagram> ask(Query query) {
    server.receive(datagram(query), NOW);
    return server.pollTransmit().stream().toList();
  }

  private Bytes token(NodeId target) throws KrpcException {
    return token(GREEDY, target);
  }

  private Bytes token(InetSocketAddress from, NodeId target) throws KrpcException {
    Get get = new Get(ascii("aaaa"), peerId, true, target, OptionalLong.empty());
    server.receive(new Datagram(from, KrpcCodec.encode(get)), NOW);
    KrpcMessage answer = KrpcCodec.decode(server.pollTransmit().orElseThrow().payload());
    return ((Response) answer).body().token().orElseThrow();
  }

  private PutMutable put(MutableItem item, Bytes token) {
    return new PutMutable(
        ascii("aaaa"), peerId, true, item.target(), token, item, OptionalLong.empty());
  }

  private DhtCore core(boolean serves, boolean contacts) {
    return core(serves, contacts, new VisitorLimits(10, BURST, STRIKES, Duration.ofSeconds(1), 16));
  }

  private DhtCore core(boolean serves, boolean contacts, VisitorLimits visitors) {
    NodeLimits limits = new NodeLimits(new StoreLimits(2, 2, 2, 2), visitors, 128, 4096);
    NodeConfig config = NodeConfig.defaults(serves, contacts).withLimits(limits);
    return new DhtCore(config, random, counters, NOW);
  }

  private static MutableItem item(KeyPair key) {
    return MutableItem.of(SignedPacket.sign(key, new Timestamp(5), ascii("value")));
  }

  private static Datagram datagram(KrpcMessage message) {
    return new Datagram(GREEDY, KrpcCodec.encode(message));
  }

  private static Bytes ascii(String text) {
    return Bytes.of(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  private static InetSocketAddress address(String host, int port) {
    return new InetSocketAddress(InetAddresses.forString(host), port);
  }
}
