package io.mosaik.dht.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.BencodedValue;
import io.mosaik.dht.krpc.FindNode;
import io.mosaik.dht.krpc.Get;
import io.mosaik.dht.krpc.KrpcCodec;
import io.mosaik.dht.krpc.KrpcError;
import io.mosaik.dht.krpc.KrpcException;
import io.mosaik.dht.krpc.KrpcMessage;
import io.mosaik.dht.krpc.MutableItem;
import io.mosaik.dht.krpc.PutMutable;
import io.mosaik.dht.krpc.Query;
import io.mosaik.dht.krpc.Response;
import io.mosaik.dht.krpc.ResponseBody;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import io.mosaik.dht.routing.RoutingTable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What a node makes of peers that say what the test wants them to say. */
class DhtCoreAmongPeersTest {

  private static final Deadline NOW = Deadline.ofNanos(1);
  private static final Bytes TOKEN = Bytes.fromHex("aa");
  private static final InetAddress OURS = InetAddresses.forString("203.0.113.7");

  private final Random random = new Random(8);
  private final Counters counters = new Counters();
  private final DhtCore core = new DhtCore(NodeConfig.defaults(false, true), random, counters, NOW);
  private final Map<InetSocketAddress, Function<Query, KrpcMessage>> peers = new HashMap<>();
  private final List<Query> asked = new ArrayList<>();
  private final List<InetSocketAddress> askedWhom = new ArrayList<>();
  private final KeyPair key = KeyPair.generate(random);

  @Test
  void anItemThatIsTooLargeHidesNoOlderOne() throws Exception {
    MutableItem large = item(9, BencodedValue.ofString(Bytes.of(new byte[1001])));
    assertEquals(Optional.of(small()), found(large));
  }

  @Test
  void anItemThatIsNoStringHidesNoOlderOne() throws Exception {
    assertEquals(Optional.of(small()), found(item(9, BencodedValue.parse(ascii("i5e")))));
  }

  /** Encoded as usual, it would not be what was signed. */
  @Test
  void anItemThatIsEncodedInAnUnusualWayHidesNoOlderOne() throws Exception {
    assertEquals(Optional.of(small()), found(item(9, BencodedValue.parse(ascii("05:hello")))));
  }

  @Test
  void nobodyIsAskedOfWhomOnlyALiarTold() throws Exception {
    NodeInfo accomplice = new NodeInfo(NodeId.random(random), address(9));
    MutableItem forged =
        new MutableItem(
            key.publicKey().bytes(), Bytes.EMPTY, 7, small().signature(), small().value());
    peer(1, query -> query instanceof Get ? value(forged, accomplice) : nodes());
    core.accept(new Command.Contacts(List.of(address(1))), NOW);
    Command.GetMutable request = new Command.GetMutable(1, key.publicKey(), Bytes.EMPTY);
    core.accept(request, NOW);
    assertEquals(Optional.empty(), result(request));
    assertFalse(askedWhom.contains(accomplice.address()));
  }

  @Test
  void nobodyIsAskedOfWhomOnlyOneToldWhoTakesOurName() throws Exception {
    NodeInfo accomplice = new NodeInfo(NodeId.random(random), address(9));
    peers.put(address(1), query -> response(query, core.id(), nodes(accomplice)));
    core.accept(new Command.Contacts(List.of(address(1))), NOW);
    talk();
    assertEquals(List.of(address(1)), askedWhom);
  }

  @Test
  void whoIsRenamedWhileJoiningLooksForTheNewPlaceToo() throws Exception {
    NodeId before = core.id();
    NodeInfo[] others = new NodeInfo[6];
    for (int i = 0; i < others.length; i++) {
      others[i] = peer(i + 2, query -> nodes());
    }
    peer(1, query -> nodes(others));
    core.accept(new Command.Contacts(List.of(address(1))), NOW);
    talk();
    assertNotEquals(before, core.id());
    assertTrue(core.id().isSecureFor(OURS));
    assertEquals(7, askedFor(before));
    assertEquals(7, askedFor(core.id()));
  }

  private long askedFor(NodeId target) {
    return asked.stream()
        .filter(query -> query instanceof FindNode find && find.target().equals(target))
        .count();
  }

  @Test
  void tokensThatFewAcceptAreNotUsedAgain() throws Exception {
    peer(1, DhtCoreAmongPeersTest::permit);
    Set<InetSocketAddress> forgetful = new HashSet<>();
    for (int i = 2; i <= 3; i++) {
      InetSocketAddress address = peer(i, DhtCoreAmongPeersTest::permit).address();
      peers.computeIfPresent(
          address,
          (same, answers) ->
              query ->
                  query instanceof PutMutable && forgetful.contains(address)
                      ? new KrpcError(query.transaction(), Optional.empty(), 203, "bad token")
                      : answers.apply(query));
    }
    core.accept(new Command.Contacts(List.of(address(1), address(2), address(3))), NOW);
    assertEquals(3, put(1).stored());
    assertEquals(3, gets());
    forgetful.addAll(List.of(address(2), address(3)));
    assertEquals(1, put(2).stored());
    assertEquals(3, gets(), "tokens are used again as long as nothing speaks against them");
    forgetful.clear();
    assertEquals(3, put(3).stored());
    assertEquals(6, gets());
  }

