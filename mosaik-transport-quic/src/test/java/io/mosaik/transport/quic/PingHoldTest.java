package io.mosaik.transport.quic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.api.time.Ambient;
import io.mosaik.transport.quic.endpoint.InitialPolicy;
import io.mosaik.transport.quic.endpoint.VirtualNetwork;
import io.mosaik.transport.quic.ping.Dialects;
import io.mosaik.transport.quic.ping.HeldPings;
import io.mosaik.transport.quic.ping.PingClient;
import io.mosaik.transport.quic.ping.PingClose;
import io.mosaik.transport.quic.ping.PingServer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * One address that holds pings open, half of them without a byte, half of them with half a request,
 * in virtual time; an eighth of the limits.
 */
class PingHoldTest {

  private static final int SCALE = 8;
  private static final int HONEST = 30;
  private static final InetSocketAddress PEER_AT = new InetSocketAddress("192.0.2.1", 1);
  private static final TestNode PEER = TestNode.of(2);
  private static final PeerAddress ADDRESS =
      PeerAddress.of(PEER.identity().peerId(), new TransportAddress.Ip(PEER_AT));

  private final Random random = new Random(5);
  private final VirtualNetwork network =
      new VirtualNetwork((from, datagram) -> List.of(Duration.ofMillis(20)));
  private final HeldPings<QuicConnectionHandle> held =
      new HeldPings<>(
          PingAnswers.MAX_CONCURRENT / SCALE,
          PingAnswers.MAX_PER_SOURCE / SCALE,
          PingAnswers.MAX_PER_NETWORK / SCALE);
  private final List<CompletableFuture<PingOutcome>> honest = new ArrayList<>();
  private final List<ConnectionEnd> displaced = new ArrayList<>();

  @Test
  void honestPingsAreAnsweredWhileOneAddressHoldsAsManyAsItCan() {
    serve();
    SimulatedEndpoint attacker = endpoint(TestNode.of(1), "198.51.100.1");
    for (int step = 0; step < 60; step++) {
      for (int i = 0; i < PingAnswers.MAX_CONCURRENT / SCALE / 8; i++) {
        hold(attacker, i % 2 == 0);
      }
      if (step >= 20 && step < 20 + HONEST) {
        ping(step);
      }
      network.runUntil(network.now().plus(Duration.ofMillis(100)));
      assertTrue(held.size() <= PingAnswers.MAX_CONCURRENT / SCALE);
    }
    network.runUntil(network.now().plus(Duration.ofSeconds(5)));

    long healthy =
        honest.stream()
            .filter(ping -> ping.isDone() && ping.join() instanceof PingOutcome.Healthy)
            .count();
    assertEquals(HONEST, healthy);
    assertTrue(
        displaced.stream().anyMatch(end -> end.code() == PingClose.BUSY.code()),
        displaced.toString());
  }

  @Test
  void whoAsksNothingIsSentAwaySoonAndWhoAsksByHalvesAtTheLimit() {
    serve();
    SimulatedEndpoint attacker = endpoint(TestNode.of(1), "198.51.100.1");
    hold(attacker, false);
    hold(attacker, true);

    network.runUntil(network.now().plus(PingServer.FIRST_BYTE_LIMIT).plus(Duration.ofSeconds(1)));
    assertEquals(1, displaced.size());
    assertEquals(1, held.size());
    network.runUntil(network.now().plus(PingServer.LIMIT));
    assertEquals(0, held.size());
    assertEquals(
        List.of(PingClose.CANCELLED.code(), PingClose.CANCELLED.code()),
        displaced.stream().map(ConnectionEnd::code).toList());
  }

  private void serve() {
    Ambient ambient = new Ambient(network::now, () -> Instant.ofEpochSecond(1), random);
    PingAnswers answers =
        new PingAnswers(
            new SimulatedNode(PEER, ambient),
            Runnable::run,
            new Dialects(PEER.configuredDialect(), ambient.monotonic()),
            peer -> {},
            held);
    network.add(
        PEER_AT,
        new SimulatedEndpoint(
            PEER.identity(), Map.of(PingClient.ALPN, answers), 1, random, network::now));
  }

  private SimulatedEndpoint endpoint(TestNode node, String host) {
    SimulatedEndpoint endpoint =
        new SimulatedEndpoint(node.identity(), Map.of(), 1000, random, network::now);
    network.add(new InetSocketAddress(host, 1), endpoint);
    return endpoint;
  }

  private void hold(SimulatedEndpoint attacker, boolean halfAFrame) {
    attacker
        .dialler()
        .connect(ADDRESS, PingClient.ALPN, Duration.ofSeconds(5), EndpointDriver.Home.LOOP)
        .thenAccept(
            connection -> {
              connection.closed().thenAccept(displaced::add);
              if (halfAFrame) {
                connection
                    .openBidirectional()
                    .thenAccept(stream -> stream.write(Bytes.fromHex("0000")));
              }
            });
  }

  private void ping(int number) {
    SimulatedEndpoint client = endpoint(TestNode.of(number), "203.0.113." + number);
    honest.add(
        new PingCall(
                client.dialler(),
                ADDRESS,
                Optional.of(TestNode.NETWORK),
                InitialPolicy.SINGLE_TO_SILENT_PREFIX,
                Duration.ofSeconds(5))
            .outcome());
  }
}
