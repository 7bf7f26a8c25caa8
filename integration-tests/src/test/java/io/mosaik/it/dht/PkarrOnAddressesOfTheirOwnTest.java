package io.mosaik.it.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import com.google.gson.JsonObject;
import io.mosaik.api.KeyPair;
import io.mosaik.it.program.CliProcess;
import io.mosaik.it.stranger.Stranger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers that have a public address each, far from one another, as mainline judges nodes by that:
 * whether their ids belong to their addresses (BEP 42), and how many networks hold a copy.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PkarrOnAddressesOfTheirOwnTest {

  private static final int SERVERS = 20;
  private static final String READER = "reader";
  private static final long SEED = 20_250_603;
  private static final long FIRST = 1_750_000_000_000_000L;
  private static final long SECOND = FIRST + 1_000;

  private final Random random = new Random(SEED);
  private final List<AutoCloseable> started = new ArrayList<>();
  private final List<InetSocketAddress> ours = new ArrayList<>();
  private final List<InetSocketAddress> theirs = new ArrayList<>();
  private Namespaces hosts;
  private RustPrograms client;

  @BeforeAll
  void startNetworks() throws Exception {
    Stranger.RUST.assumePresent();
    hosts = Namespaces.create();
    hosts.addHost(READER, List.of(address(SERVERS, 1)));
    client = RustPrograms.OF_MOSAIK_0_3.on(hosts.on(READER));
    startOurs();
    startTheirs();
  }

  /** All in one process, which has all the addresses. */
  private void startOurs() throws Exception {
    List<InetAddress> addresses =
        IntStream.range(0, SERVERS).mapToObj(index -> address(index, 1)).toList();
    hosts.addHost("ours", addresses);
    List<String> command = new ArrayList<>(hosts.on("ours"));
    command.addAll(OurServers.command(addresses));
    CliProcess servers = CliProcess.launch(command);
    started.add(servers);
    servers.awaitLine("ready"::equals);
    servers
        .output()
        .lines()
        .filter(line -> line.startsWith("node "))
        .map(line -> Loopback.parse(line.substring(5)))
        .forEach(ours::add);
  }

  /** Each on a host of its own: they do not choose the address that they answer from. */
  private void startTheirs() throws Exception {
    RustPrograms.Servers first = launchTheirs(0);
    first.awaitReady();
    theirs.addAll(first.addresses());
    System.out.println(getClass().getSimpleName() + " meets mainline " + first.version());
    List<RustPrograms.Servers> others = new ArrayList<>();
    for (int index = 1; index < SERVERS; index++) {
      others.add(launchTheirs(index));
    }
    for (RustPrograms.Servers other : others) {
      other.awaitReady();
      theirs.addAll(other.addresses());
    }
  }

  private RustPrograms.Servers launchTheirs(int index) throws Exception {
    String host = "theirs" + index;
    InetAddress address = address(index, 2);
    hosts.addHost(host, List.of(address));
    RustPrograms.Servers server =
        RustPrograms.OF_MOSAIK_0_3.on(hosts.on(host)).launch(1, address, theirs);
    started.add(server);
    return server;
  }

  @AfterAll
  void stopNetworks() throws Exception {
    for (AutoCloseable each : started) {
      each.close();
    }
    if (hosts != null) {
      hosts.close();
    }
  }

  @Test
  void ourServersCompareBeforePkarrSwaps() throws Exception {
    KeyPair signer = KeyPair.generate(random);
    assertPublished(publish(ours, signer, 0, FIRST));
    assertEquals("CasFailed", error(publish(ours, signer, 0, SECOND)));
    assertEquals("CasFailed", error(publish(ours, signer, FIRST - 1, SECOND)));
    assertPublished(publish(ours, signer, FIRST, SECOND));
    assertEquals("NotMostRecent", error(publish(ours, signer, SECOND, SECOND - 1)));
    assertPrinted(ours, signer, SECOND);
  }

  @Test
  void ourCommandPrintsWhatPkarrPublishesAmongTheirs() throws Exception {
    KeyPair signer = KeyPair.generate(random);
    assertPublished(publish(theirs, signer, 0, FIRST));
    assertPrinted(theirs, signer, FIRST);
  }

  @Test
  void pkarrResolvesWhatOurCommandPublishesAmongTheirs(@TempDir Path folder) throws Exception {
    KeyPair signer = KeyPair.generate(random);
    Path secret = folder.resolve("secret");
    Files.writeString(secret, signer.seed().toHex());
    try (CliProcess publish =
        onReader(
            "publish",
            "--secret-file",
            secret.toString(),
            "--dht-bootstrap",
            option(theirs),
            "_hello",
            "TXT",
            "hello world")) {
      assertEquals(0, publish.awaitExit(), publish::output);
      assertTrue(publish.output().contains("stored by 20 of 20 nodes"), publish::output);
    }
    JsonObject found = client.resolve(theirs.subList(0, 3), signer.publicKey());
    assertEquals("packet", event(found), found::toString);
    System.out.println(getClass().getSimpleName() + " meets pkarr " + found.get("version"));
  }

  private JsonObject publish(
      List<InetSocketAddress> servers, KeyPair signer, long cas, long timestamp) throws Exception {
    return client.publish(
        servers.subList(0, 3),
        signer,
        OptionalLong.of(cas),
        timestamp,
        "_it",
        "TXT",
        "value " + timestamp);
  }

  private void assertPrinted(List<InetSocketAddress> servers, KeyPair signer, long timestamp)
      throws Exception {
    try (CliProcess resolve =
        onReader("resolve", signer.publicKey().toZBase32(), "--dht-bootstrap", option(servers))) {
      assertEquals(0, resolve.awaitExit(), resolve::output);
      assertTrue(resolve.output().contains("value " + timestamp), resolve::output);
    }
  }

  /** Runs our command line where the reader is. */
  private CliProcess onReader(String... arguments) {
    List<String> command = new ArrayList<>(hosts.on(READER));
    command.addAll(CliProcess.command(arguments));
    return CliProcess.launch(command);
  }

  private static void assertPublished(JsonObject result) {
    assertEquals("published", event(result), result::toString);
  }

  private static String event(JsonObject result) {
    return result.get("event").getAsString();
  }

  private static String error(JsonObject result) {
    assertEquals("error", event(result), result::toString);
    return result.get("error").getAsString();
  }

  private static String option(List<InetSocketAddress> servers) {
    return servers.stream().limit(3).map(Loopback::text).collect(Collectors.joining(","));
  }

  /** Public ones whose first six bits differ, which is where mainline tells networks apart. */
  private static InetAddress address(int network, int last) {
    return InetAddresses.forString(4 * network + 1 + ".77.0." + last);
  }
}
