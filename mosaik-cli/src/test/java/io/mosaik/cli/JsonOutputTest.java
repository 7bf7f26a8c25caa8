package io.mosaik.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.cli.render.Sockets;
import io.mosaik.dht.TestNetwork;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the commands with {@code --json} and holds each line against the documented schema. */
class JsonOutputTest {

  private static final String SECRET = "2d".repeat(32);
  private static final String KEY = KeyPair.ofSeed(Bytes.fromHex(SECRET)).publicKey().toZBase32();

  private static TestNetwork network;
  private static String bootstrap;

  @BeforeAll
  static void startNetwork() {
    network = TestNetwork.start(20);
    bootstrap = Sockets.text(network.bootstrapAddresses().get(0));
  }

  @AfterAll
  static void stopNetwork() {
    network.close();
  }

  @Test
  void theDemonstration() {
    CliRun run = CliRun.of("demo", "--json", "--peers", "2");
    assertEquals(0, run.exitCode(), run.out() + run.err());
    assertEquals(
        List.of("testnet_started", "demo_peer", "demo_peer", "demo_finished"),
        events(checked(run.out().lines().toList())));
  }

  @Test
  void aTestnetAndADhtNode() throws Exception {
    try (RunningCommand testnet = RunningCommand.start("testnet", "--json", "--nodes", "3")) {
      testnet.awaitLine(line -> line.contains("testnet_started"));
      assertEquals(List.of("testnet_started"), events(checked(testnet.lines())));
    }
    try (RunningCommand node =
        RunningCommand.start("dht-node", "--json", "--bind", "127.0.0.1:0", "--first")) {
      node.awaitLine(line -> line.contains("dht_node_ready"));
      assertEquals(0, checked(node.lines()).get(0).get("known_nodes").getAsInt());
    }
  }

  @Test
  void aRelay() throws Exception {
    try (RunningCommand relay =
        RunningCommand.start(
            "relay", "--json", "--bind", "127.0.0.1:0", "--dht-bootstrap", bootstrap)) {
      relay.awaitLine(line -> line.contains("dht_node_ready"));
      assertEquals(List.of("relay_started", "dht_node_ready"), events(checked(relay.lines())));
    }
  }

  @Test
  void beaconsAndALookAtTheirSlots() throws Exception {
    String[] arguments = {
      "beacon", "--json", "-n", "json", "--poll", "1", "--count", "2", "--dht-bootstrap", bootstrap
    };
    try (RunningCommand beacons = RunningCommand.start(arguments)) {
      JsonObject found = parse(beacons.awaitLine(line -> line.contains("\"peer_discovered\"")));
      assertFalse(found.get("peer_id").equals(found.get("local_peer_id")), found.toString());
      beacons.awaitLine(line -> line.contains("\"slot_claimed\""));
      beacons.awaitLine(line -> line.contains("\"status\":\"healthy\""));

      CliRun run = CliRun.of("dht", "--json", "-n", "json", "--dht-bootstrap", bootstrap);
      assertEquals(0, run.exitCode(), run.out() + run.err());
      JsonObject scan = checked(run.out().lines().toList()).get(0);
      assertEquals(16, scan.getAsJsonArray("slots").size());
      assertNobodyTookTheObserverForAPeer(beacons.lines());

      List<JsonObject> events = checked(beacons.lines());
      assertEquals("beacon_starting", events.get(0).get("event").getAsString());
      assertEquals("beacon_started", events.get(1).get("event").getAsString());
      assertTrue(events(events).contains("scan_finished"), events.toString());
    }
  }

  /** What only looks pings, but serves no protocol: it is pinged back in vain. */
  private static void assertNobodyTookTheObserverForAPeer(List<String> lines) {
    Set<String> peers =
        lines.stream()
            .map(JsonOutputTest::parse)
            .filter(line -> line.get("event").getAsString().matches("peer_.*|unverified_peer.*"))
            .map(line -> line.get("peer_id").getAsString())
            .collect(Collectors.toSet());
    Set<String> beacons =
        lines.stream()
            .map(JsonOutputTest::parse)
            .filter(line -> line.get("event").getAsString().equals("beacon_started"))
            .map(line -> line.get("local_peer_id").getAsString())
            .collect(Collectors.toSet());
    assertEquals(beacons, peers);
  }

  @Test
  void aWatchIsOneScanAfterTheOther() throws Exception {
    try (RunningCommand watch =
        RunningCommand.start(
            "dht", "--json", "--watch", "-n", "empty", "--dht-bootstrap", bootstrap)) {
      watch.awaitLine(line -> line.contains("scan_finished"));
      assertEquals("scan_finished", events(checked(watch.lines())).get(0));
    }
  }