  @Test
  void anAnswerWithAnotherTransactionChangesNothing() throws Exception {
    core.accept(new Command.Contacts(List.of(address(1))), NOW);
    Datagram out = core.pollTransmit().orElseThrow();
    Query query = (Query) KrpcCodec.decode(out.payload());
    for (String other : new String[] {"", "00", "0000000000", flipped(query.transaction())}) {
      Response forged =
          new Response(
              Bytes.fromHex(other),
              NodeId.random(random),
              Optional.of(new InetSocketAddress(OURS, 6881)),
              false,
              nodes(new NodeInfo(NodeId.random(random), address(9))));
      core.receive(new Datagram(address(1), KrpcCodec.encode(forged)), NOW);
    }
    assertEquals(4, counters.get(Counter.DROPPED_UNEXPECTED));
    assertUntouched();
  }

  @Test
  void anAnswerFromAnotherAddressChangesNothing() throws Exception {
    core.accept(new Command.Contacts(List.of(address(1))), NOW);
    Query query = (Query) KrpcCodec.decode(core.pollTransmit().orElseThrow().payload());
    Response forged =
        response(query, NodeId.random(random), nodes(new NodeInfo(core.id(), address(9))));
    InetSocketAddress otherPort = new InetSocketAddress(address(1).getAddress(), 1);
    core.receive(new Datagram(otherPort, KrpcCodec.encode(forged)), NOW);
    core.receive(new Datagram(address(2), KrpcCodec.encode(forged)), NOW);
    assertEquals(2, counters.get(Counter.DROPPED_WRONG_SOURCE));
    assertUntouched();
  }

  @Test
  void anItemUnderAForeignKeyIsNotTaken() throws Exception {
    KeyPair foreign = KeyPair.generate(random);
    BencodedValue text = BencodedValue.ofString(ascii("theirs"));
    Bytes signable = MutableItem.signable(Bytes.EMPTY, 9, text);
    MutableItem theirs =
        new MutableItem(foreign.publicKey().bytes(), Bytes.EMPTY, 9, foreign.sign(signable), text);
    assertTrue(theirs.hasValidSignature(), "it is genuine, but not what we asked for");
    assertEquals(Optional.of(small()), found(theirs));
  }

  @Test
  void anOlderItemDoesNotReplaceANewerOne() throws Exception {
    assertEquals(Optional.of(small()), found(item(4, BencodedValue.ofString(ascii("stale")))));
  }

