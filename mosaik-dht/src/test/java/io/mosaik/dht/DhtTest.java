package io.mosaik.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import io.mosaik.api.time.Ambient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node with a real socket, in a private network on loopback. */
class DhtTest {

  private static final int NODES = 24;
  private static TestNetwork network;

  /** One for all tests, or they would share their keys. */
  private static final Random RANDOM = new Random(5);

  private Dht client;

  @BeforeAll
  static void startNetwork() {
    network = TestNetwork.start(NODES);
  }

  @AfterAll
  static void stopNetwork() {
    network.close();
  }

  @BeforeEach
  void startClient() {
    client = Dht.start(network.clientConfig().build(), Ambient.system());
  }

  @AfterEach
  void stopClient() {
    client.close();
  }

  @Test
  void aPacketIsPublishedAndReadByAnother() throws Exception {
    SignedPacket packet = packet(KeyPair.generate(RANDOM), 7);
    PublishReceipt receipt = get(client.publish(packet, Expected.absent()));
    assertEquals(20, receipt.stored());

    try (Dht reader = Dht.start(network.clientConfig().build(), Ambient.system())) {
      List<SignedPacket> early = new CopyOnWriteArrayList<>();
      Resolution resolution = get(reader.resolveMostRecent(packet.key(), early::add));
      assertEquals(Optional.of(packet), resolution.newest());
      assertTrue(resolution.conclusive());
      assertEquals(List.of(packet), early);
    }
  }

  @Test
  void anEmptyKeyIsConclusivelyEmpty() throws Exception {
    Resolution resolution =
        get(client.resolveMostRecent(KeyPair.generate(RANDOM).publicKey(), packet -> {}));
    assertEquals(Optional.empty(), resolution.newest());
    assertTrue(resolution.conclusive());
  }

  @Test
  void aSaltThatIsTooLongIsRefusedAtOnce() {
    Bytes salt = Bytes.of(new byte[SignedItem.MAX_SALT_SIZE + 1]);
    assertThrows(
        IllegalArgumentException.class,
        () -> client.getMutable(KeyPair.generate(RANDOM).publicKey(), salt));
  }

  @Test
  void swapsConflictsAndOlderPacketsFailDifferently() throws Exception {
    KeyPair key = KeyPair.generate(RANDOM);
    get(client.publish(packet(key, 10), Expected.any()));
    assertReason(DhtException.Reason.SWAP_LOST, client.publish(packet(key, 20), Expected.absent()));
    assertReason(
        DhtException.Reason.SWAP_LOST,
        client.publish(packet(key, 20), Expected.timestamp(new Timestamp(9))));
    assertReason(
        DhtException.Reason.NOT_MOST_RECENT, client.publish(packet(key, 5), Expected.any()));
    get(client.publish(packet(key, 20), Expected.timestamp(new Timestamp(10))));
  }

  @Test
  void aSecondWriteWhileOneIsUnderWay() throws Exception {
    KeyPair key = KeyPair.generate(RANDOM);
    CompletableFuture<PublishReceipt> first = client.publish(packet(key, 10), Expected.any());
    CompletableFuture<PublishReceipt> same = client.publish(packet(key, 10), Expected.any());
    CompletableFuture<PublishReceipt> blind = client.publish(packet(key, 20), Expected.any());
    CompletableFuture<PublishReceipt> wrong = client.publish(packet(key, 20), Expected.absent());
    CompletableFuture<PublishReceipt> older = client.publish(packet(key, 9), Expected.any());
    CompletableFuture<PublishReceipt> next =
        client.publish(packet(key, 20), Expected.timestamp(new Timestamp(10)));
    assertReason(DhtException.Reason.CONFLICTING_WRITE, blind);
    assertReason(DhtException.Reason.SWAP_LOST, wrong);
    assertReason(DhtException.Reason.NOT_MOST_RECENT, older);
    assertEquals(get(first), get(same));
    assertEquals(20, get(next).stored());
  }

  @Test
  void aWriteThatTimedOutDoesNotStandInTheWayOfTheNext() throws Exception {
    KeyPair key = KeyPair.generate(RANDOM);
    client.publish(packet(key, 10), Expected.any()).completeExceptionally(new TimeoutException());
    assertEquals(20, get(client.publish(packet(key, 20), Expected.any())).stored());
  }

