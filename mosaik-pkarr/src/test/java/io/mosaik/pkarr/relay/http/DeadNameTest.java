package io.mosaik.pkarr.relay.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.Resolution;
import io.mosaik.pkarr.PkarrRelayClient;
import io.mosaik.pkarr.relay.Packets;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A relay whose name nobody looks up in time. The file that stands in for the name servers, which
 * the build gives to the virtual machine, is a pipe here into which nobody writes.
 */
@Timeout(60)
class DeadNameTest {

  private static final SignedPacket PACKET = Packets.packet(1, 1_760_000_000_000_000L);

  /** More than one relay is asked at once. */
  private static final int READS = 12;

  private final Optional<Path> names =
      Optional.ofNullable(System.getProperty("jdk.net.hosts.file")).map(Path::of);

  @BeforeEach
  void fallSilent() throws Exception {
    assumeTrue(names.isPresent(), "the build sets jdk.net.hosts.file, which is missing here");
    Files.deleteIfExists(names.get());
    Process made = new ProcessBuilder("mkfifo", names.get().toString()).inheritIO().start();
    assertTrue(made.waitFor(10, TimeUnit.SECONDS), "mkfifo takes too long");
    assertEquals(0, made.exitValue(), "mkfifo failed");
  }

  /** Those who wait find the end of a file without names. */
  @AfterEach
  void letThoseWhoWaitGo() throws IOException {
    if (names.filter(Files::exists).isPresent()) {
      RandomAccessFile writer = new RandomAccessFile(names.get().toFile(), "rw");
      Files.delete(names.get());
      writer.close();
    }
  }

  @Test
  void whoWaitsForOneRelaysNameDoesNotKeepTheOtherRelaysWaiting() throws Exception {
    byte[] ok = RawRelay.response("200 OK", PACKET.toRelayPayload().toArray());
    try (RawRelay honest = RawRelay.saying(ok);
        PkarrRelayClient client =
            PkarrRelayClient.builder()
                .relays("http://dead.example", honest.url())
                .timeout(Duration.ofMillis(2500))
                .budget(1000, 1000)
                .start()) {
      List<CompletableFuture<Resolution>> reads = new ArrayList<>();
      for (int i = 0; i < READS; i++) {
        reads.add(client.resolveMostRecent(PACKET.key(), early -> {}));
      }
      for (CompletableFuture<Resolution> read : reads) {
        assertEquals(
            new Resolution(Optional.of(PACKET), 2, 1, true), read.get(20, TimeUnit.SECONDS));
      }
    }
  }
}
