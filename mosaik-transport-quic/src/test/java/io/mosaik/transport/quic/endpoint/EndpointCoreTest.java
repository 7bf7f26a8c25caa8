package io.mosaik.transport.quic.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.connection.CloseReason;
import io.mosaik.transport.quic.connection.ConnectionEvent;
import io.mosaik.transport.quic.connection.Datagram;
import io.mosaik.transport.quic.connection.QuicConnection;
import io.mosaik.transport.quic.frame.TransportError;
import io.mosaik.transport.quic.packet.Packet;
import io.mosaik.transport.quic.packet.PacketParser;
import io.mosaik.transport.quic.packet.PacketWriter;
import io.mosaik.transport.quic.packet.QuicVersion;
import io.mosaik.transport.quic.packet.WireWriter;
import io.mosaik.transport.quic.stream.StreamEvent;
import io.mosaik.transport.quic.tls.TlsConfig;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointCoreTest {

  private static final Bytes ALPN = Bytes.of("/test/1".getBytes(StandardCharsets.US_ASCII));
  private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.1", 1);
  private static final InetSocketAddress SERVER = new InetSocketAddress("192.0.2.2", 2);

  private static final EndpointConfig ALWAYS_RETRY =
      new EndpointConfig(EndpointConfig.DEFAULT.connection(), 10, 10, 10, 0);

  private final Random random = new Random(17);
  private final KeyPair serverKey = KeyPair.generate(random);
  private final EndpointCore client = core(EndpointConfig.DEFAULT, KeyPair.generate(random));
  private final List<EndpointEvent> clientEvents = new ArrayList<>();
  private EndpointCore server = core(EndpointConfig.DEFAULT, serverKey);
  private Deadline now = Deadline.ofNanos(0);

  @Test
  void aRestartedServerSaysSoAndTheClientUnderstands() {
    QuicConnection connection = connected();

    server = core(EndpointConfig.DEFAULT, serverKey);
    connection.streams().write(connection.streams().open(true).orElseThrow(), ALPN);
    client.touch(connection);
    exchange();

    assertTrue(server.counters().of(Counter.STATELESS_RESETS_SENT) > 0);
    assertEquals(CloseReason.Cause.STATELESS_RESET, endOf(connection).cause());
  }

  @Test
  void whatArrivedBeforeTheEndIsReportedBeforeIt() {
    QuicConnection connection = connected();
    long stream = connection.streams().open(false).orElseThrow();
    connection.streams().write(stream, ALPN);
    connection.streams().finish(stream);
    client.touch(connection);
    List<Datagram> burst = new ArrayList<>(List.of(client.pollTransmit(now).orElseThrow()));
    connection.close(7, "done", now);
    client.touch(connection);
    burst.add(client.pollTransmit(now).orElseThrow());
    while (server.pollEvent(now).isPresent()) {
      continue; // of the handshake
    }

    burst.forEach(each -> server.receive(new Datagram(CLIENT, each.bytes(), each.size()), now));

    List<ConnectionEvent> events = new ArrayList<>();
    for (Optional<EndpointEvent> next = server.pollEvent(now);
        next.isPresent();
        next = server.pollEvent(now)) {
      events.add(next.get().event());
    }
    assertTrue(
        events.contains(new ConnectionEvent.OfStream(new StreamEvent.Opened(stream))),
        events.toString());
    assertInstanceOf(ConnectionEvent.Closed.class, events.get(events.size() - 1));
  }

  @Test
  void aCloseAcknowledgesWhatCameBefore() {
    QuicConnection connection = connected();
    long stream = connection.streams().open(false).orElseThrow();
    connection.streams().write(stream, ALPN);
    connection.streams().finish(stream);
    client.touch(connection);
    move(client, server, CLIENT);

    server.connections().forEach(each -> each.close(7, "done", now));
    server.connections().forEach(server::touch);
    exchange();

    assertTrue(connection.streams().isAllAcknowledged());
    assertFalse(connection.isOpen());
  }

  @ParameterizedTest
  @ValueSource(ints = {0x1a2a3a4a, 0x0a0a0a0a, 0xfafafafa, 0x6b3343cf})
  void aVersionThatNobodySpeaksIsAnsweredWithOurs(int wanted) throws Exception {
    server.setAccepting(true);
    byte[] datagram = new byte[1200];
    WireWriter writer = new WireWriter(datagram, 0, datagram.length);
    writer.writeByte(0xc0).writeInt32(wanted).writeByte(8);
    writer.writeZeros(8).writeByte(1).writeByte(0x77);
    server.receive(new Datagram(CLIENT, datagram, datagram.length), now);

    Datagram answer = server.pollTransmit(now).orElseThrow();

    Packet.VersionNegotiation offer =
        assertInstanceOf(
            Packet.VersionNegotiation.class,
            PacketParser.parse(answer.bytes(), 0, answer.size(), 8));
    assertTrue(offer.versions().contains(QuicVersion.V1));
    assertFalse(offer.versions().contains(wanted), "the client has to discard it (6.2)");
    assertTrue(offer.versions().stream().anyMatch(each -> (each & 0x0f0f0f0f) == 0x0a0a0a0a));
    assertEquals(Bytes.fromHex("77"), offer.destination());
  }

  @Test
  void aServerOfAnotherVersionEndsTheAttempt() throws Exception {
    QuicConnection connection = client.connect(serverKey.publicKey(), SERVER, ALPN, now);
    Datagram initial = client.pollTransmit(now).orElseThrow();
    Packet.Long header = (Packet.Long) PacketParser.parse(initial.bytes(), 0, initial.size(), 8);
    Bytes offer =
        PacketWriter.versionNegotiation(
            header.source().bytes(), header.destination().bytes(), List.of(0x6b3343cf), 0);

    client.receive(new Datagram(SERVER, offer.toArray(), offer.size()), now);
    exchange();

    assertEquals(CloseReason.Cause.VERSION_MISMATCH, endOf(connection).cause());
  }

  @Test
  void whatCannotBeSentEndsTheAttemptButNoConnection() {
    QuicConnection connection = connected();
    QuicConnection attempt = client.connect(serverKey.publicKey(), SERVER, ALPN, now);

    client.onUnsendable(SERVER, "network is unreachable", now);
    exchange();

    assertEquals(CloseReason.Cause.LOCAL_FAILURE, endOf(attempt).cause());
    assertTrue(connection.isOpen());
    assertEquals(1, client.counters().of(Counter.DATAGRAMS_UNSENT));
  }

  @Test
  void underLoadAClientProvesItsAddressFirst() {
    server = core(ALWAYS_RETRY, serverKey);

    QuicConnection connection = connected();

    assertTrue(connection.isConfirmed());
    assertEquals(1, server.counters().of(Counter.RETRIES_SENT));
  }

  @Test
  void aRetryTokenOfNoUseEndsTheAttemptAtOnce() {
    server = core(ALWAYS_RETRY, serverKey);
    QuicConnection connection = retried();

    server = core(ALWAYS_RETRY, serverKey); // restarted: its keys are others
    server.setAccepting(true);
    exchange();

    CloseReason reason = endOf(connection);
    assertEquals(CloseReason.Cause.PEER_TRANSPORT, reason.cause());
    assertEquals(TransportError.INVALID_TOKEN.code(), reason.code());
    assertEquals(1, server.counters().of(Counter.INVALID_TOKENS));
    assertEquals(0, server.counters().of(Counter.RETRIES_SENT));
    assertEquals(0, server.connectionCount());
  }

  @Test
  void anInitialThatIsNotAuthenticIsNotEvenRefused() {
    server = core(ALWAYS_RETRY, serverKey);
    retried();
    Datagram initial = client.pollTransmit(now).orElseThrow();
    initial.bytes()[initial.size() - 1] ^= 1;

    server = core(ALWAYS_RETRY, serverKey);
    server.setAccepting(true);
    server.receive(new Datagram(CLIENT, initial.bytes(), initial.size()), now);

    assertEquals(Optional.empty(), server.pollTransmit(now));
    assertEquals(0, server.counters().of(Counter.INVALID_TOKENS));
  }

  @Test
  void aClientThatComesBackIsSparedTheRetry() {
    server = core(ALWAYS_RETRY, serverKey);
    connected();

    QuicConnection again = client.connect(serverKey.publicKey(), SERVER, ALPN, now);
    move(client, server, CLIENT);

    assertTrue(server.connections().stream().allMatch(QuicConnection::isPeerAddressValidated));
    exchange();
    assertTrue(again.isEstablished());
    assertEquals(1, server.counters().of(Counter.RETRIES_SENT));
    assertEquals(1, server.counters().of(Counter.NEW_TOKENS_ACCEPTED));
  }

  @Test
  void aClientShowsEachTokenOnce() throws Exception {
    connected();

    assertFalse(tokenOfNextAttempt(SERVER).isEmpty());
    assertTrue(tokenOfNextAttempt(SERVER).isEmpty());
  }

  @Test
  void aTokenIsShownNowhereElse() throws Exception {
    connected();

    assertTrue(tokenOfNextAttempt(CLIENT).isEmpty());
    assertFalse(tokenOfNextAttempt(SERVER).isEmpty());
  }

  @Test
  void aTokenOfAnEarlierConnectionThatIsNotValidCountsAsNone() {
    connected();
    server = core(ALWAYS_RETRY, serverKey); // restarted: its keys are others

    QuicConnection again = connected();

    assertTrue(again.isConfirmed());
    assertEquals(1, server.counters().of(Counter.RETRIES_SENT));
    assertEquals(0, server.counters().of(Counter.NEW_TOKENS_ACCEPTED));
    assertEquals(0, server.counters().of(Counter.INVALID_TOKENS));
  }

  @Test
  void handshakesAreBounded() {
    server =
        core(new EndpointConfig(EndpointConfig.DEFAULT.connection(), 100, 5, 5, 100), serverKey);
    server.setAccepting(true);
    for (int i = 0; i < 20; i++) {
      EndpointCore stranger = core(EndpointConfig.DEFAULT, KeyPair.generate(random));
      stranger.connect(serverKey.publicKey(), SERVER, ALPN, now);
      Datagram initial = stranger.pollTransmit(now).orElseThrow();
      server.receive(new Datagram(CLIENT, initial.bytes(), initial.size()), now);
    }

    assertEquals(5, server.handshakeCount());
    assertEquals(15, server.counters().of(Counter.HANDSHAKES_EVICTED));
    assertEquals(0, server.counters().of(Counter.HANDSHAKES_REFUSED));
  }

  @Test
  void failedHandshakesCountUntilNothingIsLeftOfThem() {
    server =
        core(new EndpointConfig(EndpointConfig.DEFAULT.connection(), 100, 100, 100, 5), serverKey);
    server.setAccepting(true);
    for (int i = 0; i < 8; i++) {
      EndpointCore stranger = core(EndpointConfig.DEFAULT, KeyPair.generate(random));
      stranger.connect(serverKey.publicKey(), SERVER, Bytes.fromHex("0102"), now);
      move(stranger, server, CLIENT);
      move(server, client, SERVER); // refused: nobody speaks that protocol
    }

    assertEquals(5, server.handshakeCount());
    assertEquals(5, server.connectionCount());
    assertEquals(3, server.counters().of(Counter.RETRIES_SENT));

    now = now.plus(Duration.ofSeconds(10));
    server.expire(now);
    move(server, client, SERVER);
    assertEquals(0, server.handshakeCount());
    assertEquals(0, server.connectionCount());
  }

  @Test
  void aRepeatedInitialOpensOneConnectionOnly() {
    server.setAccepting(true);
    client.connect(serverKey.publicKey(), SERVER, ALPN, now);
    Datagram initial = client.pollTransmit(now).orElseThrow();
    for (int port = 1; port < 5; port++) {
      byte[] copy = initial.bytes().clone();
      server.receive(
          new Datagram(new InetSocketAddress("192.0.2.1", port), copy, initial.size()), now);
    }

    assertEquals(1, server.connectionCount());
  }

  @Tag("fuzz")
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noiseLeavesNothingBehindAndIsNeverAmplified(long seed) {
    Random noise = new Random(seed);
    server.setAccepting(true);
    client.connect(serverKey.publicKey(), SERVER, ALPN, now);
    Datagram initial = client.pollTransmit(now).orElseThrow();
    long received = 0;
    long sent = 0;
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = java.util.Arrays.copyOf(initial.bytes(), initial.size());
      for (int flips = noise.nextInt(1, 20); flips > 0; flips--) {
        bytes[noise.nextInt(i % 2 == 0 ? 40 : bytes.length)] = (byte) noise.nextInt(256);
      }
      received += bytes.length;
      server.receive(new Datagram(CLIENT, bytes, bytes.length), now);
      for (Optional<Datagram> next = server.pollTransmit(now);
          next.isPresent();
          next = server.pollTransmit(now)) {
        sent += next.get().size();
      }
    }

    assertTrue(sent <= 3 * received, "seed " + seed);
    assertEquals(0, server.counters().of(Counter.INTERNAL_ERRORS), "seed " + seed);
    now = now.plus(Duration.ofMinutes(1)); // the handshake has taken too long
    exchange();
    now = now.plus(Duration.ofMinutes(1)); // and stragglers have had their time
    exchange();
    assertEquals(0, server.connectionCount(), "seed " + seed);
  }

  private QuicConnection connected() {
    server.setAccepting(true);
    QuicConnection connection = client.connect(serverKey.publicKey(), SERVER, ALPN, now);
    for (int i = 0; i < 5; i++) {
      exchange();
      now = now.plus(Duration.ofMillis(30));
      client.expire(now);
      server.expire(now);
    }
    exchange();
    assertTrue(connection.isConfirmed());
    return connection;
  }

  /** A connection whose client has got a Retry, and has not answered it yet. */
  private QuicConnection retried() {
    server.setAccepting(true);
    QuicConnection connection = client.connect(serverKey.publicKey(), SERVER, ALPN, now);
    move(client, server, CLIENT);
    move(server, client, SERVER);
    assertEquals(1, server.counters().of(Counter.RETRIES_SENT));
    return connection;
  }

  private Bytes tokenOfNextAttempt(InetSocketAddress address) throws Exception {
    client.connect(serverKey.publicKey(), address, ALPN, now);
    Datagram initial = client.pollTransmit(now).orElseThrow();
    return ((Packet.Long) PacketParser.parse(initial.bytes(), 0, initial.size(), 8)).token();
  }

  private void exchange() {
    client.expire(now);
    server.expire(now);
    boolean moved = true;
    while (moved) {
      moved = move(client, server, CLIENT) | move(server, client, SERVER);
    }
  }

  private boolean move(EndpointCore from, EndpointCore to, InetSocketAddress source) {
    boolean moved = false;
    for (Optional<Datagram> next = from.pollTransmit(now);
        next.isPresent();
        next = from.pollTransmit(now)) {
      to.receive(new Datagram(source, next.get().bytes(), next.get().size()), now);
      moved = true;
    }
    for (Optional<EndpointEvent> next = from.pollEvent(now);
        next.isPresent();
        next = from.pollEvent(now)) {
      if (from == client) {
        clientEvents.add(next.get());
      }
    }
    return moved;
  }

  private CloseReason endOf(QuicConnection connection) {
    return clientEvents.stream()
        .filter(event -> event.connection() == connection)
        .map(EndpointEvent::event)
        .filter(ConnectionEvent.Closed.class::isInstance)
        .map(event -> ((ConnectionEvent.Closed) event).reason())
        .findFirst()
        .orElseThrow();
  }

  private EndpointCore core(EndpointConfig config, KeyPair identity) {
    return new EndpointCore(
        config,
        TlsConfig.of(identity, List.of(ALPN)),
        random,
        Optional::empty,
        Deadline.ofNanos(0));
  }
}
