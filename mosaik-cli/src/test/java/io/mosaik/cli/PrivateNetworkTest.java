package io.mosaik.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.net.InetAddresses;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.cli.render.Sockets;
import io.mosaik.dht.TestNetwork;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateNetworkTest {

  private static final String SECRET =
      "2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b";
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
  void whatIsPublishedCanBeResolved() {
    CliRun published =
        CliRun.of(
            Map.of("MOSAIK_SECRET", SECRET),
            "publish",
            "--dht-bootstrap",
            bootstrap,
            "_greeting",
            "TXT",
            "hello world",
            "--ttl",
            "60");
    assertEquals(0, published.exitCode(), published.err());
    assertTrue(published.out().contains("stored by 20 of 20 nodes"), published.out());

    CliRun resolved = CliRun.of("resolve", "--dht-bootstrap", bootstrap, KEY);
    assertEquals(0, resolved.exitCode(), resolved.err());
    assertTrue(resolved.out().contains("_greeting." + KEY), resolved.out());
    assertTrue(resolved.out().contains("hello world"), resolved.out());

    CliRun asJson = CliRun.of("resolve", "--json", "--dht-bootstrap", bootstrap, "pk:" + KEY);
    JsonObject packet = JsonParser.parseString(asJson.out()).getAsJsonObject();
    assertEquals(KEY, packet.get("key").getAsString());
    JsonObject record = packet.getAsJsonArray("records").get(0).getAsJsonObject();
    assertEquals("TXT", record.get("type").getAsString());
    assertEquals(60, record.get("ttl_s").getAsInt());
  }

  @Test
  void withSavedNodesNoBootstrapNodeIsNeeded(@TempDir Path directory) throws IOException {
    Path table = directory.resolve("nodes.txt");
    publish("--dht-bootstrap", bootstrap, "--dht-table", table.toString());
    assertTrue(Files.readString(table).contains("127.0.0.1:"));
    publish("--dht-bootstrap", "127.0.0.1:9", "--dht-table", table.toString());
  }

  @Test
  void aNetworkOnIpv6IsReachedToo() {
    InetAddress loopback = InetAddresses.forString("::1");
    assumeTrue(isLocal(loopback), "this machine has no ::1");
    try (TestNetwork ipv6 = TestNetwork.builder().nodes(20).address(loopback).start()) {
      String entrance = Sockets.text(ipv6.bootstrapAddresses().get(0));
      assertTrue(entrance.startsWith("[::1]:"), entrance);
      publish("--dht-bootstrap", entrance);
      publish("--dht-bootstrap", entrance, "--dht-bind", "[::1]:0,127.0.0.1:0");
    }
  }

  private static void publish(String... options) {
    List<String> arguments = new ArrayList<>(List.of("publish"));
    arguments.addAll(List.of(options));
    arguments.addAll(List.of("_greeting", "TXT", "hello"));
    CliRun run = CliRun.of(Map.of("MOSAIK_SECRET", SECRET), arguments.toArray(String[]::new));
    assertEquals(0, run.exitCode(), run.err());
  }

  private static boolean isLocal(InetAddress address) {
    try (DatagramSocket socket = new DatagramSocket(0, address)) {
      return socket.isBound();
    } catch (SocketException none) {
      return false;
    }
  }

  @Test
  void aKeyWithoutRecordsEndsWithOne() {
    String unused = KeyPair.ofSeed(Bytes.fromHex("2c".repeat(32))).publicKey().toZBase32();
    CliRun run = CliRun.of("resolve", "--dht-bootstrap", bootstrap, unused);
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("there is no record of " + unused), run.err());
  }

  @Test
  void anEmptyNetworkHasSixteenEmptySlots() {
    CliRun run = CliRun.of("dht", "--network", "nobody-here", "--dht-bootstrap", bootstrap);
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(17, run.out().lines().filter(line -> line.contains("empty")).count(), run.out());
    assertTrue(run.out().contains("16 slots: 16 empty"), run.out());

    CliRun asJson = CliRun.of("dht", "--json", "-n", "nobody-here", "--dht-bootstrap", bootstrap);
    JsonObject scan = JsonParser.parseString(asJson.out()).getAsJsonObject();
    assertEquals("scan_finished", scan.get("event").getAsString());
    assertEquals(16, scan.getAsJsonArray("slots").size());
    assertEquals(16, scan.getAsJsonObject("counts").get("empty").getAsInt());
  }

  @Test
  void aDhtThatDoesNotAnswerEndsWithOneAndAdvice() {
    CliRun run = CliRun.of("resolve", "--timeout", "2", "--dht-bootstrap", "127.0.0.1:1", KEY);
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("--dht-bootstrap") || run.err().contains("--timeout"), run.err());
  }

  @Test
  void theDemoEndsWhenEveryPeerHasFoundEveryOther() {
    CliRun run = CliRun.of("demo", "--json", "--peers", "3");
    assertEquals(0, run.exitCode(), run.out() + run.err());
    List<JsonObject> peers =
        run.out()
            .lines()
            .map(line -> JsonParser.parseString(line).getAsJsonObject())
            .filter(line -> line.get("event").getAsString().equals("demo_peer"))
            .toList();
    assertEquals(3, peers.size());
    peers.forEach(peer -> assertEquals(2, peer.get("discovered").getAsInt(), run.out()));
    assertEquals(
        3,
        peers.stream().map(peer -> peer.get("slot").getAsInt()).collect(Collectors.toSet()).size());
  }
}
