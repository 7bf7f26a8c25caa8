package io.mosaik.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.time.Ambient;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an application keeps, among nodes with real sockets that come and go. */
class DhtKeepTest {

  private static final int NODES = 24;
  private static final int WAVES = 3;
  private static final Duration INTERVAL = Duration.ofMillis(300);

  private final Random random = new Random(23);
  private final KeyPair key = KeyPair.generate(random);
  private TestNetwork network;
  private Dht owner;

  @BeforeEach
  void start() {
    network = TestNetwork.start(NODES);
    owner = client();
  }

  @AfterEach
  void stop() {
    owner.close();
    network.close();
  }

  @Test
  void whatIsKeptOutlivesAllNodesThatStoredItFirst() throws Exception {
    SignedItem item = item(1);
    Bytes value = Bytes.fromHex("c0ffee");
    DhtId torrent = DhtId.ofImmutable(Bytes.fromHex("70"));
    List<Keep> keeps =
        List.of(
            owner.keep(new Publication.Mutable(item), INTERVAL),
            owner.keep(new Publication.Immutable(value), INTERVAL),
            owner.keep(new Publication.Announcement(torrent, OptionalInt.of(4711)), INTERVAL));
    for (Keep keep : keeps) {
      get(keep.stored());
    }
    for (int wave = 0; wave < WAVES; wave++) {
      replace(wave * NODES / WAVES, (wave + 1) * NODES / WAVES);
      for (Keep keep : keeps) {
        awaitAnotherRound(keep);
      }
    }
    try (Dht reader = client()) {
      assertEquals(Optional.of(item), get(reader.getMutable(item.key(), item.salt())));
      assertEquals(Optional.of(value), get(reader.getImmutable(DhtId.ofImmutable(value))));
      Set<InetSocketAddress> peers = get(reader.getPeers(torrent));
      assertEquals(Set.of(4711), Set.copyOf(peers.stream().map(p -> p.getPort()).toList()));
    }
  }

  @Test
  void aNewerItemOfSomebodyElseEndsItAndStays() throws Exception {
    Keep keep = owner.keep(new Publication.Mutable(item(1)), INTERVAL);
    get(keep.stored());
    SignedItem newer = item(2);
    try (Dht other = client()) {
      get(other.putMutable(newer, OptionalLong.of(1)));
      assertEquals(Optional.of(newer), get(keep.ended()).newer());
      assertEquals(Optional.of(newer), get(other.getMutable(newer.key(), newer.salt())));
    }
  }

  @Test
  void whatANodeKeepsEndsWithIt() throws Exception {
    Keep keep = owner.keep(new Publication.Mutable(item(1)));
    owner.close();
    assertFalse(get(keep.ended()).isSuperseded());
  }

  /** Some nodes vanish, and as many others come. */
  private void replace(int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      network.stop(i);
    }
    for (CompletableFuture<Dht> added : Stream.generate(network::add).limit(to - from).toList()) {
      get(added);
    }
  }

  /** One that begins from now on: the one that is under way may have seen the old nodes. */
  private static void awaitAnotherRound(Keep keep) throws InterruptedException {
    long now = keep.status().rounds();
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; keep.status().rounds() < now + 2; i++) {
      assertTrue(i < 3000, keep.status()::toString);
      assertFalse(never.await(10, TimeUnit.MILLISECONDS));
    }
  }

  private Dht client() {
    return Dht.start(network.clientConfig().build(), Ambient.system());
  }

  private SignedItem item(long sequence) {
    return SignedItem.sign(key, Bytes.EMPTY, sequence, Bytes.fromHex("aa"));
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }
}
