package io.mosaik.it.quic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.mosaik.api.Bytes;
import io.mosaik.api.Dialect;
import io.mosaik.api.KeyPair;
import io.mosaik.api.NetworkId;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.SignedPeerEntry;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.it.program.CliProcess;
import io.mosaik.it.stranger.Stranger;
import io.mosaik.testkit.TestNodeContext;
import io.mosaik.transport.quic.QuicConnectionHandle;
import io.mosaik.transport.quic.QuicEndpoint;
import io.mosaik.transport.quic.QuicEndpointBuilder;
import io.mosaik.transport.quic.QuicPeerPinger;
import io.mosaik.transport.quic.QuicStatistics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pings and streams between our endpoint and a real one of iroh, both ways. */
class IrohTest {

  private static final NetworkId NETWORK = NetworkId.of("iroh-and-java");

  /** Long enough for a machine that does much else. */
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final int PINGS = 200;
  private static final int SIZE = 10 << 20;
  private static final int PACKETS = 2_000;

  private final TestNodeContext ours = new TestNodeContext(NETWORK, Runnable::run);
  private final TestNodeContext theirs = new TestNodeContext(NETWORK, Runnable::run);
  private final List<AutoCloseable> opened = new ArrayList<>();

  @BeforeAll
  static void irohIsHere() throws Exception {
    Stranger.NODE.assumePresent();
    try (CliProcess program = IrohProgram.start("version")) {
      System.out.println("iroh from npm: " + Events.await(program, "version"));
    }
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  @Test
  void twoHundredPingsOfIrohAreAllHealthy() throws Exception {
    Bytes entry = theirs.currentEntry(Dialect.V0_3).encode();
    Bytes size = Bytes.of(ByteBuffer.allocate(4).putInt(entry.size()).flip());
    CliProcess server = opened(IrohProgram.serve(theirs.identity(), 0, size.concat(entry)));
    PeerAddress address = IrohProgram.addressOf(server, theirs.identity());
    QuicPeerPinger pinger =
        opened(get(QuicPeerPinger.start(ours, setup -> setup.handshakeTimeout(TIMEOUT))));

    long start = System.nanoTime();
    for (int i = 0; i < PINGS; i++) {
      PingOutcome outcome = get(pinger.ping(address, TIMEOUT));
      PingOutcome.Healthy healthy =
          assertInstanceOf(PingOutcome.Healthy.class, outcome, i + ": " + outcome);
      assertEquals(entry, healthy.entry().encode());
    }
    report(PINGS + " pings of iroh", start);

    // The server notices the end of each, which we bring about, a little later.
    server.awaitLine(line -> Events.printed(server, "pinged").size() == PINGS);
    for (JsonObject pinged : Events.printed(server, "pinged")) {
      assertEquals(ours.identity().peerId().toHex(), pinged.get("peer").getAsString());
      assertTrue(pinged.get("end").getAsString().contains("Success"), pinged::toString);
    }
  }

  @Test
  void twoHundredPingsByIrohAreAllAnswered() throws Exception {
    QuicPeerPinger pinger =
        opened(get(QuicPeerPinger.start(ours, setup -> setup.handshakeTimeout(TIMEOUT))));
    BlockingQueue<PeerAddress> met = new LinkedBlockingQueue<>();
    opened.add(pinger.onPeerMet(met::add));
    PeerAddress address = PeerAddress.of(ours.identity().peerId(), pinger.localAddresses());

    long start = System.nanoTime();
    CliProcess client =
        opened(IrohProgram.client("ping", theirs.identity(), address, String.valueOf(PINGS)));
    JsonObject pinged = Events.await(client, "pinged");
    report(PINGS + " pings by iroh, its start included", start);

    assertEquals(PINGS, pinged.get("times").getAsInt());
    SignedPeerEntry entry =
        SignedPeerEntry.decode(Bytes.fromHex(pinged.get("entry").getAsString()));
    assertEquals(ours.identity().peerId(), entry.entry().id());
    assertEquals(theirs.identity().peerId(), met.poll(20, TimeUnit.SECONDS).id());
  }

  /** Our data to iroh and back: over 2,000 packets each way on one connection, keys changing. */
  @Test
  void tenMebibytesComeBackFromIrohWhileBothChangeKeys(@TempDir Path qlogs) throws Exception {
    CliProcess server = opened(IrohProgram.serve(theirs.identity(), 0, Bytes.EMPTY));
    QuicEndpoint endpoint = opened(get(endpoint().keyUpdateAfter(700).qlog(qlogs).start()));
    byte[] random = new byte[SIZE];
    new Random(10).nextBytes(random);
    Bytes data = Bytes.of(random);

    long start = System.nanoTime();
    QuicConnectionHandle connection =
        get(
            endpoint.connect(
                IrohProgram.addressOf(server, theirs.identity()), IrohProgram.ECHO, TIMEOUT));
    assertEquals(data, get(Echo.returned(connection, data)), "what came back is not what was sent");
    report("10 MiB to iroh and back", start);

    QuicStatistics counters = endpoint.statistics();
    endpoint.close();
    assertManyPackets(counters);
    assertKeysChangedBySides(qlogs);
  }

  /** Iroh's data to us and back. */
  @Test
  void tenMebibytesOfIrohAreReturnedWhileBothChangeKeys(@TempDir Path qlogs) throws Exception {
    QuicEndpoint endpoint =
        opened(
            get(
                endpoint()
                    .keyUpdateAfter(700)
                    .qlog(qlogs)
                    .protocol(IrohProgram.ECHO, Echo::serve)
                    .start()));
    PeerAddress address = PeerAddress.of(endpoint.peerId(), endpoint.localAddresses());

    long start = System.nanoTime();
    CliProcess client =
        opened(IrohProgram.client("echo", theirs.identity(), address, String.valueOf(SIZE), "1"));
    JsonObject echoed = Events.await(client, "echoed");
    report("10 MiB from iroh and back", start);

    assertEquals(echoed.get("sent"), echoed.get("received"));
    QuicStatistics counters = endpoint.statistics();
    endpoint.close();
    assertManyPackets(counters);
    assertKeysChangedBySides(qlogs);
  }

  /** More streams one after the other than either side allows at once. */
  @Test
  void manyStreamsComeAndGoOnOneConnection() throws Exception {
    CliProcess server = opened(IrohProgram.serve(theirs.identity(), 0, Bytes.EMPTY));
    QuicEndpoint endpoint = opened(get(endpoint().protocol(IrohProgram.ECHO, Echo::serve).start()));
    PeerAddress address = PeerAddress.of(endpoint.peerId(), endpoint.localAddresses());
    CliProcess client =
        opened(IrohProgram.client("echo", theirs.identity(), address, "100", "500"));
    QuicConnectionHandle connection =
        get(
            endpoint.connect(
                IrohProgram.addressOf(server, theirs.identity()), IrohProgram.ECHO, TIMEOUT));

    for (int i = 0; i < 500; i++) {
      Bytes data = Bytes.of(new byte[] {(byte) i, 1, 2, 3});
      assertEquals(data, get(Echo.returned(connection, data)));
    }

    assertEquals(500, Events.await(client, "echoed").get("times").getAsInt());
  }

  private QuicEndpointBuilder endpoint() {
    return QuicEndpoint.builder(KeyPair.generate(new Random(11)))
        .handshakeTimeout(TIMEOUT)
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private static void assertManyPackets(QuicStatistics counters) {
    System.out.println(counters);
    assertTrue(counters.datagramsSent() > PACKETS, counters::toString);
    assertTrue(counters.datagramsReceived() > PACKETS, counters::toString);
    assertEquals(0, counters.internalErrors(), counters::toString);
  }

  /** Read after the endpoint was closed, when nothing is written any more. */
  private static void assertKeysChangedBySides(Path qlogs) throws IOException {
    List<String> updates;
    try (Stream<Path> files = Files.list(qlogs)) {
      Path qlog = files.findFirst().orElseThrow();
      try (Stream<String> lines = Files.lines(qlog)) {
        updates = lines.filter(line -> line.contains("security:key_updated")).toList();
      }
    }
    long byUs = updates.stream().filter(line -> line.contains("\"local_update\"")).count();
    long byIroh = updates.stream().filter(line -> line.contains("\"remote_update\"")).count();
    System.out.printf(
        Locale.ROOT, "keys were changed %d times by us and %d times by iroh%n", byUs, byIroh);
    assertTrue(byUs > 0 && byIroh > 0, updates::toString);
  }

  private <T extends AutoCloseable> T opened(T resource) {
    opened.add(resource);
    return resource;
  }

  private static void report(String what, long start) {
    System.out.printf(Locale.ROOT, "%s: %d ms%n", what, (System.nanoTime() - start) / 1_000_000);
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(90, TimeUnit.SECONDS);
  }
}
