package io.mosaik.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.net.InetAddresses;
import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import io.mosaik.api.time.Ambient;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two DHTs, one on 127.0.0.1 and one on ::1, and nodes that are in one or in both. */
class DualStackTest {

  private static final int NODES = 24;
  private static final InetAddress V4 = InetAddresses.forString("127.0.0.1");
  private static final InetAddress V6 = InetAddresses.forString("::1");
  private static final Random RANDOM = new Random(6);

  private static TestNetwork ipv4;
  private static TestNetwork ipv6;

  @BeforeAll
  static void startNetworks() {
    assumeTrue(hasIpv6(), "this machine has no ::1");
    ipv4 = TestNetwork.builder().nodes(NODES).address(V4).start();
    ipv6 = TestNetwork.builder().nodes(NODES).address(V6).start();
  }

  @AfterAll
  static void stopNetworks() {
    for (TestNetwork network : new TestNetwork[] {ipv4, ipv6}) {
      if (network != null) {
        network.close();
      }
    }
  }

  @Test
  void aNetworkOnIpv6WorksLikeOneOnIpv4() throws Exception {
    SignedPacket packet = packet(KeyPair.generate(RANDOM), 7);
    try (Dht writer = start(ipv6.clientConfig());
        Dht reader = start(ipv6.clientConfig())) {
      assertEquals(V6, writer.localAddress().getAddress());
      PublishReceipt receipt = get(writer.publish(packet, Expected.absent()));
      assertTrue(receipt.stored() > NODES / 2, receipt::toString);
      Resolution found = get(reader.resolveMostRecent(packet.key(), early -> {}));
      assertEquals(Optional.of(packet), found.newest());
      assertTrue(found.conclusive());
      assertEquals(Optional.of(V6), reader.externalAddress());
    }
  }

  @Test
  void aNodeOfBothStoresInBoth() throws Exception {
    SignedPacket packet = packet(KeyPair.generate(RANDOM), 7);
    try (Dht both = startInBoth()) {
      PublishReceipt receipt = get(both.publish(packet, Expected.any()));
      assertEquals(Map.of(), receipt.refused());
    }
    assertBothHave(packet);
  }

  @Test
  void theNewestOfBothCountsAndEachIsToldToSwapWhatItHas() throws Exception {
    KeyPair key = KeyPair.generate(RANDOM);
    SignedPacket older = packet(key, 10);
    SignedPacket newer = packet(key, 20);
    publish(ipv4, older);
    publish(ipv6, newer);
    try (Dht both = startInBoth()) {
      List<SignedPacket> early = new ArrayList<>();
      Resolution found = get(both.resolveMostRecent(key.publicKey(), early::add));
      assertEquals(Optional.of(newer), found.newest());
      assertEquals(newer, early.get(early.size() - 1));
      SignedPacket next = packet(key, 30);
      PublishReceipt receipt = get(both.publish(next, Expected.timestamp(new Timestamp(20))));
      assertEquals(Map.of(), receipt.refused(), "the one has 10 and the other 20");
      assertBothHave(next);
    }
  }

  @Test
  void aSwapThatIsLostInBothIsLost() throws Exception {
    KeyPair key = KeyPair.generate(RANDOM);
    try (Dht both = startInBoth()) {
      get(both.publish(packet(key, 10), Expected.any()));
      CompletableFuture<?> lost =
          both.publish(packet(key, 20), Expected.timestamp(new Timestamp(9)));
      ExecutionException failed =
          assertThrows(ExecutionException.class, () -> lost.get(10, TimeUnit.SECONDS));
      assertEquals(
          DhtException.Reason.SWAP_LOST,
          assertInstanceOf(DhtException.class, failed.getCause()).reason());
    }
  }

  @Test
  void whereOneFamilyIsSilentTheOtherIsNotHeldUp() throws Exception {
    for (TestNetwork up : List.of(ipv4, ipv6)) {
      SignedPacket packet = packet(KeyPair.generate(RANDOM), 7);
      DhtConfig.Builder config = up.clientConfig().bindAddress(any(V4), any(V6));
      try (Dht half = start(config)) {
        get(half.joined());
        assertTrue(get(half.publish(packet, Expected.absent())).stored() > NODES / 2);
        Resolution found = get(half.resolveMostRecent(packet.key(), early -> {}));
        assertEquals(Optional.of(packet), found.newest());
        assertTrue(found.conclusive());
      }
    }
  }

  @Test
  void immutableValuesItemsAndPeersAreFoundInEither() throws Exception {
    Bytes value = ascii("only in one of them");
    KeyPair key = KeyPair.generate(RANDOM);
    SignedItem item = SignedItem.sign(key, ascii("salt"), 1, ascii("item"));
    DhtId torrent = DhtId.ofImmutable(ascii("a torrent"));
    try (Dht writer = start(ipv6.clientConfig());
        Dht other = start(ipv4.clientConfig());
        Dht both = startInBoth()) {
      get(writer.putImmutable(value));
      assertEquals(Optional.of(value), get(both.getImmutable(DhtId.ofImmutable(value))));
      get(writer.putMutable(item, OptionalLong.empty()));
      assertEquals(Optional.of(item), get(both.getMutable(key.publicKey(), ascii("salt"))));
      get(writer.announcePeer(torrent, OptionalInt.of(4)));
      get(other.announcePeer(torrent, OptionalInt.of(5)));
      assertEquals(
          Set.of(new InetSocketAddress(V6, 4), new InetSocketAddress(V4, 5)),
          get(both.getPeers(torrent)));
    }
  }

