package io.mosaik.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.time.Ambient;
import io.mosaik.dht.krpc.HostileDatagrams;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A running server with a real socket, and those who mean it harm. */
@Tag("fuzz")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ServerUnderFireTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long MOST_GROWTH = 16 << 20;
  private static final int HONEST_QUERIES = 50;
  private static final int BATCH = 250;
  private static final int BACKLOG = 1000;

  private static ResourceLeakDetector.Level leakDetection;

  /** Leaks are looked for elsewhere; here that would make the node slower than its enemies. */
  @BeforeAll
  static void lookForNoLeaks() {
    leakDetection = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
  }

  @AfterAll
  static void lookForLeaksAgain() {
    ResourceLeakDetector.setLevel(leakDetection);
  }

  @Test
  void answersAfterAnyNumberOfHostileDatagrams() throws Exception {
    int count = FuzzBudget.datagrams();
    long seed = FuzzBudget.seed();
    Random random = new Random(seed);
    HostileDatagrams datagrams = new HostileDatagrams(random);
    DhtLimits deaf =
        DhtLimits.builder()
            .queriesPerSecond(1_000_000)
            .queryBurst(1_000_000)
            .maxStrikes(1_000_000)
            .strikeMemory(Duration.ofMillis(1))
            .build();
    try (Dht server = server(deaf);
        Attacker attacker = new Attacker(loopback(0), server.localAddress(), random)) {
      fire(attacker, datagrams, count / 5, seed);
      long before = usedHeap();
      fire(attacker, datagrams, count - count / 5, seed);
      long growth = usedHeap() - before;
      DhtStatistics statistics = server.statistics();
      System.out.printf(
          Locale.ROOT,
          "server: %d hostile datagrams, %d of %d received; dropped %s; refused %d; heap %+d KiB;"
              + " MOSAIK_FUZZ_SEED=%d%n",
          count,
          statistics.datagramsReceived(),
          count + (long) count / BATCH,
          statistics.dropped(),
          statistics.queriesRefused(),
          growth >> 10,
          seed);
      assertEquals(0, statistics.internalErrors());
      assertTrue(statistics.datagramsReceived() >= count * 9L / 10, "most of it was not read");
      assertTrue(growth < MOST_GROWTH, () -> "grown by " + growth + " bytes");
    }
  }

  @Test
  void servesOthersWhileOneAddressFloodsIt() throws Exception {
    flood("one address", 1, DhtLimits.builder().build());
  }

  @Test
  void servesOthersWhileManyAddressesFloodIt() throws Exception {
    flood("500 addresses", 500, DhtLimits.builder().maxVisitors(64).build());
  }

  /** In batches that the socket's buffer holds; after each of them the node must answer. */
  private static void fire(Attacker attacker, HostileDatagrams datagrams, int count, long seed)
      throws IOException {
    for (int sent = 0; sent < count; sent += BATCH) {
      for (int i = 0; i < BATCH; i++) {
        attacker.send(datagrams.next());
      }
      assertTrue(attacker.ping(PATIENCE), "no answer after a batch of seed " + seed);
    }
  }

  /** Valid queries as fast as they can be sent, while an honest node asks one after the other. */
  private static void flood(String from, int addresses, DhtLimits limits) throws Exception {
    Random random = new Random(1);
    AtomicBoolean over = new AtomicBoolean();
    AtomicLong sent = new AtomicLong();
    try (Dht server = server(limits)) {
      long before = usedHeap();
      CompletableFuture<Void> flood =
          CompletableFuture.runAsync(() -> pour(server, addresses, over, sent));
      int served = 0;
      try (Attacker honest = new Attacker(loopback(0), server.localAddress(), random)) {
        for (int i = 0; i < HONEST_QUERIES; i++) {
          served += honest.ping(PATIENCE) ? 1 : 0;
        }
      } finally {
        over.set(true);
      }
      flood.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      long growth = usedHeap() - before;
      DhtStatistics statistics = server.statistics();
      System.out.printf(
          Locale.ROOT,
          "flood from %s: %d queries, %d answered, dropped %s, limited %s;"
              + " honest node served %d of %d; heap %+d KiB%n",
          from,
          sent.get(),
          statistics.queriesServed(),
          statistics.dropped(),
          statistics.limited(),
          served,
          HONEST_QUERIES,
          growth >> 10);
      assertTrue(served >= HONEST_QUERIES * 9 / 10, served + " of " + HONEST_QUERIES + " served");
      assertTrue(growth < MOST_GROWTH, () -> "grown by " + growth + " bytes");
      assertEquals(0, statistics.internalErrors());
    }
  }

  /**
   * Sends as fast as the node reads: a thousand queries always wait in the socket's buffer, which
   * bears them. What is sent beyond that is lost at random before any program could choose.
   */
  private static void pour(Dht server, int addresses, AtomicBoolean over, AtomicLong sent) {
    Random random = new Random(2);
    List<Attacker> attackers = new ArrayList<>();
    try {
      for (int i = 1; i <= addresses; i++) {
        attackers.add(new Attacker(loopback(i), server.localAddress(), random));
      }
      while (!over.get()) {
        if (sent.get() - server.statistics().datagramsReceived() < BACKLOG) {
          for (int i = 0; i < BATCH; i++) {
            attackers.get((int) (sent.getAndIncrement() % addresses)).findNode(random);
          }
        } else {
          Thread.onSpinWait();
        }
      }
    } catch (IOException broken) {
      throw new AssertionError(broken);
    } finally {
      attackers.forEach(Attacker::close);
    }
  }

  private static Dht server(DhtLimits limits) throws IOException {
    DhtConfig config =
        DhtConfig.builder()
            .mode(DhtMode.SERVER)
            .bootstrap(List.of())
            .bindAddress(new InetSocketAddress(loopback(0), 0))
            .limits(limits)
            .build();
    return Dht.start(config, Ambient.system());
  }

  /** 127.0.0.1 and its neighbours, all of which are this machine on Linux. */
  private static InetAddress loopback(int number) throws IOException {
    byte[] address = {127, 0, (byte) (number / 250), (byte) (1 + number % 250)};
    return InetAddress.getByAddress(address);
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
