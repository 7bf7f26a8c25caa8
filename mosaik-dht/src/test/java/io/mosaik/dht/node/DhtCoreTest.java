package io.mosaik.dht.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.Seeds;
import io.mosaik.dht.krpc.FindNode;
import io.mosaik.dht.krpc.Get;
import io.mosaik.dht.krpc.KrpcCodec;
import io.mosaik.dht.krpc.KrpcError;
import io.mosaik.dht.krpc.KrpcException;
import io.mosaik.dht.krpc.KrpcMessage;
import io.mosaik.dht.krpc.MutableItem;
import io.mosaik.dht.krpc.Ping;
import io.mosaik.dht.krpc.PutMutable;
import io.mosaik.dht.krpc.Query;
import io.mosaik.dht.krpc.Response;
import io.mosaik.dht.krpc.ResponseBody;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The rules that a single node follows, one datagram at a time. */
class DhtCoreTest {

  private static final Bytes LONG_TRANSACTION = Bytes.fromHex("0102030405060708");
  private static final InetSocketAddress PEER = address("20.1.2.3", 6881);
  private static final InetSocketAddress OTHER = address("20.9.9.9", 6881);
  private static final Deadline NOW = Deadline.ofNanos(1);

  private final Random random = new Random(3);
  private final Counters counters = new Counters();
  private final NodeId peerId = NodeId.random(random);

  @Test
  void aServerEchoesTransactionsOfAnyLengthAndTellsWhereTheQueryCameFrom() throws Exception {
    DhtCore server = server();
    Response answer = (Response) ask(server, new Ping(LONG_TRANSACTION, peerId, true));
    assertEquals(LONG_TRANSACTION, answer.transaction());
    assertEquals(Optional.of(PEER), answer.requester());
    assertFalse(answer.readOnly());
  }

  @Test
  void aClientAnswersNothing() {
    DhtCore client = core(false, false);
    client.receive(datagram(PEER, new Ping(LONG_TRANSACTION, peerId, false)), NOW);
    assertEquals(Optional.empty(), client.pollTransmit());
    assertEquals(1, counters.get(Counter.QUERIES_IGNORED));
  }

  @Test
  void whoIsReadOnlyIsAnsweredButNotPinged() {
    DhtCore server = server();
    server.receive(datagram(PEER, new Ping(LONG_TRANSACTION, peerId, true)), NOW);
    assertEquals(1, transmitted(server).size());
    server.receive(datagram(OTHER, new Ping(LONG_TRANSACTION, peerId, false)), NOW);
    assertEquals(2, transmitted(server).size(), "the answer, and a ping");
  }

  @Test
  void aWriteNeedsATokenAndIsAcknowledgedWithTheIdOnly() throws Exception {
    DhtCore server = server();
    MutableItem item = item(5);
    Response got = (Response) ask(server, get(item.target()));
    Bytes token = got.body().token().orElseThrow();

    KrpcMessage forged = ask(server, put(item, Bytes.fromHex("00"), OptionalLong.empty()));
    assertEquals(203, assertInstanceOf(KrpcError.class, forged).code());
    Response stored = (Response) ask(server, put(item, token, OptionalLong.empty()));
    assertInstanceOf(ResponseBody.Acknowledgement.class, stored.body());

    Response read = (Response) ask(server, get(item.target()));
    ResponseBody.MutableValue value =
        assertInstanceOf(ResponseBody.MutableValue.class, read.body());
    assertEquals(item, value.item());
    assertTrue(value.token().isPresent());
  }

  @Test
  void whoHasTheItemAlreadyIsToldSo() throws Exception {
    DhtCore server = server();
    MutableItem item = item(5);
    Response got = (Response) ask(server, get(item.target()));
    ask(server, put(item, got.body().token().orElseThrow(), OptionalLong.empty()));
    Get sameSeq = new Get(LONG_TRANSACTION, peerId, true, item.target(), OptionalLong.of(5));
    Response read = (Response) ask(server, sameSeq);
    assertInstanceOf(ResponseBody.NoMoreRecentValue.class, read.body());
  }

