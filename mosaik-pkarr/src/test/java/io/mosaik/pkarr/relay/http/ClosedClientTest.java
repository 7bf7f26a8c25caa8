package io.mosaik.pkarr.relay.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.DhtException.Reason;
import io.mosaik.api.spi.Resolution;
import io.mosaik.pkarr.PkarrRelayClient;
import io.mosaik.pkarr.relay.Packets;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is left of a client that has been closed, while somebody still holds it. */
@Timeout(60)
class ClosedClientTest {

  private static final SignedPacket PACKET = Packets.packet(1, 1_760_000_000_000_000L);
  private static final int ROUNDS = 40;

  @Test
  void itsHttpClientsEndThoughItIsHeldAndARequestWasUnderWay() throws Exception {
    byte[] ok = RawRelay.response("200 OK", PACKET.toRelayPayload().toArray());
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    Set<Thread> before = selectors();
    try (RawRelay honest = RawRelay.saying(ok);
        RawRelay silent =
            new RawRelay(
                (request, out) -> {
                  asked.countDown();
                  await(over);
                })) {
      PkarrRelayClient client =
          PkarrRelayClient.builder()
              .relays(honest.url(), silent.url())
              .timeout(Duration.ofSeconds(20))
              .start();
      CompletableFuture<SignedPacket> early = new CompletableFuture<>();
      CompletableFuture<Resolution> read = client.resolveMostRecent(PACKET.key(), early::complete);
      assertEquals(PACKET, early.get(20, TimeUnit.SECONDS));
      assertTrue(asked.await(20, TimeUnit.SECONDS), "the silent relay was not asked");
      Set<Thread> its = selectors();
      its.removeAll(before);
      assertFalse(its.isEmpty(), "the JDK's threads have another name now");

      client.close();
      ExecutionException failed =
          assertThrows(ExecutionException.class, () -> read.get(10, TimeUnit.SECONDS));
      assertEquals(Reason.CLOSED, assertInstanceOf(DhtException.class, failed.getCause()).reason());
      for (int i = 0; i < ROUNDS && its.stream().anyMatch(Thread::isAlive); i++) {
        System.gc(); // what ends a client of Java 17 to 20
        for (Thread thread : its) {
          thread.join(500);
        }
      }
      its.removeIf(thread -> !thread.isAlive());
      assertEquals(Set.of(), its);
      Reference.reachabilityFence(client);
    } finally {
      over.countDown();
    }
  }

  private static Set<Thread> selectors() {
    Set<Thread> found = new HashSet<>(Thread.getAllStackTraces().keySet());
    found.removeIf(thread -> !thread.getName().contains("SelectorManager"));
    return found;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
