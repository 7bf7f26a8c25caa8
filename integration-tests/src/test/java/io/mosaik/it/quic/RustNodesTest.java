package io.mosaik.it.quic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.mosaik.api.Dialect;
import io.mosaik.api.NetworkId;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.it.namespace.NamespaceHost;
import io.mosaik.it.namespace.SmallInternet;
import io.mosaik.it.program.CliProcess;
import io.mosaik.it.stranger.Stranger;
import io.mosaik.testkit.TestNodeContext;
import io.mosaik.transport.quic.QuicPeerPinger;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Unmodified nodes and the command line of both releases of mosaik for Rust, each on a host of its
 * own: they ping us and are pinged, and nobody was told what the other speaks.
 */
class RustNodesTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int PINGS = 20;

  /** A Rust client whose receive buffer overflows takes a slot for empty: it may look again. */
  private static final int LOOKS = 3;

  private static final Pattern PEER = Pattern.compile("^peer ([0-9a-f]{64})");

  private static SmallInternet internet;
  private static CliProcess beacon;
  private static String beaconId;

  @BeforeAll
  static void startInternetAndBeacon() throws Exception {
    Stranger.NAMESPACES.assumePresent();
    Stranger.RUST.assumePresent();
    internet = SmallInternet.open();
    beacon =
        internet
            .addHost("java")
            .startOurs("beacon", "--network", "from-java", "--dht-bootstrap", internet.bootstrap());
    Matcher peer = PEER.matcher(beacon.awaitLine(line -> PEER.matcher(line).find()));
    assertTrue(peer.find());
    beaconId = peer.group(1);
    System.out.println(beacon.awaitLine(line -> line.contains("is ours")));
  }

  @AfterAll
  static void stop() {
    if (internet != null) {
      internet.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"0.3, 0.3.17, V0_3", "0.4, 0.4.2, V0_4"})
  void wePingANodeAsOftenAsWeLike(String series, String version, Dialect dialect) throws Exception {
    String name = "rust-" + series;
    try (CliProcess node =
        host("node-" + series)
            .start(
                SmallInternet.command(
                    "node-" + series, "--network", name, "--relay", internet.relayUrl()))) {
      JsonObject online = Events.await(node, "online");
      System.out.println(online);
      PeerId id = PeerId.parse(online.get("id").getAsString());
      List<TransportAddress.Ip> addresses =
          online.getAsJsonArray("addresses").asList().stream()
              .map(address -> TransportAddress.parseIp(address.getAsString()))
              .toList();
      TestNodeContext us = new TestNodeContext(NetworkId.of(name), Runnable::run);
      try (QuicPeerPinger pinger =
          QuicPeerPinger.start(
                  us, setup -> setup.bind(new InetSocketAddress(internet.address(), 0)))
              .toCompletableFuture()
              .get(10, TimeUnit.SECONDS)) {
        for (int i = 0; i < PINGS; i++) {
          PingOutcome outcome =
              pinger
                  .ping(PeerAddress.of(id, addresses), TIMEOUT)
                  .toCompletableFuture()
                  .get(20, TimeUnit.SECONDS);
          PingOutcome.Healthy healthy =
              assertInstanceOf(
                  PingOutcome.Healthy.class, outcome, () -> outcome + "\n" + node.output());
          assertEquals(version, healthy.entry().entry().protocol());
          assertEquals(dialect, healthy.entry().entry().dialect());
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0.3", "0.4"})
  void theCommandLineFindsOurBeaconHealthy(String series) throws Exception {
    NamespaceHost host = host("cli-" + series);
    Pattern healthy = Pattern.compile(beaconId + "(?s:(?!\\d+: ).)*?status +: healthy \\(uptime");
    String printed = "";
    for (int look = 0; look < LOOKS && !healthy.matcher(printed).find(); look++) {
      CliProcess program =
          host.start(SmallInternet.command("mosaik-" + series, "dht", "-n", "from-java"));
      assertEquals(0, program.awaitExit(), program.output());
      printed = program.output();
      System.out.println("mosaik " + series + " dht:\n" + printed);
    }
    assertTrue(healthy.matcher(printed).find(), () -> beacon.output());
  }

  private static NamespaceHost host(String name) {
    return internet.addHost(name);
  }
}
