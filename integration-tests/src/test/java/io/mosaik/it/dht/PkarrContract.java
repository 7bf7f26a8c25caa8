package io.mosaik.it.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.NetworkId;
import io.mosaik.api.PublicKey;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.time.Ambient;
import io.mosaik.bootstrap.model.Chain;
import io.mosaik.dht.Dht;
import io.mosaik.dht.DhtConfig;
import io.mosaik.dht.DhtId;
import io.mosaik.dht.DhtNode;
import io.mosaik.dht.SignedItem;
import io.mosaik.it.program.CliProcess;
import io.mosaik.it.stranger.Stranger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What we and the crates pkarr and mainline do for each other, on two networks: one of servers of
 * ours only, and one of servers of theirs only.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PkarrContract {

  /** Whose servers a network is made of. */
  enum Servers {
    OURS,
    THEIRS
  }

  private static final InetAddress LOOPBACK = InetAddresses.forString("127.0.0.1");
  private static final int SERVERS = 20;
  private static final int FEWEST_COPIES = 15;
  private static final int SECONDS = 20;
  private static final long SEED = 20_250_602;
  private static final Pattern SLOT = Pattern.compile("^slot ([0-9]+) is ours");

  final RustPrograms rust;
  Dht ourClient;
  private final Random random = new Random(SEED);
  private OurNetwork ours;
  private RustPrograms.Servers theirs;
  private Dht ourOtherClient;

  PkarrContract(RustPrograms rust) {
    this.rust = rust;
  }

  @BeforeAll
  final void startNetworks() throws Exception {
    Stranger.RUST.assumePresent();
    theirs = rust.servers(SERVERS, LOOPBACK, List.of());
    System.out.println(getClass().getSimpleName() + " meets mainline " + theirs.version());
    ours = OurNetwork.start(IntStream.range(0, SERVERS).mapToObj(Loopback.OURS::host).toList());
    ourClient = client(Servers.THEIRS, 0);
    ourOtherClient = client(Servers.THEIRS, 1);
  }

  @AfterAll
  final void stopNetworks() {
    Stream.of(ourClient, ourOtherClient, ours, theirs)
        .filter(Objects::nonNull)
        .forEach(PkarrContract::close);
  }

  @ParameterizedTest
  @EnumSource
  void pkarrResolvesTheRecordOfABeacon(Servers servers) throws Exception {
    String network = "strangers-" + servers + "-" + getClass().getSimpleName();
    try (CliProcess beacon =
        CliProcess.start(
            "beacon", "--network", network, "--dht-bootstrap", bootstrapOption(servers))) {
      Matcher slot = SLOT.matcher(beacon.awaitLine(line -> SLOT.matcher(line).find()));
      assertTrue(slot.find());
      PublicKey key =
          Chain.of(NetworkId.of(network)).slots().get(Integer.parseInt(slot.group(1))).key();
      JsonObject found =
          Eventually.see(
              "pkarr finds the beacon in " + key,
              () -> rust.resolve(entries(servers), key),
              result -> isEvent(result, "packet"));
      assertEquals(key.toZBase32(), found.get("key").getAsString());
      assertTrue(values(found, "_id." + key.toZBase32()).size() == 1, found::toString);
      assertTrue(values(found, "_ip." + key.toZBase32()).size() > 0, found::toString);
      assertTrue(found.has("version"), found::toString);
      System.out.println(getClass().getSimpleName() + " meets pkarr " + found.get("version"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void ourCommandPrintsWhatPkarrPublishes(Servers servers) throws Exception {
    KeyPair signer = newKey();
    JsonObject published = publish(servers, signer, OptionalLong.empty(), 1_750_000_000_000_001L);
    assertTrue(isEvent(published, "published"), published::toString);
    try (CliProcess resolve =
        CliProcess.start(
            "resolve",
            signer.publicKey().toZBase32(),
            "--dht-bootstrap",
            bootstrapOption(servers))) {
      assertEquals(0, resolve.awaitExit(), resolve::output);
      assertTrue(resolve.output().contains("1750000000000001"), resolve::output);
      assertTrue(resolve.output().contains("value 1750000000000001"), resolve::output);
    }
  }

  @ParameterizedTest
  @EnumSource
  void pkarrResolvesWhatOurCommandPublishes(Servers servers, @TempDir Path folder)
      throws Exception {
    KeyPair signer = newKey();
    Path secret = folder.resolve("secret");
    Files.writeString(secret, signer.seed().toHex());
    try (CliProcess publish =
        CliProcess.start(
            "publish",
            "--secret-file",
            secret.toString(),
            "--dht-bootstrap",
            bootstrapOption(servers),
            "_hello",
            "TXT",
            "hello world")) {
      assertEquals(0, publish.awaitExit(), publish::output);
    }
    JsonObject found = rust.resolve(entries(servers), signer.publicKey());
    assertTrue(isEvent(found, "packet"), found::toString);
    assertEquals(List.of("hello world"), values(found, "_hello." + signer.publicKey().toZBase32()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "salt"})
  void serversOfTheirsKeepItemsOfOurs(String saltText) throws Exception {
    Bytes salt = bytes(saltText);
    SignedItem item = SignedItem.sign(newKey(), salt, 7, bytes("ours"));
    PublishReceipt receipt = get(ourClient.putMutable(item, OptionalLong.empty()));
    assertTrue(receipt.stored() >= FEWEST_COPIES, receipt::toString);
    assertEquals(Optional.of(item), get(ourOtherClient.getMutable(item.key(), salt)));
  }

  @Test
  void serversOfTheirsKeepImmutableValuesOfOurs() throws Exception {
    Bytes value = bytes("unchanging");
    assertTrue(get(ourClient.putImmutable(value)).stored() >= FEWEST_COPIES);
    assertEquals(Optional.of(value), get(ourOtherClient.getImmutable(DhtId.ofImmutable(value))));
  }

  @Test
  void serversOfTheirsRememberWhatWeAnnounce() throws Exception {
    DhtId infoHash = DhtId.ofImmutable(bytes("a torrent"));
    assertTrue(get(ourClient.announcePeer(infoHash, OptionalInt.of(4242))).stored() > 0);
    InetSocketAddress peer = new InetSocketAddress(ourClient.localAddress().getAddress(), 4242);
    Eventually.see(
        "we find " + peer, () -> get(ourOtherClient.getPeers(infoHash)), p -> p.contains(peer));
  }

  @Test
  void weFindServersOfTheirs() throws Exception {
    InetSocketAddress address = theirs.addresses().get(7);
    DhtNode stranger = get(ourClient.ping(address)).node();
    Eventually.see(
        "our lookup finds " + stranger,
        () -> get(ourClient.findNode(stranger.id())),
        found -> found.contains(stranger));
  }

  @Test
  void serverOfTheirsJoinsThroughOneOfOursAndIsFoundByAnother() throws Exception {
    List<InetSocketAddress> entry = ours.entries().subList(0, 1);
    try (RustPrograms.Servers guest = rust.servers(1, LOOPBACK, entry);
        Dht reader = client(Servers.OURS, 2)) {
      DhtNode stranger = get(reader.ping(guest.addresses().get(0))).node();
      Eventually.see(
          "our lookup finds " + stranger,
          () -> get(reader.findNode(stranger.id())),
          found -> found.contains(stranger));
    }
  }

  // What the tests are made of.

  /** Lets pkarr publish a record that tells its timestamp. */
  JsonObject publish(Servers servers, KeyPair signer, OptionalLong cas, long timestamp)
      throws Exception {
    return rust.publish(
        entries(servers), signer, cas, timestamp, "_it", "TXT", "value " + timestamp);
  }

  /** A client of ours on one of the networks. */
  Dht client(Servers servers, int index) {
    DhtConfig config =
        DhtConfig.builder()
            .bootstrap(entries(servers))
            .bindAddress(new InetSocketAddress(Loopback.OUR_GUESTS.host(index), 0))
            .build();
    return Dht.start(config, Ambient.system());
  }

  List<InetSocketAddress> entries(Servers servers) {
    return servers == Servers.OURS ? ours.entries() : theirs.addresses().subList(0, 3);
  }

  static boolean isEvent(JsonObject result, String event) {
    return result.get("event").getAsString().equals(event);
  }

  static <T> T get(Future<T> future) throws Exception {
    return future.get(SECONDS, TimeUnit.SECONDS);
  }

  KeyPair newKey() {
    return KeyPair.generate(random);
  }

  static Bytes bytes(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private String bootstrapOption(Servers servers) {
    return entries(servers).stream().map(Loopback::text).collect(Collectors.joining(","));
  }

  private static List<String> values(JsonObject packet, String name) {
    return StreamSupport.stream(packet.getAsJsonArray("records").spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .filter(record -> record.get("name").getAsString().equals(name))
        .map(record -> record.get("value").getAsString())
        .toList();
  }

  private static void close(AutoCloseable started) {
    try {
      started.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
