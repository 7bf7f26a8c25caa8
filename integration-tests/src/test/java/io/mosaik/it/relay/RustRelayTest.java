package io.mosaik.it.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.KeyPair;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.DhtException.Reason;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.Resolution;
import io.mosaik.api.time.Ambient;
import io.mosaik.dht.Dht;
import io.mosaik.dht.DhtConfig;
import io.mosaik.it.namespace.NamespaceHost;
import io.mosaik.it.namespace.SmallInternet;
import io.mosaik.it.program.CliProcess;
import io.mosaik.it.stranger.Stranger;
import io.mosaik.pkarr.DnsPacket;
import io.mosaik.pkarr.PkarrRelayClient;
import io.mosaik.pkarr.ResourceRecord;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our client at the real relays of pkarr 5 and 8, over a private DHT of Rust nodes. */
class RustRelayTest {

  private static final Ambient AMBIENT = Ambient.system();
  private static final int HTTP_PORT = 8080;
  private static final int LOOKS = 60;

  private static SmallInternet internet;
  private static Dht dht;
  @TempDir private static Path folder;

  private final KeyPair keys = KeyPair.generate(AMBIENT.random());
  private final long now = Timestamp.of(AMBIENT.wallClock().instant()).micros();

  @BeforeAll
  static void start() throws Exception {
    Stranger.NAMESPACES.assumePresent();
    Stranger.RUST.assumePresent();
    internet = SmallInternet.open();
    dht =
        Dht.start(
            DhtConfig.builder()
                .bootstrap(internet.bootstrap())
                .bindAddress(new InetSocketAddress(internet.address(), 0))
                .build(),
            AMBIENT);
    dht.joined().get(30, TimeUnit.SECONDS);
  }

  @AfterAll
  static void stop() {
    if (internet != null) {
      dht.close();
      internet.close();
    }
  }

  /** The newer one ignores {@code If-Match}, and we say so. */
  @ParameterizedTest
  @CsvSource({"0.11.6, true", "2.1.0, false"})
  void whatGoesInComesOutByteForByteAndConflictsAreTold(String version, boolean swaps)
      throws Exception {
    NamespaceHost host = internet.addHost("relay-" + version.replace('.', '-'));
    CliProcess program = startRelay(host, version);
    String url = "http://" + host.address().getHostAddress() + ":" + HTTP_PORT;
    try (PkarrRelayClient client =
        PkarrRelayClient.builder().relays(url).budget(1000, 1000).ambient(AMBIENT).start()) {
      SignedPacket first = packet(now);
      awaitStored(client, first, program);

      assertEquals(Optional.of(first), resolve(dht.resolveMostRecent(keys.publicKey(), e -> {})));
      assertEquals(
          Optional.of(first), resolve(client.resolveMostRecent(keys.publicKey(), e -> {})));
      assertEquals(swaps, client.supportsCompareAndSwap());

      assertEquals(
          Reason.NOT_MOST_RECENT, failure(client.publish(packet(now - 1), Expected.any())));
      assertEquals(Reason.SWAP_LOST, failure(client.publish(packet(now + 1), Expected.absent())));
      assertEquals(
          Reason.SWAP_LOST,
          failure(client.publish(packet(now + 1), Expected.timestamp(new Timestamp(now - 5)))));
      SignedPacket second = packet(now + 2);
      client.publish(second, Expected.timestamp(first.timestamp())).get(20, TimeUnit.SECONDS);
      assertEquals(Optional.of(second), resolve(dht.resolveMostRecent(keys.publicKey(), e -> {})));

      // What somebody else stores in the DHT comes through the relay as it is.
      KeyPair other = KeyPair.generate(AMBIENT.random());
      SignedPacket foreign = packetOf(other, now);
      dht.publish(foreign, Expected.absent()).get(20, TimeUnit.SECONDS);
      assertEquals(
          Optional.of(foreign), resolve(client.resolveMostRecent(other.publicKey(), e -> {})));
      KeyPair nobody = KeyPair.generate(AMBIENT.random());
      Resolution nothing =
          client.resolveMostRecent(nobody.publicKey(), e -> {}).get(20, TimeUnit.SECONDS);
      assertEquals(new Resolution(Optional.empty(), 1, 1, true), nothing);
      System.out.println("pkarr-relay " + version + ": swaps " + swaps + ", all as specified");
    }
  }

  private static CliProcess startRelay(NamespaceHost host, String version) throws Exception {
    Path config = folder.resolve(version + ".toml");
    Files.writeString(
        config,
        String.format(
            Locale.ROOT,
            """
        [http]
        port = %d
        [mainline]
        port = 6881
        [cache]
        path = "%s"
        """,
            HTTP_PORT,
            Files.createDirectories(folder.resolve("cache-" + version))));
    return host.start(
        SmallInternet.command("pkarr-relay-" + version, "--config", config.toString()));
  }

  /** It listens at once, and stores when it has joined the DHT. */
  private void awaitStored(PkarrRelayClient client, SignedPacket packet, CliProcess program)
      throws Exception {
    Throwable last = null;
    for (int i = 0; i < LOOKS; i++) {
      try {
        client.publish(packet, Expected.any()).get(20, TimeUnit.SECONDS);
        return;
      } catch (ExecutionException notYet) {
        last = notYet.getCause();
        new CountDownLatch(1).await(500, TimeUnit.MILLISECONDS);
      }
    }
    throw new AssertionError("nothing stored; the relay printed:\n" + program.output(), last);
  }

  private SignedPacket packet(long micros) {
    return packetOf(keys, micros);
  }

  private static SignedPacket packetOf(KeyPair signer, long micros) {
    return SignedPacket.sign(
        signer,
        new Timestamp(micros),
        DnsPacket.encode(
            signer.publicKey(), List.of(ResourceRecord.txt("_from", 600, "Java " + micros))));
  }

  private static Optional<SignedPacket> resolve(CompletableFuture<Resolution> future)
      throws Exception {
    Resolution resolution = future.get(20, TimeUnit.SECONDS);
    assertTrue(resolution.conclusive(), resolution.toString());
    return resolution.newest();
  }

  private static Reason failure(CompletableFuture<?> future) {
    ExecutionException failed =
        assertThrows(ExecutionException.class, () -> future.get(20, TimeUnit.SECONDS));
    return assertInstanceOf(DhtException.class, failed.getCause()).reason();
  }
}
