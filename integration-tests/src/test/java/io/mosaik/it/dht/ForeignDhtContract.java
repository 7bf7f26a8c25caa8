package io.mosaik.it.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.time.Ambient;
import io.mosaik.dht.Dht;
import io.mosaik.dht.DhtConfig;
import io.mosaik.dht.DhtId;
import io.mosaik.dht.DhtMode;
import io.mosaik.dht.DhtNode;
import io.mosaik.dht.SignedItem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What our node and one of somebody else's do for each other, on two networks: one of ours that two
 * of them enter, and one of theirs that two of ours enter.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class ForeignDhtContract {

  static final int SERVERS = 20;
  static final int GUEST = 0;
  static final int OTHER_GUEST = 1;

  /** The fewest copies that are not luck: libtorrent writes to no more than eight nodes. */
  static final int FEWEST_COPIES = 5;

  private static final int SECONDS = 20;
  private static final long SEED = 20_250_601;

  private final Random random = new Random(SEED);

  OurNetwork ours;
  Dht reader;
  ForeignDht guests;
  List<InetSocketAddress> guestAddresses;

  ForeignDht theirs;
  List<InetSocketAddress> theirAddresses;
  Dht ourGuest;
  Dht ourOtherGuest;

  /** Starts a process of the stranger's. */
  abstract ForeignDht launch();

  /** What the stranger asks to find other nodes. */
  abstract String joiningQuery();

  /** One of the addresses of a network. */
  InetAddress host(Loopback network, int index) {
    return network.host(index);
  }

  @BeforeAll
  final void startNetworks() throws Exception {
    guests = launch();
    theirs = launch();
    System.out.println(getClass().getSimpleName() + " meets version " + theirs.version());
    theirAddresses = theirs.start(texts(addresses(Loopback.THEIRS, SERVERS)), List.of());
    ours = OurNetwork.start(addresses(Loopback.OURS, SERVERS));
    reader = start(DhtMode.SERVER, ours.entries(), host(Loopback.OURS, SERVERS));
    guestAddresses =
        guests.start(texts(addresses(Loopback.THEIR_GUESTS, 2)), ours.entries().subList(0, 1));
    for (int node = 0; node < SERVERS; node++) {
      awaitKnown(theirs, node, SERVERS / 2);
    }
    ourGuest = start(DhtMode.SERVER, theirAddresses.subList(0, 3), host(Loopback.OUR_GUESTS, 0));
    ourOtherGuest =
        start(DhtMode.SERVER, theirAddresses.subList(3, 6), host(Loopback.OUR_GUESTS, 1));
  }

  @AfterAll
  final void stopNetworks() {
    for (AutoCloseable started :
        new AutoCloseable[] {guests, theirs, reader, ours, ourGuest, ourOtherGuest}) {
      closeIfStarted(started);
    }
  }

  @Test
  void strangerJoinsThroughOurNodeAndIsFoundByAnotherOfOurs() throws Exception {
    awaitKnown(guests, GUEST, SERVERS / 2);
    DhtId id = get(ours.node(0).ping(guestAddresses.get(GUEST))).node().id();
    DhtNode stranger = new DhtNode(id, guestAddresses.get(GUEST));

    Eventually.see(
        "our lookup finds " + stranger,
        () -> get(reader.findNode(id)),
        found -> found.contains(stranger));
    Map<String, Integer> asked = guests.queries(GUEST, "asked");
    Map<String, Integer> answered = guests.queries(GUEST, "answered");
    System.out.println(
        getClass().getSimpleName() + " asked us " + asked + ", answered " + answered);
    assertTrue(asked.getOrDefault(joiningQuery(), 0) > 0, asked::toString);
    assertTrue(answered.getOrDefault("find_node", 0) > 0, answered::toString);
    assertTrue(answered.getOrDefault("ping", 0) > 0, answered::toString);
  }

  @Test
  void ourNodeJoinsThroughStrangersAndTheyFindEachOther() throws Exception {
    assertTrue(get(ourGuest.joined()) > 0, "joined with nobody");
    DhtId id = get(ourGuest.ping(theirAddresses.get(7))).node().id();
    DhtNode stranger = new DhtNode(id, theirAddresses.get(7));

    Eventually.see(
        "our lookup finds " + stranger,
        () -> get(ourGuest.findNode(id)),
        found -> found.contains(stranger));
    assertTrue(ourGuest.statistics().knownNodes() >= SERVERS / 2, () -> "" + ourGuest.statistics());
    Eventually.see(
        "lookups of theirs ask us",
        () -> {
          theirs.get(4, newKey().publicKey(), Bytes.EMPTY);
          return ourGuest.statistics();
        },
        now -> now.queriesServed() > 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "salt"})
  void ourNodesKeepWhatStrangersPut(String saltText) throws Exception {
    awaitKnown(guests, GUEST, SERVERS / 2);
    KeyPair signer = newKey();
    Bytes salt = bytes(saltText);
    put(guests, signer, salt, "first", 1);
    assertRead(reader, signer, salt, 1, "first");

    put(guests, signer, salt, "second", 2);
    assertRead(reader, signer, salt, 2, "second");
    assertRead(guests, OTHER_GUEST, signer, salt, 2, "second");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "salt"})
  void strangersKeepWhatWePutAndWhatTheyPut(String saltText) throws Exception {
    KeyPair signer = newKey();
    Bytes salt = bytes(saltText);
    put(ourGuest, signer, salt, "ours", 1);
    assertRead(ourOtherGuest, signer, salt, 1, "ours");
    assertRead(theirs, 11, signer, salt, 1, "ours");

    put(theirs, signer, salt, "theirs", 2);
    assertRead(ourOtherGuest, signer, salt, 2, "theirs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "salt"})
  void strangersReadWhatWePutAmongOurs(String saltText) throws Exception {
    awaitKnown(guests, OTHER_GUEST, SERVERS / 2);
    KeyPair signer = newKey();
    Bytes salt = bytes(saltText);
    put(ours.node(5), signer, salt, "ours", 1_700_000_000_000_000L);
    assertRead(guests, OTHER_GUEST, signer, salt, 1_700_000_000_000_000L, "ours");
  }

  @Test
  void immutableValuesGoBothWays() throws Exception {
    awaitKnown(guests, GUEST, SERVERS / 2);
    awaitKnown(guests, OTHER_GUEST, SERVERS / 2);
    Bytes guestValue = bytes("by a guest of theirs");
    assertTrue(guests.putImmutable(GUEST, guestValue) >= FEWEST_COPIES, "too few copies");
    assertEquals(Optional.of(guestValue), get(reader.getImmutable(DhtId.ofImmutable(guestValue))));

    Bytes ownValue = bytes("by us");
    assertTrue(get(reader.putImmutable(ownValue)).stored() >= FEWEST_COPIES, "too few copies");
    assertEquals(
        Optional.of(ownValue), guests.getImmutable(OTHER_GUEST, DhtId.ofImmutable(ownValue)));

    Bytes amongThem = bytes("among them");
    assertTrue(get(ourGuest.putImmutable(amongThem)).stored() >= FEWEST_COPIES, "too few copies");
    DhtId target = DhtId.ofImmutable(amongThem);
    assertEquals(Optional.of(amongThem), get(ourOtherGuest.getImmutable(target)));
    assertEquals(Optional.of(amongThem), theirs.getImmutable(14, target));
  }

  @Test
  void strangersCompareBeforeTheySwap() throws Exception {
    KeyPair signer = newKey();
    Bytes salt = Bytes.EMPTY;
    assertTrue(swap(signer, salt, 10, OptionalLong.of(0)).stored() >= FEWEST_COPIES, "absent");
    assertLost(DhtException.Reason.SWAP_LOST, signer, 20, OptionalLong.of(0));
    assertLost(DhtException.Reason.SWAP_LOST, signer, 20, OptionalLong.of(9));
    assertTrue(swap(signer, salt, 20, OptionalLong.of(10)).stored() >= FEWEST_COPIES, "won");
    assertLost(DhtException.Reason.NOT_MOST_RECENT, signer, 19, OptionalLong.empty());
    assertLost(DhtException.Reason.NOT_MOST_RECENT, signer, 19, OptionalLong.of(20));
    assertRead(ourOtherGuest, signer, salt, 20, "value 20");
  }

  /** Section "Storing mutable items" of BEP 44 leaves it open; ours does the same. */
  @Test
  void nothingIsComparedWhereNothingIsStored() throws Exception {
    assertTrue(swap(newKey(), Bytes.EMPTY, 10, OptionalLong.of(9)).stored() >= FEWEST_COPIES);
  }

  @Test
  void strangersFindWhomWeAnnounce() throws Exception {
    awaitKnown(guests, GUEST, SERVERS / 2);
    DhtId infoHash = randomId();
    get(reader.announcePeer(infoHash, OptionalInt.of(4242)));
    InetSocketAddress peer = new InetSocketAddress(reader.localAddress().getAddress(), 4242);
    Eventually.see("they find " + peer, () -> guests.peers(GUEST, infoHash), p -> p.contains(peer));

    DhtId among = randomId();
    get(ourGuest.announcePeer(among, OptionalInt.empty()));
    InetSocketAddress guest = ourGuest.localAddress();
    Eventually.see("they find " + guest, () -> theirs.peers(4, among), p -> p.contains(guest));
  }

  @Test
  void weFindWhomStrangersAnnounce() throws Exception {
    awaitKnown(guests, GUEST, SERVERS / 2);
    DhtId infoHash = randomId();
    InetSocketAddress guest = announce(guests, GUEST, infoHash, guestAddresses.get(GUEST));
    Eventually.see(
        "we find " + guest, () -> get(reader.getPeers(infoHash)), p -> p.contains(guest));

    DhtId among = randomId();
    InetSocketAddress peer = announce(theirs, 9, among, theirAddresses.get(9));
    Eventually.see("we find " + peer, () -> get(ourGuest.getPeers(among)), p -> p.contains(peer));
  }

  /**
   * The last one, because they note whoever asks, read-only or not (BEP 43), and then wait for
   * answers that a client does not give: libtorrent for 15 s, bittorrent-dht for 2.
   */
  @Test
  @Order(Integer.MAX_VALUE)
  void readOnlyClientOfOursWritesAndReadsAmongStrangers() throws Exception {
    KeyPair signer = newKey();
    try (Dht client =
        start(DhtMode.CLIENT, theirAddresses.subList(0, 1), host(Loopback.OUR_GUESTS, 2))) {
      put(client, signer, Bytes.EMPTY, "by a client", 1);
    }
    try (Dht client =
        start(DhtMode.CLIENT, theirAddresses.subList(1, 2), host(Loopback.OUR_GUESTS, 3))) {
      assertRead(client, signer, Bytes.EMPTY, 1, "by a client");
    }
  }

  // What the tests are made of.

  /** One of our clients writes to their network, with a swap. */
  PublishReceipt swap(KeyPair signer, Bytes salt, long seq, OptionalLong cas) throws Exception {
    return get(ourGuest.putMutable(SignedItem.sign(signer, salt, seq, bytes("value " + seq)), cas));
  }

  void assertLost(DhtException.Reason reason, KeyPair signer, long seq, OptionalLong cas) {
    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> swap(signer, Bytes.EMPTY, seq, cas));
    assertEquals(
        Optional.of(reason),
        reasonOf(failure),
        () -> seq + " for " + cas + ": " + failure.getMessage());
  }

  static Optional<DhtException.Reason> reasonOf(ExecutionException failure) {
    return failure.getCause() instanceof DhtException dht
        ? Optional.of(dht.reason())
        : Optional.empty();
  }

  static void put(Dht writer, KeyPair signer, Bytes salt, String value, long seq) throws Exception {
    PublishReceipt receipt =
        get(
            writer.putMutable(
                SignedItem.sign(signer, salt, seq, bytes(value)), OptionalLong.empty()));
    assertTrue(receipt.stored() >= FEWEST_COPIES, receipt::toString);
  }

  static void put(ForeignDht writer, KeyPair signer, Bytes salt, String value, long seq)
      throws InterruptedException {
    ForeignDht.Put put = writer.put(GUEST, signer, salt, bytes(value), seq, OptionalLong.empty());
    assertTrue(put.stored() >= FEWEST_COPIES, put::toString);
  }

  static void assertRead(Dht from, KeyPair signer, Bytes salt, long seq, String value)
      throws Exception {
    Optional<SignedItem> found = get(from.getMutable(signer.publicKey(), salt));
    assertEquals(Optional.of(SignedItem.sign(signer, salt, seq, bytes(value))), found);
  }

  static void assertRead(
      ForeignDht from, int node, KeyPair signer, Bytes salt, long seq, String value)
      throws InterruptedException {
    Optional<SignedItem> found = from.get(node, signer.publicKey(), salt);
    assertEquals(Optional.of(SignedItem.sign(signer, salt, seq, bytes(value))), found);
  }

  static void awaitKnown(ForeignDht dht, int node, int count) throws Exception {
    Eventually.see(
        "node " + node + " of theirs knows " + count,
        () -> dht.known(node),
        known -> known >= count);
  }

  static <T> T get(Future<T> future) throws Exception {
    return future.get(SECONDS, TimeUnit.SECONDS);
  }

  static Bytes bytes(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
  }

  KeyPair newKey() {
    return KeyPair.generate(random);
  }

  private DhtId randomId() {
    byte[] id = new byte[DhtId.SIZE];
    random.nextBytes(id);
    return new DhtId(Bytes.of(id));
  }

  private InetSocketAddress announce(
      ForeignDht dht, int node, DhtId infoHash, InetSocketAddress address)
      throws InterruptedException {
    int port = dht.announce(node, infoHash, 4343);
    return new InetSocketAddress(address.getAddress(), port);
  }

  private static Dht start(DhtMode mode, List<InetSocketAddress> entries, InetAddress host) {
    DhtConfig config =
        DhtConfig.builder()
            .mode(mode)
            .bootstrap(entries)
            .bindAddress(new InetSocketAddress(host, 0))
            .build();
    return Dht.start(config, Ambient.system());
  }

  private List<InetAddress> addresses(Loopback network, int count) {
    return IntStream.range(0, count).mapToObj(index -> host(network, index)).toList();
  }

  private static List<String> texts(List<InetAddress> hosts) {
    return hosts.stream().map(InetAddresses::toAddrString).toList();
  }

  private static void closeIfStarted(AutoCloseable started) {
    if (started != null) {
      try {
        started.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
