package io.mosaik.transport.quic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.api.time.Ambient;
import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.connection.Datagram;
import io.mosaik.transport.quic.endpoint.Counter;
import io.mosaik.transport.quic.endpoint.InitialPolicy;
import io.mosaik.transport.quic.endpoint.VirtualNetwork;
import io.mosaik.transport.quic.ping.Dialects;
import io.mosaik.transport.quic.ping.PingClient;
import io.mosaik.transport.quic.ping.PingClose;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Every dial and every ping settles within its timeout and leaves nothing behind, whatever the
 * network and the peers do: seeded schedules of loss, lies, duplicates and late datagrams in
 * virtual time, with the drivers and the cores that also run on sockets. So many: the environment
 * variable MOSAIK_DIAL_SCHEDULES, else {@value #USUAL_SCHEDULES}; MOSAIK_DIAL_SEED repeats one.
 */
class DialAndPingPropertyTest {

  private static final int USUAL_SCHEDULES = 150;
  private static final int MAX_DIALS = 2;

  /** By then connections are idle for long, and stragglers have had their time. */
  private static final Duration LONG = Duration.ofMinutes(20);

  private static final InetSocketAddress ASKER = new InetSocketAddress("192.0.2.1", 1);
  private static final TestNode ASKING = TestNode.of(1);
  private static final TestNode PEER = TestNode.of(2);
  private static final KeyPair OTHER = TestNode.of(3).identity();

  /** How a peer behaves. */
  private enum Behaviour {
    HONEST,
    /** Completes the handshake and says nothing. */
    MUTE,
    /** Answers with nonsense. */
    LIAR,
    /** Closes at once, with a code of its choice. */
    CLOSER,
    /** Serves another protocol only. */
    STRANGE,
    /** Is somebody else. */
    IMPOSTOR,
    /** Never answers. */
    ABSENT
  }

  /** Something that must settle; {@code settled} completes with when it did. */
  private record Expected(String what, Deadline by, CompletableFuture<Deadline> settled) {

    void check() {
      assertTrue(settled.isDone(), what + " did not settle by " + by);
      assertFalse(by.isBefore(settled.join()), what + " settled at " + settled.join());
    }
  }

  private final Map<PingOutcome.Reason, Integer> reasons = new EnumMap<>(PingOutcome.Reason.class);
  private int healthy;

  @Test
  void everyDialAndPingSettlesInTimeAndLeavesNothingBehind() {
    Optional<Long> single =
        Optional.ofNullable(System.getenv("MOSAIK_DIAL_SEED")).map(Long::valueOf);
    if (single.isPresent()) {
      new Schedule(single.get()).run();
      return;
    }
    int schedules =
        Optional.ofNullable(System.getenv("MOSAIK_DIAL_SCHEDULES"))
            .map(Integer::parseInt)
            .orElse(USUAL_SCHEDULES);
    for (long seed = 0; seed < schedules; seed++) {
      try {
        new Schedule(seed).run();
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError("with MOSAIK_DIAL_SEED=" + seed + ": " + failure, failure);
      }
    }
    assertTrue(healthy > schedules / 10, healthy + " healthy pings, others " + reasons);
    for (PingOutcome.Reason reason :
        List.of(
            PingOutcome.Reason.SILENT,
            PingOutcome.Reason.REFUSED,
            PingOutcome.Reason.BUSY,
            PingOutcome.Reason.WRONG_IDENTITY,
            PingOutcome.Reason.MALFORMED,
            PingOutcome.Reason.LOCAL_FAILURE)) {
      assertTrue(reasons.containsKey(reason), "never " + reason + ": " + reasons);
    }
  }

  /** One seeded world. */
  private final class Schedule {

    private final Random random;
    private final VirtualNetwork network = new VirtualNetwork(this::arrivals);
    private final double loss;
    private final double repeats;
    private final double lies;
    private final int usualDelay;
    private final SimulatedEndpoint asker;
    private final List<SimulatedEndpoint> endpoints = new ArrayList<>();
    private final List<InetSocketAddress> peers = new ArrayList<>();
    private final List<Expected> expected = new ArrayList<>();
    private boolean calm;

    Schedule(long seed) {
      random = new Random(seed);
      loss = random.nextInt(4) * 0.2;
      repeats = random.nextInt(3) * 0.1;
      lies = random.nextInt(3) * 0.05;
      usualDelay = 1 + random.nextInt(400);
      asker = endpoint(ASKING.identity(), Map.of(), ASKER);
      int count = 1 + random.nextInt(3);
      for (int i = 0; i < count; i++) {
        Behaviour behaviour = Behaviour.values()[random.nextInt(Behaviour.values().length)];
        peers.add(peer(behaviour, new InetSocketAddress("198.51.100." + (i + 1), 1)));
      }
    }

    void run() {
      int actions = 1 + random.nextInt(5);
      for (int i = 0; i < actions; i++) {
        act();
        pass(Duration.ofMillis(random.nextInt(1500)));
      }
      pass(Duration.ofSeconds(9));
      expected.forEach(Expected::check);
      calm = true;
      pass(LONG);
      for (SimulatedEndpoint endpoint : endpoints) {
        assertEquals(0, endpoint.core().counters().of(Counter.INTERNAL_ERRORS));
        assertEquals(0, endpoint.core().connectionCount());
        assertEquals(0, endpoint.core().handshakeCount());
        assertEquals(0, endpoint.driver().entries());
        assertEquals(0, endpoint.timerCount());
      }
    }

    private void act() {
      Duration timeout = Duration.ofMillis(100 + random.nextInt(8000));
      Deadline by = network.now().plus(timeout);
      TransportAddress[] addresses =
          peers.stream().map(TransportAddress.Ip::new).toArray(TransportAddress[]::new);
      PeerAddress address = PeerAddress.of(PEER.identity().peerId(), addresses);
      if (random.nextInt(3) > 0) {
        InitialPolicy policy = InitialPolicy.values()[expected.size() % 2];
        PingCall ping =
            new PingCall(asker.dialler(), address, Optional.of(TestNode.NETWORK), policy, timeout);
        ping.outcome().thenAccept(this::count);
        expect("ping", by, ping.outcome());
        if (random.nextInt(8) == 0) {
          pass(Duration.ofMillis(random.nextInt(300)));
          ping.giveUp("nobody waits any more");
        }
      } else {
        CompletableFuture<QuicConnectionHandle> dial =
            asker
                .dialler()
                .connect(address, PingClient.ALPN, timeout, EndpointDriver.Home.APPLICATION);
        dial.thenAccept(handle -> handle.close(0, ""));
        expect("dial", by, dial);
        if (random.nextInt(4) == 0) {
          pass(Duration.ofMillis(random.nextInt(300)));
          dial.cancel(true);
        }
      }
    }

    private void count(PingOutcome outcome) {
      if (outcome instanceof PingOutcome.Failed failed) {
        reasons.merge(failed.reason(), 1, Integer::sum);
      } else {
        healthy++;
      }
    }

    private void expect(String what, Deadline by, CompletableFuture<?> future) {
      CompletableFuture<Deadline> settled =
          future.handle((result, failure) -> network.now()).toCompletableFuture();
      expected.add(new Expected(what + " begun at " + network.now(), by, settled));
    }

    private void pass(Duration time) {
      network.runUntil(network.now().plus(time));
    }

    private List<Duration> arrivals(InetSocketAddress from, Datagram datagram) {
      List<Duration> arrivals = new ArrayList<>();
      if (calm || random.nextDouble() >= loss) {
        arrivals.add(delay());
      }
      if (!calm && random.nextDouble() < repeats) {
        arrivals.add(delay());
      }
      if (!calm && random.nextDouble() < lies) {
        datagram.bytes()[random.nextInt(datagram.size())] ^= (byte) (1 + random.nextInt(255));
      }
      return arrivals;
    }

    private Duration delay() {
      boolean late = random.nextInt(20) == 0;
      return Duration.ofMillis(random.nextInt(late ? 15_000 : usualDelay));
    }

    private SimulatedEndpoint endpoint(
        KeyPair identity, Map<String, ProtocolHandler> protocols, InetSocketAddress address) {
      SimulatedEndpoint endpoint =
          new SimulatedEndpoint(identity, protocols, MAX_DIALS, random, network::now);
      endpoints.add(endpoint);
      network.add(address, endpoint);
      return endpoint;
    }

    private InetSocketAddress peer(Behaviour behaviour, InetSocketAddress address) {
      KeyPair identity = behaviour == Behaviour.IMPOSTOR ? OTHER : PEER.identity();
      switch (behaviour) {
        case HONEST, IMPOSTOR -> endpoint(identity, Map.of(PingClient.ALPN, answers()), address);
        case MUTE -> serve(connection -> {}, address);
        case LIAR -> serve(this::lie, address);
        case CLOSER -> serve(this::closeAtOnce, address);
        case STRANGE -> endpoint(identity, Map.of("strange/1", connection -> {}), address);
        case ABSENT -> {}
      }
      return address;
    }

    private void serve(Consumer<QuicConnectionHandle> handler, InetSocketAddress address) {
      LoopHandler onLoop = handler::accept;
      endpoint(PEER.identity(), Map.of(PingClient.ALPN, onLoop), address);
    }

    private void lie(QuicConnectionHandle connection) {
      connection
          .acceptBidirectional()
          .thenAccept(
              stream -> {
                byte[] nonsense = new byte[1 + random.nextInt(200)];
                random.nextBytes(nonsense);
                if (random.nextBoolean()) {
                  nonsense[0] = 0; // a length that is not refused at once
                }
                stream.write(Bytes.of(nonsense));
                if (random.nextBoolean()) {
                  stream.finish();
                }
              });
    }

    private void closeAtOnce(QuicConnectionHandle connection) {
      PingClose[] codes = PingClose.values();
      PingClose close = codes[random.nextInt(codes.length)];
      connection.close(close.code(), close.reason());
    }

    private PingAnswers answers() {
      Ambient ambient = new Ambient(network::now, () -> Instant.ofEpochSecond(1), random);
      return new PingAnswers(
          new SimulatedNode(PEER, ambient),
          Runnable::run,
          new Dialects(PEER.configuredDialect(), ambient.monotonic()),
          peer -> {});
    }
  }
}