  @Test
  void aPacketThatIsPublishedAndResolved() {
    CliRun published =
        CliRun.of(
            Map.of("MOSAIK_SECRET", SECRET),
            "publish",
            "--json",
            "--dht-bootstrap",
            bootstrap,
            "_x",
            "TXT",
            "hello",
            "--ttl",
            "60");
    assertEquals(0, published.exitCode(), published.err());
    JsonObject stored = checked(published.out().lines().toList()).get(0);
    assertEquals("packet_published", stored.get("event").getAsString());

    CliRun resolved = CliRun.of("resolve", "--json", "--dht-bootstrap", bootstrap, KEY);
    assertEquals(0, resolved.exitCode(), resolved.err());
    JsonObject found = checked(resolved.out().lines().toList()).get(0);
    assertEquals("packet_resolved", found.get("event").getAsString());
    assertEquals(stored.get("timestamp_us"), found.get("timestamp_us"));
  }

  @Test
  void aPingThatNobodyAnswers() throws Exception {
    try (DatagramSocket deaf =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      String address = Sockets.text((InetSocketAddress) deaf.getLocalSocketAddress());
      CliRun run = CliRun.of("ping", "--json", "--timeout", "1", "2e".repeat(32), address);
      assertEquals(1, run.exitCode(), run.err());
      JsonObject ping = checked(run.out().lines().toList()).get(0);
      assertEquals("silent", ping.get("status").getAsString());
    }
  }

  /** Whoever reads JSON reads why there is nothing, too. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          dht --json                                          | 2 | --network
          beacon --json -n x --count 0                        | 2 | --count
          no-such-command --json                              | 2 | no-such-command
          dht --json -n x --no-such-option                    | 2 | --no-such-option
          beacon --json -n x --bind nonsense                  | 2 | ADDR:PORT
          ping --json not-a-key 127.0.0.1:1                   | 2 | z-base-32
          key show --json /no/such/file                       | 2 | /no/such/file
          resolve --json --timeout 1 --dht-bootstrap 127.0.0.1:9 KEY | 1 | --timeout
          dht --json -n x --timeout 1 --dht-bootstrap 127.0.0.1:9    | 1 | --timeout
          """)
  void whatEndsACommandIsAnEventToo(String arguments, int exitCode, String says) {
    CliRun run = CliRun.of(arguments.strip().replace("KEY", KEY).split(" +"));
    assertEquals(exitCode, run.exitCode(), run.out() + run.err());
    List<JsonObject> lines = checked(run.out().lines().toList());
    JsonObject error = lines.get(lines.size() - 1);
    assertEquals("error", error.get("event").getAsString());
    assertEquals(exitCode, error.get("exit_code").getAsInt());
    assertTrue(error.get("message").getAsString().contains(says), error.toString());
    assertEquals("", run.err());
  }

  @Test
  void withoutJsonAnErrorIsText() {
    CliRun run = CliRun.of("publish", "--", "_x", "TXT", "--json");
    assertEquals(2, run.exitCode());
    assertEquals("", run.out());
    assertFalse(run.err().contains("{"), run.err());
  }

  @Test
  void theTimeIsThatOfTheLine() {
    Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    CliRun run = CliRun.of("dht", "--json", "-n", "empty", "--dht-bootstrap", bootstrap);
    Instant after = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    Instant time =
        Instant.parse(checked(run.out().lines().toList()).get(0).get("time").getAsString());
    assertFalse(time.isBefore(before) || time.isAfter(after), before + " " + time + " " + after);
  }

  /** A schema that accepts everything would prove nothing. */
  @Test
  void theSchemaRefusesWhatIsNotDocumented() {
    String good =
        "{\"time\":\"2026-11-29T12:00:00.000Z\",\"event\":\"warning\",\"message\":\"text\"}";
    assertEquals(List.of(), JsonSchemaFile.errors(good));
    List.of(
            good.replace("\"time\":\"2026-11-29T12:00:00.000Z\",", ""),
            good.replace("12:00:00.000Z", "12:00:00+01:00"),
            good.replace("\"warning\"", "\"no_such_event\""),
            good.replace("\"message\":\"text\"", "\"message\":1"),
            good.replace("}", ",\"why\":\"no such member\"}"))
        .forEach(bad -> assertFalse(JsonSchemaFile.errors(bad).isEmpty(), bad));
  }

  private static List<JsonObject> checked(List<String> lines) {
    assertFalse(lines.isEmpty(), "nothing was printed");
    lines.forEach(line -> assertEquals(List.of(), JsonSchemaFile.errors(line), line));
    List<JsonObject> parsed = lines.stream().map(JsonOutputTest::parse).toList();
    List<String> times = parsed.stream().map(line -> line.get("time").getAsString()).toList();
    assertEquals(List.copyOf(new TreeSet<>(times)), times.stream().distinct().toList());
    return parsed;
  }

  private static List<String> events(List<JsonObject> lines) {
    return lines.stream().map(line -> line.get("event").getAsString()).toList();
  }

  private static JsonObject parse(String line) {
    return JsonParser.parseString(line).getAsJsonObject();
  }
}