  @Test
  void sharedLoopsThatEndFirstFailWhatIsPending() throws Exception {
    DhtEventLoops loops = DhtEventLoops.start(1);
    try (Dht orphan =
        Dht.start(network.clientConfig().eventLoops(loops).build(), Ambient.system())) {
      // a mere client does not answer
      CompletableFuture<Pong> pending = orphan.ping(client.localAddress());
      loops.close();
      assertReason(DhtException.Reason.CLOSED, pending);
      assertReason(
          DhtException.Reason.CLOSED,
          orphan.publish(packet(KeyPair.generate(RANDOM), 1), Expected.any()));
    }
  }

  @Test
  void mutableItemsOfDifferentSaltDoNotMix() throws Exception {
    KeyPair key = KeyPair.generate(RANDOM);
    SignedItem red = SignedItem.sign(key, ascii("red"), 1, ascii("1"));
    SignedItem blue = SignedItem.sign(key, ascii("blue"), 1, ascii("2"));
    get(client.putMutable(red, OptionalLong.empty()));
    get(client.putMutable(blue, OptionalLong.empty()));
    assertEquals(Optional.of(red), get(client.getMutable(key.publicKey(), ascii("red"))));
    assertEquals(Optional.of(blue), get(client.getMutable(key.publicKey(), ascii("blue"))));
    assertEquals(Optional.empty(), get(client.getMutable(key.publicKey(), Bytes.EMPTY)));
  }

  @Test
  void immutableValuesAreFoundByTheirHash() throws Exception {
    Bytes value = ascii("Hello World!");
    DhtId target = DhtId.ofImmutable(value);
    // BEP 44, "Test vectors", test 3
    assertEquals("e5f96f6f38320f0f33959cb4d3d656452117aadb", target.toString());
    get(client.putImmutable(value));
    assertEquals(Optional.of(value), get(client.getImmutable(target)));
  }

  @Test
  void peersOfATorrentAreFound() throws Exception {
    DhtId torrent = DhtId.ofImmutable(ascii("a torrent"));
    assertEquals(Set.of(), get(client.getPeers(torrent)));
    get(client.announcePeer(torrent, OptionalInt.of(4000)));
    get(client.announcePeer(torrent, OptionalInt.empty()));
    InetAddress host = client.localAddress().getAddress();
    assertEquals(
        Set.of(new InetSocketAddress(host, 4000), client.localAddress()),
        get(client.getPeers(torrent)));
  }

  @Test
  void serversAnswerPingsAndClientsDoNot() throws Exception {
    Dht server = network.node(3);
    assertEquals(server.id(), get(client.ping(server.localAddress())).node().id());
    try (Dht silent = Dht.start(network.clientConfig().build(), Ambient.system())) {
      assertReason(DhtException.Reason.TIMED_OUT, client.ping(silent.localAddress()));
    }
  }

  @Test
  void anAdaptiveNodeServesFromTheStart() throws Exception {
    DhtConfig adaptive = network.clientConfig().mode(DhtMode.ADAPTIVE).build();
    try (Dht node = Dht.start(adaptive, Ambient.system())) {
      assertTrue(node.isServing());
      assertEquals(node.id(), get(client.ping(node.localAddress())).node().id());
    }
    assertTrue(network.node(0).isServing());
    assertFalse(client.isServing());
  }

  @Test
  void theClosestNodesAreFoundClosestFirst() throws Exception {
    List<DhtNode> found = get(client.findNode(network.node(5).id()));
    assertEquals(network.node(5).id(), found.get(0).id());
    assertEquals(20, found.size());
  }

  @Test
  void aNodeKnowsItsAddressOnceTwoHaveToldIt() throws Exception {
    get(client.joined());
    get(client.findNode(DhtId.ofImmutable(ascii("anything"))));
    assertEquals(Optional.of(client.localAddress().getAddress()), client.externalAddress());
  }

  @Test
  void futuresCompleteOnTheGivenExecutorAndNeverOnAnEventLoop() throws Exception {
    DhtConfig config =
        network
            .clientConfig()
            .callbackExecutor(task -> new Thread(task, "of-the-application").start())
            .build();
    try (Dht other = Dht.start(config, Ambient.system())) {
      CompletableFuture<String> thread =
          other.findNode(other.id()).thenApply(found -> Thread.currentThread().getName());
      assertEquals("of-the-application", get(thread));
    }
  }

