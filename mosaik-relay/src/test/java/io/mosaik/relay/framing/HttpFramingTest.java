package io.mosaik.relay.framing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mosaik.api.SignedPacket;
import io.mosaik.api.time.Ambient;
import io.mosaik.relay.PkarrRelay;
import io.mosaik.relay.service.MemoryDht;
import io.mosaik.relay.service.Packets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Sends sequences of requests over sockets and compares what comes back with the model. {@code
 * MOSAIK_HTTP_SEQUENCES} says how many, {@code MOSAIK_HTTP_SEED} which ones.
 */
class HttpFramingTest {

  private static final int USUAL_SEQUENCES = 1000;
  private static final long USUAL_SEED = 20261129;
  private static final int CLIENTS = 4;
  private static final int MAX_SHOWN = 8;
  private static final long MICROS = 1_760_000_000_000_000L;

  private final List<SignedPacket> packets =
      IntStream.range(1, 7).mapToObj(i -> Packets.packet(i, MICROS + i, 600)).toList();
  private final Resources resources = resources(packets);
  private final ExecutorService lookups = Executors.newSingleThreadExecutor();
  private final MemoryDht dht = new MemoryDht();
  private final PkarrRelay relay = PkarrRelay.over(dht).unlimited().start();

  @AfterEach
  void close() {
    relay.close();
    lookups.shutdown();
  }

  @Test
  @Tag("fuzz")
  void answersAreThoseOfTheModelInItsOrder() throws Exception {
    int sequences = (int) setting("MOSAIK_HTTP_SEQUENCES", USUAL_SEQUENCES);
    long seed = setting("MOSAIK_HTTP_SEED", USUAL_SEED);
    packets.forEach(dht::put);
    dht.answerOn(lookups);
    long started = Ambient.system().monotonic().now().nanos();
    AtomicLong answers = new AtomicLong();
    AtomicLong closed = new AtomicLong();
    AtomicLong incomplete = new AtomicLong();
    Queue<String> differences = new ConcurrentLinkedQueue<>();
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Callable<Void>> shares = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        int first = client;
        shares.add(
            () -> {
              for (int i = first; i < sequences && differences.size() < MAX_SHOWN; i += CLIENTS) {
                Conversation conversation =
                    new Conversation(relay.localAddress(), resources, packets, seed + i);
                try {
                  Outcome outcome = conversation.run();
                  answers.addAndGet(outcome.answers().size());
                  closed.addAndGet(outcome.closes() ? 1 : 0);
                  incomplete.addAndGet(outcome.incomplete() ? 1 : 0);
                } catch (AssertionError difference) {
                  differences.add(difference.getMessage());
                }
              }
              return null;
            });
      }
      for (Future<Void> share : clients.invokeAll(shares)) {
        share.get();
      }
    } finally {
      clients.shutdownNow();
    }
    assertEquals(List.of(), List.copyOf(differences));
    System.out.printf(
        Locale.ROOT,
        "http-framing: %d sequences from seed %d, %d answers as the model says, %d connections"
            + " ended by the relay, %d cut off, no difference, %.1f s%n",
        sequences,
        seed,
        answers.get(),
        closed.get(),
        incomplete.get(),
        (Ambient.system().monotonic().now().nanos() - started) / 1e9);
  }

  private static Resources resources(List<SignedPacket> packets) {
    Map<String, SignedPacket> stored = new LinkedHashMap<>();
    packets.forEach(packet -> stored.put("/" + packet.key(), packet));
    return new Resources(stored);
  }

  private static long setting(String name, long usual) {
    String text = System.getenv(name);
    return text == null || text.isEmpty() ? usual : Long.parseLong(text);
  }
}
