package io.mosaik.transport.quic.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.connection.Datagram;
import io.mosaik.transport.quic.connection.QuicConnection;
import io.mosaik.transport.quic.packet.Packet;
import io.mosaik.transport.quic.packet.PacketParser;
import io.mosaik.transport.quic.tls.TlsConfig;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What one server does for its clients while others crowd it, all at one moment. */
class CrowdTest {

  private static final Bytes ALPN = Bytes.of("/test/1".getBytes(StandardCharsets.US_ASCII));
  private static final InetSocketAddress SERVER = new InetSocketAddress("192.0.2.1", 1);
  private static final Deadline NOW = Deadline.ofNanos(0);
  private static final int ID_SIZE = 8;
  private static final int MANY = 3000;

  private final Random random = new Random(6);
  private final KeyPair key = KeyPair.generate(random);

  @Test
  void unknownVersionsAndOtherInitialsDoNotKeepAClientFromItsRetry() {
    EndpointCore server = server(1024, 0);
    Datagram initial = initialOf(dial(core(EndpointConfig.DEFAULT, KeyPair.generate(random))));
    for (int i = 0; i < MANY; i++) {
      Datagram unknown = from(client(i), initial);
      unknown.bytes()[4] = 9;
      server.receive(unknown, NOW);
      server.receive(from(client(i), initial), NOW);
    }
    assertEquals(MANY, server.counters().of(Counter.RETRIES_SENT));
    assertEquals(1000, server.counters().of(Counter.VERSION_NEGOTIATIONS_SENT));
    assertEquals(MANY - 1000, server.counters().of(Counter.DATAGRAMS_DROPPED));
  }

  @Test
  void aRetryThatIsNotSentIsCounted() throws Exception {
    EndpointCounters counters = new EndpointCounters();
    Strangers strangers =
        new Strangers(random, new LocalIds(random, key, id -> false), counters, 2, NOW);
    Datagram initial = initialOf(dial(core(EndpointConfig.DEFAULT, KeyPair.generate(random))));
    Packet.Long packet =
        (Packet.Long) PacketParser.parse(initial.bytes(), 0, initial.size(), ID_SIZE);
    for (int i = 0; i < 5; i++) {
      assertEquals(i < 2, strangers.retry(client(i), packet, NOW).isPresent());
    }
    assertEquals(2, counters.of(Counter.RETRIES_SENT));
    assertEquals(3, counters.of(Counter.HANDSHAKES_REFUSED));
  }

  @Test
  void whoCompletesItsHandshakeInTheSameBatchDoesNotGiveWay() {
    EndpointCore server = server(1, 1024);
    EndpointCore client = core(EndpointConfig.DEFAULT, KeyPair.generate(random));
    QuicConnection connection = dial(client);
    exchange(client, server, client(1));
    List<Datagram> last = drain(client);
    last.forEach(datagram -> server.receive(from(client(1), datagram), NOW));
    Datagram next = initialOf(dial(core(EndpointConfig.DEFAULT, KeyPair.generate(random))));
    server.receive(from(client(2), next), NOW);
    assertEquals(0, server.counters().of(Counter.HANDSHAKES_EVICTED));
    assertEquals(2, server.connections().size());
    assertTrue(connection.isOpen());
  }

  @Test
  void theBusiestNetworkIsNotTheFirstToGoWhileItsShareIsSmall() {
    int most = 64;
    EndpointCore server = server(most, 0);
    for (int i = 0; i < most - 3; i++) {
      hold(server, new InetSocketAddress("198.51." + i + ".1", 1));
    }
    for (int i = 0; i < 3; i++) {
      hold(server, new InetSocketAddress("203.0.113." + i, 1));
    }
    assertEquals(most, server.handshakeCount());
    for (int i = 0; i < most - 3; i++) {
      hold(server, new InetSocketAddress("198.52." + i + ".1", 1));
    }
    long honest =
        server.connections().stream()
            .filter(each -> each.remote().getAddress().getHostAddress().startsWith("203."))
            .count();
    assertEquals(3, honest);
    assertEquals(most, server.handshakeCount());
  }

  /** Answers a Retry, and nothing that follows. */
  private void hold(EndpointCore server, InetSocketAddress from) {
    EndpointCore client = core(EndpointConfig.DEFAULT, KeyPair.generate(random));
    dial(client);
    exchange(client, server, from);
    drain(client).forEach(datagram -> server.receive(from(from, datagram), NOW));
    drain(server);
  }

  /** One flight in each direction. */
  private static void exchange(EndpointCore client, EndpointCore server, InetSocketAddress from) {
    drain(client).forEach(datagram -> server.receive(from(from, datagram), NOW));
    drain(server).stream()
        .filter(datagram -> datagram.remote().equals(from))
        .forEach(datagram -> client.receive(from(SERVER, datagram), NOW));
  }

  private static List<Datagram> drain(EndpointCore core) {
    List<Datagram> all = new ArrayList<>();
    for (Optional<Datagram> next = core.pollTransmit(NOW);
        next.isPresent();
        next = core.pollTransmit(NOW)) {
      all.add(next.get());
    }
    return all;
  }

  private Datagram initialOf(QuicConnection connection) {
    return connection.pollTransmit(NOW).orElseThrow();
  }

  private QuicConnection dial(EndpointCore client) {
    return client.connect(key.publicKey(), SERVER, ALPN, NOW);
  }

  private static InetSocketAddress client(int number) {
    return new InetSocketAddress("198.51.100.1", 1000 + number);
  }

  private static Datagram from(InetSocketAddress source, Datagram datagram) {
    return new Datagram(source, Arrays.copyOf(datagram.bytes(), datagram.size()), datagram.size());
  }

  private EndpointCore server(int maxHandshakes, int retryAbove) {
    EndpointConfig usual = EndpointConfig.DEFAULT;
    EndpointCore server =
        core(
            new EndpointConfig(
                usual.connection(), usual.maxConnections(), maxHandshakes, 256, retryAbove),
            key);
    server.setAccepting(true);
    return server;
  }

  private EndpointCore core(EndpointConfig config, KeyPair identity) {
    return new EndpointCore(
        config, TlsConfig.of(identity, List.of(ALPN)), random, Optional::empty, NOW);
  }
}