  @Test
  void aCancelledLookupFreesItsSlots() throws Exception {
    DhtConfig lonely =
        network.clientConfig().bootstrap(List.of(new InetSocketAddress("127.0.0.1", 9))).build();
    try (Dht node = Dht.start(lonely, Ambient.system())) {
      CompletableFuture<Resolution> lookup =
          node.resolveMostRecent(KeyPair.generate(RANDOM).publicKey(), packet -> {});
      lookup.cancel(true);
      assertReason(DhtException.Reason.TIMED_OUT, node.ping(lonely.bootstrap().get(0)));
      assertEquals(0, node.statistics().queriesInFlight());
    }
  }

  @Test
  void whatIsUnderWayFailsWhenTheNodeIsClosed() {
    DhtConfig lonely =
        network.clientConfig().bootstrap(List.of(new InetSocketAddress("127.0.0.1", 9))).build();
    Dht node = Dht.start(lonely, Ambient.system());
    CompletableFuture<?> lookup = node.findNode(node.id());
    CompletableFuture<?> joined = node.joined();
    node.close();
    node.close();
    assertReason(DhtException.Reason.CLOSED, lookup);
    assertReason(DhtException.Reason.CLOSED, joined);
    assertReason(DhtException.Reason.CLOSED, node.findNode(node.id()));
  }

  @Test
  void aListenerThatThrowsHurtsNobody() throws Exception {
    SignedPacket packet = packet(KeyPair.generate(RANDOM), 7);
    get(client.publish(packet, Expected.any()));
    CountDownLatch called = new CountDownLatch(1);
    Resolution resolution =
        get(
            client.resolveMostRecent(
                packet.key(),
                found -> {
                  called.countDown();
                  throw new IllegalStateException("theirs");
                }));
    assertEquals(0, called.getCount());
    assertEquals(Optional.of(packet), resolution.newest());
  }

  @Test
  void statisticsTellWhatHappened() throws Exception {
    get(client.findNode(client.id()));
    DhtStatistics statistics = client.statistics();
    assertTrue(statistics.knownNodes() > 0);
    assertTrue(statistics.answers() > 0);
    assertTrue(statistics.roundTrip().isPresent());
    assertTrue(statistics.receiveBufferBytes() > 0);
    assertEquals(0, statistics.internalErrors());
    assertTrue(network.node(0).statistics().queriesServed() > 0);
  }

  @Test
  void aPortThatIsTakenIsSaidSo() {
    DhtConfig taken = network.clientConfig().bindAddress(client.localAddress()).build();
    assertThrows(
        java.io.UncheckedIOException.class, () -> Dht.start(taken, Ambient.system()).close());
  }

  private static void assertReason(DhtException.Reason reason, CompletableFuture<?> future) {
    ExecutionException failed =
        assertThrows(ExecutionException.class, () -> future.get(10, TimeUnit.SECONDS));
    assertEquals(
        reason, assertInstanceOf(DhtException.class, failed.getCause()).reason(), failed::toString);
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(10, TimeUnit.SECONDS);
  }

  private static SignedPacket packet(KeyPair key, long timestamp) {
    return SignedPacket.sign(key, new Timestamp(timestamp), ascii("payload"));
  }

  private static Bytes ascii(String text) {
    return Bytes.of(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  @Test
  void manyNodesVanishAndTheRecordsStay() throws Exception {
    try (TestNetwork frail = TestNetwork.start(40)) {
      List<SignedPacket> packets = new ArrayList<>();
      try (Dht writer = Dht.start(frail.clientConfig().build(), Ambient.system())) {
        for (int i = 0; i < 4; i++) {
          SignedPacket packet = packet(KeyPair.generate(RANDOM), i);
          packets.add(packet);
          get(writer.publish(packet, Expected.any()));
        }
      }
      for (int i = 0; i < 12; i++) {
        frail.stop(3 * i);
      }
      try (Dht reader = Dht.start(frail.clientConfig().build(), Ambient.system())) {
        for (SignedPacket packet : packets) {
          Resolution resolution = get(reader.resolveMostRecent(packet.key(), early -> {}));
          assertEquals(Optional.of(packet), resolution.newest());
        }
      }
    }
    assertFalse(network.bootstrapAddresses().isEmpty());
  }
}
