package io.mosaik.it.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.mosaik.it.namespace.NamespaceHost;
import io.mosaik.it.namespace.SmallInternet;
import io.mosaik.it.program.CliProcess;
import io.mosaik.it.stranger.Stranger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Beacons on hosts of their own, one of which no datagram of the DHT reaches, and a relay of ours
 * that the DHT does reach.
 */
class WithoutUdpTest {

  private static final int HTTP_PORT = 8080;

  private static SmallInternet internet;
  private static String relayUrl;

  @BeforeAll
  static void start() throws Exception {
    Stranger.NAMESPACES.assumePresent();
    Stranger.RUST.assumePresent();
    internet = SmallInternet.open();
    NamespaceHost host = internet.addHost("pkarr-relay");
    String address = host.address().getHostAddress() + ":" + HTTP_PORT;
    CliProcess relay = host.startOurs("relay", "--bind", address, "--unlimited");
    relay.awaitLine(line -> line.contains("relay http://"));
    relayUrl = "http://" + address;
  }

  @AfterAll
  static void stop() {
    if (internet != null) {
      internet.close();
    }
  }

  /** QUIC between the two is open; every other datagram is dropped on its way to our beacon. */
  @Test
  void aBeaconThatTheDhtDoesNotReachIsFoundThroughARelayAndFindsARustNodeThatHasNone()
      throws Exception {
    NamespaceHost ours = internet.addHost("cut-off");
    NamespaceHost theirs = internet.addHost("dht-only");
    run(ours, "-A INPUT -p udp -s " + theirs.address().getHostAddress() + " -j ACCEPT");
    run(ours, "-A INPUT -p udp -j DROP");
    CliProcess beacon = beacon(ours, "cut-off");
    CliProcess rust =
        theirs.start(
            SmallInternet.command(
                "node-0.3", "--network", "cut-off", "--relay", internet.relayUrl()));
    String rustId = event(rust, "online", any -> true).get("id").getAsString();
    JsonObject found = event(beacon, "peer_discovered", peer -> isPeer(peer, rustId));
    JsonObject met = event(beacon, "inbound_peer", peer -> isPeer(peer, rustId));
    System.out.println("found: " + found + "; found by: " + met);
    JsonObject scan = event(beacon, "scan_finished", any -> true);
    assertEquals(0, client(scan, "mainline-dht").get("responses").getAsLong());
    assertTrue(client(scan, "pkarr-relay").get("responses").getAsLong() > 0);
  }

  @Test
  void relaysTakeOverWhenTheDhtFallsSilentAndGiveItBack() throws Exception {
    NamespaceHost host = internet.addHost("switching");
    CliProcess beacon = beacon(host, "switching");
    JsonObject before =
        event(
            beacon,
            "scan_finished",
            scan -> client(scan, "mainline-dht").get("responses").getAsInt() > 0);
    int number = before.get("scan").getAsInt();

    run(host, "-A INPUT -p udp -j DROP");
    long cutAt = System.nanoTime();
    JsonObject silent =
        event(beacon, "scan_finished", scan -> numbered(scan) > number + 1 && isReadable(scan));
    report("UDP cut", "first scan read through the relay alone", cutAt, silent);
    JsonObject settled =
        event(
            beacon, "scan_finished", scan -> !reachable(scan) && numbered(scan) > numbered(silent));
    System.out.println("the DHT counts as not reachable: " + client(settled, "mainline-dht"));
    assertTrue(isReadable(settled), settled.toString());
    long answersBefore = client(settled, "mainline-dht").get("responses").getAsLong();

    run(host, "-F INPUT");
    long healedAt = System.nanoTime();
    JsonObject back =
        event(
            beacon,
            "scan_finished",
            scan ->
                numbered(scan) > numbered(settled)
                    && reachable(scan)
                    && client(scan, "mainline-dht").get("responses").getAsLong() > answersBefore);
    report("UDP restored", "first scan that the DHT answered", healedAt, back);
    assertFalse(reachable(settled));
  }

  private static CliProcess beacon(NamespaceHost host, String network) throws Exception {
    return host.startOurs(
        "beacon",
        "--network",
        network,
        "--bind",
        host.address().getHostAddress() + ":0",
        "--pkarr-relay",
        relayUrl,
        "--json");
  }

  private static void run(NamespaceHost host, String rule) throws Exception {
    List<String> command = new ArrayList<>(List.of("iptables", "-w", "10"));
    command.addAll(List.of(rule.split(" ")));
    CliProcess iptables = host.start(command);
    assertEquals(0, iptables.awaitExit(), iptables::output);
  }

  private static void report(String what, String until, long since, JsonObject scan) {
    Duration time = Duration.ofNanos(System.nanoTime() - since);
    System.out.printf(
        Locale.ROOT,
        "%s: %s after %.1f s (scan %d took %.1f s)%n",
        what,
        until,
        time.toMillis() / 1e3,
        numbered(scan),
        scan.get("duration_ms").getAsDouble() / 1e3);
  }

  private static JsonObject event(CliProcess program, String name, Predicate<JsonObject> wanted)
      throws Exception {
    Predicate<String> matches =
        line -> line.contains("\"event\":\"" + name + "\"") && wanted.test(json(line));
    return json(program.awaitLine(matches));
  }

  private static JsonObject json(String line) {
    return JsonParser.parseString(line).getAsJsonObject();
  }

  private static boolean isPeer(JsonObject event, String id) {
    return event.get("peer_id").getAsString().equals(id);
  }

  private static int numbered(JsonObject scan) {
    return scan.get("scan").getAsInt();
  }

  private static JsonObject client(JsonObject scan, String name) {
    for (JsonElement client : scan.getAsJsonArray("clients")) {
      if (client.getAsJsonObject().get("client").getAsString().equals(name)) {
        return client.getAsJsonObject();
      }
    }
    throw new AssertionError("no client " + name + " in " + scan);
  }

  private static boolean reachable(JsonObject scan) {
    return client(scan, "mainline-dht").get("reachable").getAsBoolean();
  }

  private static boolean isReadable(JsonObject scan) {
    for (JsonElement slot : scan.getAsJsonArray("slots")) {
      if (slot.getAsJsonObject().get("status").getAsString().equals("unknown")) {
        return false;
      }
    }
    return true;
  }
}
