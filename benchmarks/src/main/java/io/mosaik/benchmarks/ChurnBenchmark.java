package io.mosaik.benchmarks;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.time.Ambient;
import io.mosaik.dht.Dht;
import io.mosaik.dht.Keep;
import io.mosaik.dht.Publication;
import io.mosaik.dht.SignedItem;
import io.mosaik.dht.TestNetwork;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What is left of a hundred items when a random third of a private DHT vanishes at once, ten times
 * over: of those that their owners keep, and of those that were stored once. Real sockets on
 * loopback; an interval of seconds stands for the hour that is usual.
 *
 * <p>Nothing depends on how fast the machine is: a wave is over when all new nodes have found their
 * places and every kept item has been stored once more.
 */
@Command(
    name = "churn",
    description = "Replaces a third of a private DHT ten times, and counts what is still there.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class ChurnBenchmark implements Callable<Integer> {

  private static final int OWNERS = 4;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Option(names = "--nodes", description = "nodes of the private DHT")
  private int nodes = 200;

  @Option(names = "--waves", description = "how often a third of them vanishes")
  private int waves = 10;

  @Option(names = "--items", description = "items of each sort")
  private int itemCount = 100;

  @Option(names = "--interval", description = "milliseconds after which an owner stores again")
  private int intervalMillis = 2000;

  @Option(names = "--seed", description = "decides which nodes vanish")
  private long seed = 1;

  private final PrintStream out;
  private final Ambient ambient = Ambient.system();
  private RandomGenerator random;

  private ChurnBenchmark(PrintStream out) {
    this.out = out;
  }

  /** Entry point; ends with 0 only if at least 99 of 100 kept items are readable in the end. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ChurnBenchmark(System.out)).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    random = new SplittableRandom(seed);
    List<SignedItem> kept = items();
    List<SignedItem> storedOnce = items();
    try (TestNetwork network = TestNetwork.start(nodes)) {
      List<Dht> owners = new ArrayList<>();
      for (int i = 0; i < OWNERS; i++) {
        owners.add(client(network));
      }
      try (Dht reader = client(network)) {
        storeOnce(owners, storedOnce);
        surviveWaves(network, keep(owners, kept));
        return report(readable(reader, kept), readable(reader, storedOnce));
      } finally {
        owners.forEach(Dht::close);
      }
    }
  }

  private int report(long kept, long storedOnce) {
    boolean met = 100 * kept >= 99L * itemCount;
    out.printf(
        Locale.ROOT,
        "%d nodes, %d waves in each of which a third is replaced (seed %d)%n"
            + "  kept by their owners   %d of %d items readable; goal 99 %%: %s%n"
            + "  stored once            %d of %d items readable%n",
        nodes,
        waves,
        seed,
        kept,
        itemCount,
        met ? "met" : "MISSED",
        storedOnce,
        itemCount);
    return met ? 0 : 1;
  }

  private void storeOnce(List<Dht> owners, List<SignedItem> items) throws Exception {
    List<CompletableFuture<?>> puts = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      puts.add(owners.get(i % OWNERS).putMutable(items.get(i), OptionalLong.empty()));
    }
    get(CompletableFuture.allOf(puts.toArray(CompletableFuture[]::new)));
  }

  private List<Keep> keep(List<Dht> owners, List<SignedItem> items) throws Exception {
    List<Keep> keeps = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      Publication item = new Publication.Mutable(items.get(i));
      keeps.add(owners.get(i % OWNERS).keep(item, Duration.ofMillis(intervalMillis)));
    }
    for (Keep keep : keeps) {
      get(keep.stored());
    }
    return keeps;
  }

  private void surviveWaves(TestNetwork network, List<Keep> keeps) throws Exception {
    List<Integer> alive = new ArrayList<>(IntStream.range(0, nodes).boxed().toList());
    for (int wave = 0; wave < waves; wave++) {
      replace(network, alive, nodes / 3);
      long[] rounds = keeps.stream().mapToLong(keep -> keep.status().rounds()).toArray();
      await(
          () ->
              IntStream.range(0, rounds.length)
                  .allMatch(i -> keeps.get(i).status().rounds() > rounds[i]));
    }
  }

  private void replace(TestNetwork network, List<Integer> alive, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      network.stop(alive.remove(random.nextInt(alive.size())));
    }
    int first = network.size();
    for (CompletableFuture<Dht> added : Stream.generate(network::add).limit(count).toList()) {
      get(added);
    }
    IntStream.range(first, first + count).forEach(alive::add);
  }

  private long readable(Dht reader, List<SignedItem> items) throws Exception {
    List<CompletableFuture<Optional<SignedItem>>> reads =
        items.stream().map(item -> reader.getMutable(item.key(), item.salt())).toList();
    long readable = 0;
    for (int i = 0; i < items.size(); i++) {
      readable += get(reads.get(i)).equals(Optional.of(items.get(i))) ? 1 : 0;
    }
    return readable;
  }

  private Dht client(TestNetwork network) throws Exception {
    Dht client = Dht.start(network.clientConfig().build(), ambient);
    get(client.joined());
    return client;
  }

  private List<SignedItem> items() {
    return Stream.generate(
            () -> SignedItem.sign(KeyPair.generate(random), Bytes.EMPTY, 1, Bytes.fromHex("aa")))
        .limit(itemCount)
        .toList();
  }

  private static void await(BooleanSupplier condition) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    for (long waited = 0; !condition.getAsBoolean(); waited += 20) {
      if (waited > PATIENCE.toMillis() || never.await(20, TimeUnit.MILLISECONDS)) {
        throw new TimeoutException("not all items were stored again within " + PATIENCE);
      }
    }
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