  @Test
  void lostSwapsAndOlderItemsHaveTheirOwnCodes() throws Exception {
    DhtCore server = server();
    KeyPair key = KeyPair.generate(random);
    MutableItem five = item(key, 5);
    Bytes token = ((Response) ask(server, get(five.target()))).body().token().orElseThrow();
    ask(server, put(five, token, OptionalLong.empty()));
    assertEquals(301, error(server, put(item(key, 9), token, OptionalLong.of(4))));
    assertEquals(302, error(server, put(item(key, 4), token, OptionalLong.empty())));
  }

  @Test
  void besideAValueAreAtMostEightNodes() throws Exception {
    DhtCore server = server();
    List<NodeInfo> many = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      many.add(new NodeInfo(NodeId.random(random), address("21.0." + i + ".1", 1)));
    }
    server.accept(new Command.Introduce(many), NOW);
    MutableItem item = item(5);
    Response got = (Response) ask(server, get(item.target()));
    assertEquals(20, got.body().nodes().size());
    ask(server, put(item, got.body().token().orElseThrow(), OptionalLong.empty()));
    Response read = (Response) ask(server, get(item.target()));
    assertEquals(8, read.body().nodes().size());
  }

  @Test
  void strangersDoNotHearOfOurPrivateNetwork() throws Exception {
    DhtCore server = server();
    NodeInfo inside = new NodeInfo(NodeId.random(random), address("192.168.0.9", 1));
    server.accept(new Command.Introduce(List.of(inside)), NOW);
    FindNode query = new FindNode(LONG_TRANSACTION, peerId, true, inside.id());
    assertEquals(List.of(), ((Response) ask(server, query)).body().nodes());
  }

  @Test
  void ourQueriesHaveFourBytesOfTransactionAndSayWhetherWeAnswer() throws Exception {
    Query fromClient = firstQuery(core(false, true));
    assertEquals(4, fromClient.transaction().size());
    assertTrue(fromClient.readOnly());
    assertFalse(firstQuery(core(true, true)).readOnly());
  }

  @Test
  void anAnswerFromElsewhereIsNoAnswer() throws Exception {
    DhtCore node = core(false, true);
    Query query = firstQuery(node);
    node.receive(datagram(OTHER, acknowledge(query)), NOW);
    assertEquals(1, counters.get(Counter.DROPPED_WRONG_SOURCE));
    node.receive(datagram(PEER, acknowledge(query)), NOW);
    assertEquals(1, counters.get(Counter.ANSWERS));
    node.receive(datagram(PEER, acknowledge(query)), NOW);
    assertEquals(1, counters.get(Counter.DROPPED_UNEXPECTED), "answered already");
  }

  @Test
  void anAnswerOfAReadOnlyNodeIsIgnored() throws Exception {
    DhtCore node = core(false, true);
    Bytes transaction = firstQuery(node).transaction();
    Bytes answer =
        ascii("d1:rd2:id20:")
            .concat(peerId.bytes())
            .concat(ascii("e2:roi1e1:t4:"))
            .concat(transaction)
            .concat(ascii("1:y1:re"));
    node.receive(new Datagram(PEER, answer), NOW);
    assertEquals(1, counters.get(Counter.DROPPED_READ_ONLY));
    assertEquals(0, counters.get(Counter.ANSWERS));
  }

  @Test
  void datagramsFromNowhereAreDropped() {
    DhtCore server = server();
    Ping ping = new Ping(LONG_TRANSACTION, peerId, true);
    server.receive(datagram(address("20.1.2.3", 0), ping), NOW);
    server.receive(datagram(address("224.0.0.1", 5), ping), NOW);
    assertEquals(2, counters.get(Counter.DROPPED_SOURCE));
    assertEquals(Optional.empty(), server.pollTransmit());
  }

  @Test
  void aRequestThatWasGivenUpIsNotHeardOfAgain() throws Exception {
    DhtCore node = core(false, true);
    Query first = firstQuery(node);
    node.accept(new Command.Resolve(1, KeyPair.generate(random).publicKey()), NOW);
    assertEquals(2, counters.get(Counter.QUERIES_IN_FLIGHT));
    node.accept(new Command.Cancel(1), NOW);
    assertEquals(1, counters.get(Counter.QUERIES_IN_FLIGHT), "its slot is free");
    transmitted(node);
    node.receive(datagram(PEER, acknowledge(first)), NOW);
    while (!node.nextDeadline().equals(Deadline.NEVER)
        && node.nextDeadline().isBefore(Deadline.ofNanos(60_000_000_000L))) {
      node.expire(node.nextDeadline());
      for (Optional<Event> event = node.pollEvent(); event.isPresent(); event = node.pollEvent()) {
        assertFalse(event.get() instanceof Event.Completed<?>, event::toString);
      }
    }
  }

  @Test
  void noBytesHurtANode() {
    Seeds.check(
        chance -> {
          Counters dropped = new Counters();
          NodeConfig config = NodeConfig.defaults(true, false);
          DhtCore server = new DhtCore(config, new Random(chance.nextLong()), dropped, NOW);
          byte[] valid =
              KrpcCodec.encode(put(item(5), Bytes.fromHex("00"), OptionalLong.of(1))).toArray();
          for (int i = 0; i < 300; i++) {
            byte[] bytes = valid.clone();
            for (int flips = chance.nextInt(6); flips >= 0; flips--) {
              bytes[chance.nextInt(bytes.length)] = (byte) chance.nextInt(256);
            }
            int size = chance.nextInt(4) == 0 ? chance.nextInt(bytes.length) : bytes.length;
            server.receive(new Datagram(PEER, Bytes.of(bytes, 0, size)), NOW);
            assertTrue(transmitted(server).size() <= 2);
          }
          assertEquals(300, dropped.get(Counter.DATAGRAMS_RECEIVED));
        });
  }

  private DhtCore server() {
    return core(true, false);
  }

  private DhtCore core(boolean server, boolean contacts) {
    return new DhtCore(NodeConfig.defaults(server, contacts), random, counters, NOW);
  }

  private Query firstQuery(DhtCore node) throws KrpcException {
    node.accept(new Command.Contacts(List.of(PEER)), NOW);
    return (Query) KrpcCodec.decode(node.pollTransmit().orElseThrow().payload());
  }

  private KrpcMessage ask(DhtCore server, Query query) throws KrpcException {
    server.receive(datagram(PEER, query), NOW);
    List<Datagram> answers = transmitted(server);
    assertEquals(1, answers.size());
    assertEquals(PEER, answers.get(0).peer());
    return KrpcCodec.decode(answers.get(0).payload());
  }

  private int error(DhtCore server, Query query) throws KrpcException {
    return assertInstanceOf(KrpcError.class, ask(server, query)).code();
  }

  private Get get(NodeId target) {
    return new Get(LONG_TRANSACTION, peerId, true, target, OptionalLong.empty());
  }

  private PutMutable put(MutableItem item, Bytes token, OptionalLong cas) {
    return new PutMutable(LONG_TRANSACTION, peerId, true, item.target(), token, item, cas);
  }

  private Response acknowledge(Query query) {
    return new Response(
        query.transaction(),
        peerId,
        Optional.empty(),
        false,
        new ResponseBody.FoundNodes(List.of()));
  }

  private MutableItem item(long seq) {
    return item(KeyPair.generate(random), seq);
  }

  private static MutableItem item(KeyPair key, long seq) {
    return MutableItem.of(SignedPacket.sign(key, new Timestamp(seq), Bytes.of(new byte[900])));
  }

  private static Bytes ascii(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static List<Datagram> transmitted(DhtCore core) {
    List<Datagram> all = new ArrayList<>();
    for (Optional<Datagram> out = core.pollTransmit(); out.isPresent(); out = core.pollTransmit()) {
      all.add(out.get());
    }
    return all;
  }

  private static Datagram datagram(InetSocketAddress from, KrpcMessage message) {
    return new Datagram(from, KrpcCodec.encode(message));
  }

  private static InetSocketAddress address(String host, int port) {
    return new InetSocketAddress(InetAddresses.forString(host), port);
  }
}
