package io.mosaik.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import io.mosaik.cli.render.Sockets;
import io.mosaik.dht.TestNetwork;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code --http} serves for each command that has it. */
class HttpOptionTest {

  private static final int TIMEOUT_MILLIS = 20_000;

  /** Answer of the monitor. */
  private record Answer(int status, String body) {}

  private static TestNetwork network;
  private static String bootstrap;

  @BeforeAll
  static void startNetwork() {
    network = TestNetwork.start(10);
    bootstrap = Sockets.text(network.bootstrapAddresses().get(0));
  }

  @AfterAll
  static void stopNetwork() {
    network.close();
  }

  @Test
  void aBeaconServesBootstrapDhtAndQuic() throws Exception {
    try (RunningCommand beacon =
        RunningCommand.start(
            "beacon",
            "--json",
            "-n",
            "http",
            "--dht-bootstrap",
            bootstrap,
            "--http",
            "127.0.0.1:0")) {
      String url = url(beacon);
      beacon.awaitLine(line -> line.contains("scan_finished"));
      Answer ready = readyOfStarted(url);
      assertEquals("ready\nbootstrap: ready\n", ready.body());
      assertEquals(200, ready.status());
      assertEquals("ok\n", get(url + "/health").body());
      String metrics = get(url + "/metrics").body();
      for (String name :
          List.of(
              "\nmosaik_bootstrap_scans_total ",
              "\nmosaik_dht_queries_sent_total ",
              "\nmosaik_quic_datagrams_sent_total ",
              "\njvm_memory_used_bytes{area=\"heap\"} ")) {
        assertTrue(metrics.contains(name), () -> name + " is not in\n" + metrics);
      }
    }
  }

  @Test
  void severalBeaconsAreToldApartByALabel() throws Exception {
    try (RunningCommand beacons =
        RunningCommand.start(
            "beacon",
            "--json",
            "-n",
            "http-2",
            "--count",
            "2",
            "--dht-bootstrap",
            bootstrap,
            "--http",
            "127.0.0.1:0")) {
      String url = url(beacons);
      readyOfStarted(url);
      String metrics = get(url + "/metrics").body();
      assertEquals(2, metrics.split("\nmosaik_bootstrap_scans_total\\{node=", -1).length - 1);
    }
  }

  @Test
  void aDhtNodeIsReadyWhenItHasJoined() throws Exception {
    try (RunningCommand node =
        RunningCommand.start(
            "dht-node",
            "--json",
            "--bind",
            "127.0.0.1:0",
            "--dht-bootstrap",
            "127.0.0.1:9",
            "--http",
            "127.0.0.1:0")) {
      Answer ready = get(url(node) + "/ready");
      assertEquals(503, ready.status());
      assertTrue(ready.body().startsWith("not ready\n"), ready::body);
    }
    try (RunningCommand node =
        RunningCommand.start(
            "dht-node",
            "--json",
            "--bind",
            "127.0.0.1:0",
            "--dht-bootstrap",
            bootstrap,
            "--http",
            "127.0.0.1:0")) {
      String url = url(node);
      node.awaitLine(line -> line.contains("dht_node_ready"));
      assertEquals("ready\ndht: ready\n", get(url + "/ready").body());
    }
  }

  @Test
  void aTestnetServesEachOfItsNodes() throws Exception {
    try (RunningCommand testnet =
        RunningCommand.start("testnet", "--json", "--nodes", "3", "--http", "127.0.0.1:0")) {
      String url = url(testnet);
      testnet.awaitLine(line -> line.contains("testnet_started"));
      assertEquals("ready\ntestnet: ready\n", get(url + "/ready").body());
      String metrics = get(url + "/metrics").body();
      assertTrue(metrics.contains("mosaik_dht_serving{node=\"testnet-2\"} 1\n"), metrics);
    }
  }

  @Test
  void aDemonstrationStaysSoThatOneCanLook() throws Exception {
    try (RunningCommand demo =
        RunningCommand.start("demo", "--json", "--peers", "2", "--http", "127.0.0.1:0")) {
      String url = url(demo);
      demo.awaitLine(line -> line.contains("demo_finished"));
      assertEquals(200, get(url + "/ready").status());
      String metrics = get(url + "/metrics").body();
      assertTrue(metrics.contains("mosaik_bootstrap_slot_held{node=\"peer-1\"} 1\n"), metrics);
    }
  }

  @Test
  void aPortThatIsTakenEndsTheCommandBeforeItBegins() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      CliRun run = CliRun.of("testnet", "--nodes", "3", "--http", address);
      assertEquals(1, run.exitCode(), run.err());
      assertTrue(run.err().contains(address + ": "), run.err());
      assertEquals("", run.out());
    }
  }

  private static String url(RunningCommand command) throws Exception {
    String line = command.awaitLine(each -> each.contains("monitor_started"));
    assertEquals(List.of(), JsonSchemaFile.errors(line), line);
    return JsonParser.parseString(line).getAsJsonObject().get("url").getAsString();
  }

  /** Answers of a command that has registered everything: its first event may be printed before. */
  private static Answer readyOfStarted(String url) throws Exception {
    long end = System.currentTimeMillis() + TIMEOUT_MILLIS;
    Answer ready = get(url + "/ready");
    while (ready.body().contains("still starting")) {
      assertTrue(System.currentTimeMillis() < end, ready::body);
      ready = get(url + "/ready");
    }
    return ready;
  }

  private static Answer get(String url) throws Exception {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    int status = connection.getResponseCode();
    try (InputStream in =
        status == 200 ? connection.getInputStream() : connection.getErrorStream()) {
      return new Answer(status, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