  @Test
  void aNodeWithAnEntranceToOneDhtFindsTheOtherThroughNodesOfBoth() throws Exception {
    try (Dht bridge = start(bothConfig().mode(DhtMode.SERVER))) {
      get(bridge.joined());
      awaitKnown(bridge, NODES + 1);
      DhtConfig.Builder config =
          ipv4.clientConfig()
              .bootstrap(List.of(bridge.localAddress()))
              .bindAddress(any(V4), any(V6));
      try (Dht node = start(config)) {
        get(node.joined());
        SignedPacket packet = packet(KeyPair.generate(RANDOM), 7);
        publish(ipv6, packet);
        Optional<SignedPacket> found = Optional.empty();
        for (int attempt = 0; attempt < 50 && found.isEmpty(); attempt++) {
          found = get(node.resolveMostRecent(packet.key(), early -> {})).newest();
        }
        assertEquals(Optional.of(packet), found);
      }
    }
  }

  @Test
  void pingsTakeTheSocketOfTheirFamily() throws Exception {
    try (Dht both = startInBoth();
        Dht one = start(ipv4.clientConfig())) {
      for (TestNetwork network : List.of(ipv4, ipv6)) {
        Dht node = network.node(0);
        assertEquals(node.id(), get(both.ping(node.localAddress())).node().id());
      }
      ExecutionException failed =
          assertThrows(
              ExecutionException.class,
              () -> one.ping(ipv6.node(0).localAddress()).get(10, TimeUnit.SECONDS));
      assertEquals(
          DhtException.Reason.NO_NODES,
          assertInstanceOf(DhtException.class, failed.getCause()).reason());
    }
  }

  @Test
  void bothFamiliesMayHaveTheSamePortAndNobodyElseGetsIt() throws Exception {
    InetAddress any4 = InetAddresses.forString("0.0.0.0");
    InetAddress any6 = InetAddresses.forString("::");
    int port;
    try (DatagramSocket free = new DatagramSocket(0)) {
      port = free.getLocalPort();
    }
    InetSocketAddress[] addresses = {
      new InetSocketAddress(any4, port), new InetSocketAddress(any6, port)
    };
    DhtConfig.Builder config =
        DhtConfig.builder().bootstrap(List.of()).mode(DhtMode.SERVER).bindAddress(addresses);
    try (Dht server = start(config);
        Dht client = startInBoth()) {
      assertEquals(List.of(addresses), server.localAddresses());
      List<DhtId> ids = new ArrayList<>();
      for (InetAddress host : List.of(V4, V6)) {
        ids.add(get(client.ping(new InetSocketAddress(host, port))).node().id());
      }
      assertEquals(2, Set.copyOf(ids).size(), "each family has an id of its own");
      assertEquals(server.id(), ids.get(0));
      for (InetSocketAddress taken : addresses) {
        DhtConfig second = DhtConfig.builder().bootstrap(List.of()).bindAddress(taken).build();
        assertThrows(
            java.io.UncheckedIOException.class, () -> Dht.start(second, Ambient.system()).close());
      }
    }
  }

  @Test
  void withoutAnAddressANodeTakesWhatTheMachineHas() throws Exception {
    DhtConfig.Builder config =
        DhtConfig.builder().bootstrap(ipv6.bootstrapAddresses()).mode(DhtMode.CLIENT);
    try (Dht node = start(config)) {
      assertEquals(2, node.localAddresses().size());
      get(node.joined());
      assertTrue(node.statistics().knownNodes() > 0);
    }
  }

  private static void assertBothHave(SignedPacket packet) throws Exception {
    for (TestNetwork network : List.of(ipv4, ipv6)) {
      try (Dht reader = start(network.clientConfig())) {
        assertEquals(
            Optional.of(packet), get(reader.resolveMostRecent(packet.key(), early -> {})).newest());
      }
    }
  }

  private static void awaitKnown(Dht node, int count) throws Exception {
    for (int attempt = 0; attempt < 100; attempt++) {
      if (node.statistics().knownNodes() >= count) {
        return;
      }
      get(node.findNode(node.id()));
    }
    throw new AssertionError("knows " + node.statistics().knownNodes() + ", not " + count);
  }

  private static void publish(TestNetwork network, SignedPacket packet) throws Exception {
    try (Dht writer = start(network.clientConfig())) {
      get(writer.publish(packet, Expected.any()));
    }
  }

  /** A node that has found both DHTs. */
  private static Dht startInBoth() throws Exception {
    Dht both = start(bothConfig());
    get(both.joined());
    awaitKnown(both, NODES + 1);
    return both;
  }

  private static DhtConfig.Builder bothConfig() {
    List<InetSocketAddress> entries = new ArrayList<>(ipv4.bootstrapAddresses());
    entries.addAll(ipv6.bootstrapAddresses());
    return ipv4.clientConfig().bootstrap(entries).bindAddress(any(V4), any(V6));
  }

  private static InetSocketAddress any(InetAddress host) {
    return new InetSocketAddress(host, 0);
  }

  private static Dht start(DhtConfig.Builder config) {
    return Dht.start(config.build(), Ambient.system());
  }

  private static boolean hasIpv6() {
    try (DatagramSocket socket = new DatagramSocket(0, V6)) {
      return socket.isBound();
    } catch (SocketException none) {
      return false;
    }
  }

  private static SignedPacket packet(KeyPair key, long timestamp) {
    return SignedPacket.sign(key, new Timestamp(timestamp), ascii("payload"));
  }

  private static Bytes ascii(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(10, TimeUnit.SECONDS);
  }
}