  @Test
  void anItemFromTheFutureThatItsKeyDidNotSignIsNotTaken() throws Exception {
    for (long seq : new long[] {6, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
      MutableItem forged =
          new MutableItem(
              key.publicKey().bytes(), Bytes.EMPTY, seq, small().signature(), small().value());
      assertEquals(Optional.of(small()), found(forged));
    }
  }

  @Test
  void twoThousandNodesInAnAnswerAreNoMessage() throws Exception {
    NodeInfo[] crowd = crowd(2000);
    peer(1, query -> nodes(crowd));
    core.accept(new Command.Contacts(List.of(address(1))), NOW);
    talk();
    assertEquals(List.of(address(1)), askedWhom);
    assertEquals(1, counters.get(Counter.DROPPED_SIZE));
  }

  @Test
  void ofAsManyNodesAsADatagramHoldsOnlyTheFirstTwentyAreAsked() throws Exception {
    NodeInfo[] crowd = crowd(70);
    peer(1, query -> nodes(crowd));
    core.accept(new Command.Contacts(List.of(address(1))), NOW);
    talk();
    Set<InetSocketAddress> expected = new HashSet<>(Set.of(address(1)));
    for (int i = 0; i < RoutingTable.BUCKET_SIZE; i++) {
      expected.add(crowd[i].address());
    }
    assertEquals(0, counters.get(Counter.DROPPED_SIZE));
    assertEquals(1 + 3, Set.copyOf(askedWhom).size(), "three at a time until one has answered");
    assertTrue(expected.containsAll(askedWhom));
  }

  @Test
  void ourOwnAddressAmongTheNodesMakesUsNoNeighbourOfOurselves() throws Exception {
    InetSocketAddress us = new InetSocketAddress(OURS, 6881);
    NodeInfo[] ourselves = {new NodeInfo(NodeId.random(random), us), new NodeInfo(core.id(), us)};
    peer(1, query -> nodes(ourselves));
    peers.put(us, query -> response(query, core.id(), nodes()));
    core.accept(new Command.Contacts(List.of(address(1))), NOW);
    talk();
    assertTrue(askedWhom.stream().filter(us::equals).count() <= 2, "and does not go on for ever");
    assertEquals(1, counters.get(Counter.KNOWN_NODES));
    assertTrue(core.knownNodes().stream().noneMatch(node -> node.address().equals(us)));
  }

  @Test
  void aForgedTokenCostsUsTheCopyAndNothingElse() throws Exception {
    peer(1, DhtCoreAmongPeersTest::permit);
    NodeInfo liar = peer(2, DhtCoreAmongPeersTest::permit);
    peers.computeIfPresent(
        liar.address(),
        (same, answers) ->
            query ->
                query instanceof PutMutable
                    ? new KrpcError(query.transaction(), Optional.empty(), 203, "bad token")
                    : answers.apply(query));
    core.accept(new Command.Contacts(List.of(address(1), address(2))), NOW);
    PublishReceipt receipt = put(1);
    assertEquals(1, receipt.stored());
    assertEquals(2, receipt.asked());
  }

  private void assertUntouched() {
    assertEquals(0, counters.get(Counter.ANSWERS));
    assertEquals(0, counters.get(Counter.KNOWN_NODES));
    assertEquals(Optional.empty(), core.pollTransmit(), "nobody else is asked");
    for (Optional<Event> event = core.pollEvent(); event.isPresent(); event = core.pollEvent()) {
      assertTrue(event.get() instanceof Event.ContactsWanted, event::toString);
    }
  }

  private NodeInfo[] crowd(int size) {
    NodeInfo[] crowd = new NodeInfo[size];
    for (int i = 0; i < size; i++) {
      InetAddress host = InetAddresses.fromInteger(0x15000001 + (i << 12));
      crowd[i] = new NodeInfo(NodeId.random(random), new InetSocketAddress(host, 6881));
    }
    return crowd;
  }

  private static String flipped(Bytes transaction) {
    byte[] bytes = transaction.toArray();
    bytes[3] ^= 1;
    return Bytes.of(bytes).toHex();
  }

  private PublishReceipt put(long id) throws KrpcException {
    MutableItem item = item(id, BencodedValue.ofString(ascii("value")));
    Command.PutMutable request = new Command.PutMutable(id, item, OptionalLong.empty());
    core.accept(request, NOW);
    return result(request);
  }

  private long gets() {
    return asked.stream().filter(Get.class::isInstance).count();
  }

  private static ResponseBody permit(Query query) {
    if (query instanceof Get) {
      return new ResponseBody.NoValues(List.of(), Optional.of(TOKEN));
    }
    return query instanceof PutMutable ? new ResponseBody.Acknowledgement() : nodes();
  }

  private Optional<MutableItem> found(MutableItem unwanted) throws KrpcException {
    peer(1, query -> query instanceof Get ? value(unwanted) : nodes());
    peer(2, query -> query instanceof Get ? value(small()) : nodes());
    core.accept(new Command.Contacts(List.of(address(1), address(2))), NOW);
    Command.GetMutable request = new Command.GetMutable(1, key.publicKey(), Bytes.EMPTY);
    core.accept(request, NOW);
    return result(request);
  }

  /** Lets them talk until nobody has anything to say; the request must have ended by then. */
  private <R> R result(Command.Request<R> request) throws KrpcException {
    talk();
    for (Optional<Event> event = core.pollEvent(); event.isPresent(); event = core.pollEvent()) {
      if (event.get() instanceof Event.Completed<?> done && done.request().equals(request)) {
        @SuppressWarnings("unchecked")
        Event.Completed<R> completed = (Event.Completed<R>) done;
        return completed.result();
      }
    }
    throw new AssertionError("has not ended: " + request);
  }

  private void talk() throws KrpcException {
    for (Optional<Datagram> out = core.pollTransmit(); out.isPresent(); out = core.pollTransmit()) {
      InetSocketAddress to = out.get().peer();
      Query query = (Query) KrpcCodec.decode(out.get().payload());
      asked.add(query);
      askedWhom.add(to);
      if (peers.containsKey(to)) {
        core.receive(new Datagram(to, KrpcCodec.encode(peers.get(to).apply(query))), NOW);
      }
    }
  }

  private NodeInfo peer(int number, Function<Query, ResponseBody> answers) {
    NodeInfo node = new NodeInfo(NodeId.random(random), address(number));
    peers.put(node.address(), query -> response(query, node.id(), answers.apply(query)));
    return node;
  }

  private static Response response(Query query, NodeId sender, ResponseBody body) {
    InetSocketAddress requester = new InetSocketAddress(OURS, 6881);
    return new Response(query.transaction(), sender, Optional.of(requester), false, body);
  }

  private MutableItem small() {
    return item(5, BencodedValue.ofString(ascii("small")));
  }

  private MutableItem item(long seq, BencodedValue value) {
    Bytes signable = MutableItem.signable(Bytes.EMPTY, seq, value);
    return new MutableItem(key.publicKey().bytes(), Bytes.EMPTY, seq, key.sign(signable), value);
  }

  private static ResponseBody value(MutableItem item, NodeInfo... told) {
    return new ResponseBody.MutableValue(List.of(told), Optional.of(TOKEN), item);
  }

  private static ResponseBody nodes(NodeInfo... told) {
    return new ResponseBody.FoundNodes(List.of(told));
  }

  /** Each in a network of its own. */
  private static InetSocketAddress address(int number) {
    return new InetSocketAddress(InetAddresses.forString("20." + number + ".0.1"), 6881);
  }

  private static Bytes ascii(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.US_ASCII));
  }
}
