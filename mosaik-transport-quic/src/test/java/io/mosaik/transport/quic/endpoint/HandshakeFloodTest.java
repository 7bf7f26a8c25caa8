package io.mosaik.transport.quic.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.connection.Datagram;
import io.mosaik.transport.quic.connection.QuicConnection;
import io.mosaik.transport.quic.tls.TlsConfig;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Clients that begin handshakes and never complete them, from few addresses that they do own: they
 * answer a Retry. A quarter of the default limits, and of what the attackers hold.
 */
class HandshakeFloodTest {

  private static final Bytes ALPN = Bytes.of("/test/1".getBytes(StandardCharsets.US_ASCII));
  private static final InetSocketAddress SERVER = new InetSocketAddress("192.0.2.1", 1);
  private static final int SCALE = 4;
  private static final int ATTACKERS = 6;
  private static final int HELD_EACH = 256 / SCALE;
  private static final int HONEST = 30;

  private final Random random = new Random(6);
  private final KeyPair key = KeyPair.generate(random);
  private final EndpointCore server =
      core(
          new EndpointConfig(
              EndpointConfig.DEFAULT.connection(),
              EndpointConfig.DEFAULT.maxConnections(),
              EndpointConfig.DEFAULT.maxHandshakes() / SCALE,
              EndpointConfig.DEFAULT.maxHandshakesPerSource() / SCALE,
              EndpointConfig.DEFAULT.retryAbove() / SCALE),
          key);
  private final VirtualNetwork network =
      new VirtualNetwork((from, datagram) -> List.of(Duration.ofMillis(20)));
  private final List<EndpointCore> attackers = new ArrayList<>();
  private final List<QuicConnection> honest = new ArrayList<>();

  @Test
  void honestClientsAreServedWhileOthersHoldHandshakesOpen() {
    server.setAccepting(true);
    network.add(SERVER, new CoreHost(server));
    for (int i = 0; i < ATTACKERS; i++) {
      EndpointCore attacker = core(EndpointConfig.DEFAULT, KeyPair.generate(random));
      attackers.add(attacker);
      network.add(new InetSocketAddress("198.51." + i + ".1", 1), new HoldingHost(attacker));
    }
    for (int step = 0; step < 40; step++) {
      attackers.forEach(this::fillUp);
      if (step >= 10) {
        dialAsHonest(step - 10);
      }
      network.runUntil(network.now().plus(Duration.ofMillis(100)));
    }
    network.runUntil(network.now().plus(Duration.ofSeconds(3)));

    long served = honest.stream().filter(QuicConnection::isConfirmed).count();
    assertEquals(HONEST, honest.size());
    assertTrue(served >= HONEST * 9 / 10, served + " of " + HONEST + " were served");
    assertTrue(server.handshakeCount() <= EndpointConfig.DEFAULT.maxHandshakes() / SCALE);
    assertEquals(0, server.counters().of(Counter.INTERNAL_ERRORS));
  }

  private void fillUp(EndpointCore attacker) {
    while (attacker.connections().size() < HELD_EACH) {
      attacker.connect(key.publicKey(), SERVER, ALPN, network.now());
    }
  }

  private void dialAsHonest(int number) {
    EndpointCore client = core(EndpointConfig.DEFAULT, KeyPair.generate(random));
    honest.add(client.connect(key.publicKey(), SERVER, ALPN, network.now()));
    network.add(
        new InetSocketAddress("203.0." + number % 10 + "." + (number + 1), 1),
        new CoreHost(client));
  }

  private EndpointCore core(EndpointConfig config, KeyPair identity) {
    return new EndpointCore(
        config,
        TlsConfig.of(identity, List.of(ALPN)),
        random,
        Optional::empty,
        Deadline.ofNanos(0));
  }

  /** Answers a Retry, and is deaf to all that follows. */
  private static final class HoldingHost extends CoreHost {

    private static final int TYPE_BITS = 0xf0;
    private static final int RETRY = 0xf0;

    HoldingHost(EndpointCore core) {
      super(core);
    }

    @Override
    public void receive(Datagram datagram, Deadline now) {
      if ((datagram.bytes()[0] & TYPE_BITS) == RETRY) {
        super.receive(datagram, now);
      }
    }
  }
}
