package io.mosaik.dht.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.FuzzBudget;
import io.mosaik.dht.Seeds;
import io.mosaik.dht.krpc.HostileDatagrams;
import io.mosaik.dht.krpc.KrpcCodec;
import io.mosaik.dht.krpc.KrpcException;
import io.mosaik.dht.krpc.KrpcMessage;
import io.mosaik.dht.krpc.Ping;
import io.mosaik.dht.krpc.Query;
import io.mosaik.dht.krpc.Response;
import io.mosaik.dht.routing.NodeId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A node among nothing but enemies: whatever it asks is answered with its own transaction, from the
 * right address, and with something that should not be; and it is sent rubbish beside that.
 */
@Tag("fuzz")
class DhtCoreFuzzTest {

  private static final InetSocketAddress HONEST = address("20.99.0.1");

  @Test
  void aNodeAmongEnemiesStillAnswersOnTheSeedsOfBefore() {
    Seeds.check(random -> new Siege(random).last(300));
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void aNodeAmongEnemiesStillAnswers() throws Exception {
    long seed = FuzzBudget.seed();
    int datagrams = FuzzBudget.datagrams() / 10;
    Siege siege = new Siege(new Random(seed));
    try {
      siege.last(datagrams);
    } catch (Exception | AssertionError failure) {
      throw new AssertionError("with MOSAIK_FUZZ_SEED=" + seed + ": " + failure, failure);
    }
    System.out.printf(
        Locale.ROOT,
        "DHT core: %d hostile datagrams, %d of them answers to what it had asked;"
            + " MOSAIK_FUZZ_SEED=%d%n",
        datagrams,
        siege.answers,
        seed);
  }

  /** One node, its enemies, and time that passes. */
  private static final class Siege {
    private final Random random;
    private final HostileDatagrams datagrams;
    private final Counters counters = new Counters();
    private final List<InetSocketAddress> entrances = new ArrayList<>();
    private Deadline now = Deadline.ofNanos(0);
    private final DhtCore core;
    private long requests;
    private int answers;

    private Siege(Random random) {
      this.random = random;
      this.datagrams = new HostileDatagrams(random);
      this.core = new DhtCore(NodeConfig.defaults(true, true), random, counters, now);
      for (int i = 1; i <= 4; i++) {
        entrances.add(address("20." + i + ".0.1"));
      }
    }

    private void last(int count) throws KrpcException {
      int sent = 0;
      while (sent < count) {
        now = now.plus(Duration.ofMillis(random.nextInt(50)));
        if (core.nextDeadline().hasPassed(now)) {
          core.expire(now);
        }
        if (random.nextInt(20) == 0) {
          core.accept(new Command.Contacts(entrances), now);
          core.accept(new Command.Resolve(++requests, KeyPair.generate(random).publicKey()), now);
        }
        core.receive(new Datagram(randomAddress(), Bytes.of(datagrams.next())), now);
        sent++;
        for (Datagram query : queries()) {
          core.receive(new Datagram(query.peer(), lie(query)), now);
          sent++;
          answers++;
        }
        while (core.pollEvent().isPresent()) {
          // nobody listens
        }
      }
      assertBounded();
      assertStillAnswers();
    }

    private List<Datagram> queries() throws KrpcException {
      List<Datagram> queries = new ArrayList<>();
      for (Optional<Datagram> out = core.pollTransmit();
          out.isPresent();
          out = core.pollTransmit()) {
        if (KrpcCodec.decode(out.get().payload()) instanceof Query) {
          queries.add(out.get());
        }
      }
      return queries;
    }

    /** A message that may have nothing to do with the query but its transaction; or is broken. */
    private Bytes lie(Datagram query) throws KrpcException {
      Bytes transaction = KrpcCodec.decode(query.payload()).transaction();
      KrpcMessage any = KrpcCodec.decode(Bytes.of(datagrams.message()));
      while (!(any instanceof Response)) {
        any = KrpcCodec.decode(Bytes.of(datagrams.message()));
      }
      Response response = (Response) any;
      Bytes whole =
          KrpcCodec.encode(
              new Response(
                  transaction, response.sender(), response.requester(), false, response.body()));
      return random.nextInt(4) == 0 ? Bytes.of(datagrams.alteredOnce(whole.toArray())) : whole;
    }

    private void assertBounded() {
      NodeLimits limits = NodeLimits.DEFAULTS;
      assertTrue(counters.get(Counter.KNOWN_NODES) <= NodeId.BITS * 20L);
      assertTrue(counters.get(Counter.STORED_ITEMS) <= 2L * limits.stores().maxMutableItems());
      assertTrue(counters.get(Counter.QUERIES_IN_FLIGHT) <= limits.maxQueriesInFlight());
    }

    private void assertStillAnswers() throws KrpcException {
      Ping ping = new Ping(Bytes.fromHex("abcd"), NodeId.random(random), true);
      core.receive(new Datagram(HONEST, KrpcCodec.encode(ping)), now);
      boolean answered = false;
      for (Optional<Datagram> out = core.pollTransmit();
          out.isPresent();
          out = core.pollTransmit()) {
        KrpcMessage message = KrpcCodec.decode(out.get().payload());
        answered |= out.get().peer().equals(HONEST) && message instanceof Response;
      }
      assertEquals(true, answered);
    }

    private InetSocketAddress randomAddress() {
      InetAddress host = InetAddresses.fromInteger(random.nextInt());
      return new InetSocketAddress(host, random.nextInt(65536));
    }
  }

  private static InetSocketAddress address(String host) {
    return new InetSocketAddress(InetAddresses.forString(host), 6881);
  }
}
