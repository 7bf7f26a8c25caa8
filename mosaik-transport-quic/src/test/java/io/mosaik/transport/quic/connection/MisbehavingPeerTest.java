package io.mosaik.transport.quic.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.frame.Frame;
import io.mosaik.transport.quic.frame.TransportError;
import io.mosaik.transport.quic.packet.ConnectionId;
import io.mosaik.transport.quic.tls.EncryptionLevel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that breaks rules under correct protection, and strangers that break in. */
class MisbehavingPeerTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Bytes EIGHT = Bytes.fromHex("0102030405060708");
  private static final Bytes TOKEN = EIGHT.concat(EIGHT);
  private static final Bytes KIBIBYTE = Bytes.of(new byte[1024]);

  static Stream<Arguments> breaches() {
    return Stream.of(
        breach(TransportError.PROTOCOL_VIOLATION, new Frame.HandshakeDone()),
        breach(TransportError.PROTOCOL_VIOLATION, new Frame.NewToken(EIGHT)),
        breach(TransportError.PROTOCOL_VIOLATION, new Frame.RetireConnectionId(77)),
        breach(
            TransportError.PROTOCOL_VIOLATION,
            new Frame.Ack(0, List.of(new Frame.AckRange(1 << 20, 1 << 20)), Optional.empty())),
        breach(TransportError.STREAM_STATE_ERROR, new Frame.MaxStreamData(1, 1)),
        breach(TransportError.STREAM_STATE_ERROR, new Frame.StopSending(2, 1)),
        breach(TransportError.STREAM_STATE_ERROR, new Frame.ResetStream(3, 1, 1)),
        breach(TransportError.STREAM_LIMIT_ERROR, new Frame.Stream(400, 0, EIGHT, false)),
        breach(TransportError.FLOW_CONTROL_ERROR, new Frame.Stream(0, 1_250_000, EIGHT, false)),
        breach(
            TransportError.FINAL_SIZE_ERROR,
            new Frame.Stream(0, 0, EIGHT, true),
            new Frame.Stream(0, 8, EIGHT, false)),
        breach(
            TransportError.FINAL_SIZE_ERROR,
            new Frame.Stream(0, 8, EIGHT, false),
            new Frame.ResetStream(0, 0, 4)),
        breach(TransportError.CRYPTO_BUFFER_EXCEEDED, new Frame.Crypto(16_384, KIBIBYTE)),
        breach(
            TransportError.PROTOCOL_VIOLATION,
            new Frame.NewConnectionId(9, 0, new ConnectionId(EIGHT), TOKEN),
            new Frame.NewConnectionId(10, 0, new ConnectionId(EIGHT), TOKEN)));
  }

  static Stream<Arguments> breachesOfAServer() {
    return Stream.of(
        breach(TransportError.PROTOCOL_VIOLATION, new Frame.RetireConnectionId(77)),
        breach(
            TransportError.PROTOCOL_VIOLATION,
            new Frame.Ack(0, List.of(new Frame.AckRange(1 << 20, 1 << 20)), Optional.empty())),
        breach(TransportError.STREAM_STATE_ERROR, new Frame.MaxStreamData(0, 1)),
        breach(TransportError.STREAM_STATE_ERROR, new Frame.StopSending(3, 1)),
        breach(TransportError.STREAM_STATE_ERROR, new Frame.ResetStream(2, 1, 1)),
        breach(TransportError.STREAM_STATE_ERROR, new Frame.Stream(0, 0, EIGHT, false)),
        breach(TransportError.STREAM_LIMIT_ERROR, new Frame.Stream(401, 0, EIGHT, false)),
        breach(TransportError.FLOW_CONTROL_ERROR, new Frame.Stream(1, 1_250_000, EIGHT, false)),
        breach(
            TransportError.FINAL_SIZE_ERROR,
            new Frame.Stream(3, 0, EIGHT, true),
            new Frame.Stream(3, 8, EIGHT, false)),
        breach(TransportError.CRYPTO_BUFFER_EXCEEDED, new Frame.Crypto(16_384, KIBIBYTE)));
  }

  private static Arguments breach(TransportError expected, Frame... frames) {
    return Arguments.of(expected, List.of(frames));
  }

  @ParameterizedTest
  @MethodSource("breaches")
  void aBreachEndsTheConnectionWithItsCode(TransportError expected, List<Frame> frames) {
    SimulatedPair pair = established(7);

    frames.forEach(pair.client.connection().state().control::add);
    pair.runUntil(pair.server::isClosed, LONG);
    pair.runUntil(pair.client::isClosed, LONG);

    CloseReason reason = pair.server.closeReason().orElseThrow();
    assertEquals(CloseReason.Cause.LOCAL_TRANSPORT, reason.cause());
    assertEquals(expected.code(), reason.code());
    assertEquals(expected.code(), pair.client.closeReason().orElseThrow().code());
  }

  @ParameterizedTest
  @MethodSource("breachesOfAServer")
  void aServersBreachEndsTheConnectionWithItsCode(TransportError expected, List<Frame> frames) {
    SimulatedPair pair = established(7);

    frames.forEach(pair.server.connection().state().control::add);
    pair.runUntil(pair.client::isClosed, LONG);
    pair.runUntil(pair.server::isClosed, LONG);

    CloseReason reason = pair.client.closeReason().orElseThrow();
    assertEquals(CloseReason.Cause.LOCAL_TRANSPORT, reason.cause());
    assertEquals(expected.code(), reason.code());
    assertEquals(expected.code(), pair.server.closeReason().orElseThrow().code());
  }

  @Test
  void datagramFramesAreToleratedByBothRoles() {
    SimulatedPair pair = established(12);

    pair.client.connection().state().control.add(new Frame.Datagram(EIGHT));
    pair.server.connection().state().control.add(new Frame.Datagram(EIGHT));
    pair.run(Duration.ofSeconds(1));

    assertTrue(pair.client.connection().isOpen() && pair.server.connection().isOpen());
    assertTrue(pair.server.qlog.stream().anyMatch(line -> line.contains("frame_ignored")));
    assertTrue(pair.client.qlog.stream().anyMatch(line -> line.contains("frame_ignored")));
  }

  /** We mark nothing, so whatever a peer counted was not ours (RFC 9000, section 13.4.2). */
  @Test
  void ecnCountsAreIgnored() {
    SimulatedPair pair = established(16);
    Frame.EcnCounts counts = new Frame.EcnCounts(7, 1, 1L << 60);
    ConnectionState client = pair.client.connection().state();
    long window = client.congestion.window();
    long received = client.space(EncryptionLevel.APPLICATION).received().largest();

    pair.server
        .connection()
        .state()
        .control
        .add(new Frame.Ack(0, List.of(new Frame.AckRange(0, 0)), Optional.of(counts)));
    pair.run(Duration.ofSeconds(1));

    assertTrue(client.space(EncryptionLevel.APPLICATION).received().largest() > received);
    assertTrue(pair.client.connection().isOpen());
    assertEquals(window, client.congestion.window());
  }

  @Test
  void tokensForLaterAreTakenOnceEachAndFewAndShort() {
    SimulatedPair pair = established(15);
    Bytes tooLong = Bytes.of(new byte[600]);

    for (Bytes token : List.of(EIGHT, TOKEN, EIGHT, tooLong, TOKEN)) {
      pair.server.connection().offerToken(token);
      pair.run(Duration.ofSeconds(1));
    }
    assertEquals(List.of(EIGHT, TOKEN), tokensOf(pair.client));

    for (int i = 0; i < 10; i++) {
      pair.server.connection().offerToken(Bytes.of(new byte[] {(byte) i}));
    }
    pair.run(Duration.ofSeconds(1));
    assertEquals(4, tokensOf(pair.client).size());
    assertTrue(pair.client.connection().isOpen());
  }

  private static List<Bytes> tokensOf(SimulatedPair.Side client) {
    return client.events.stream()
        .filter(ConnectionEvent.TokenReceived.class::isInstance)
        .map(event -> ((ConnectionEvent.TokenReceived) event).token())
        .toList();
  }

  /** Whoever retires ids unseen gets a new one for each; they must not pile up with us. */
  @Test
  void retiringIdsBlindlyMakesNothingGrow() throws Exception {
    SimulatedPair pair = established(13);
    ConnectionState victim = pair.server.connection().state();
    ConnectionId addressed = victim.localIds.active().iterator().next();

    for (int sequence = 1; sequence < 1000; sequence++) {
      victim.localIds.onRetire(new Frame.RetireConnectionId(sequence), addressed);
    }

    assertEquals(4, victim.localIds.active().size());
    assertEquals(3, victim.control.size());
  }

  @Test
  void aHandshakeThatTakesTooLongIsEndedAndThePeerIsTold() {
    SimulatedPair pair = new SimulatedPair(14);
    pair.serverConfig = patient();
    pair.run(Duration.ofMillis(15)); // the server has answered, and nothing gets through
    pair.impairment = new Impairment(Duration.ofMillis(10), Duration.ZERO, 1, 0, 0, 0);
    pair.run(ConnectionConfig.DEFAULT.handshakeTimeout().minus(Duration.ofMillis(16)));
    pair.impairment = Impairment.NONE;

    pair.runUntil(pair.server::isClosed, LONG);

    assertEquals(
        CloseReason.Cause.HANDSHAKE_TIMEOUT, pair.client.closeReason().orElseThrow().cause());
    assertEquals(
        new CloseReason(CloseReason.Cause.PEER_TRANSPORT, 0, "no handshake in time"),
        pair.server.closeReason().orElseThrow());
  }

  @Test
  void moreConnectionIdsThanAllowedEndTheConnection() {
    SimulatedPair pair = established(8);

    for (int i = 0; i < 6; i++) {
      pair.client
          .connection()
          .state()
          .control
          .add(new Frame.NewConnectionId(20 + i, 0, ConnectionId.random(new Random(i), 8), TOKEN));
    }
    pair.runUntil(pair.server::isClosed, LONG);

    assertEquals(
        TransportError.CONNECTION_ID_LIMIT_ERROR.code(),
        pair.server.closeReason().orElseThrow().code());
  }

  @Tag("fuzz")
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void forgedDatagramsChangeNothingAtAnyStage(long seed) {
    SimulatedPair pair = new SimulatedPair(seed);
    Random random = new Random(seed);
    InetSocketAddress attacker = SimulatedPair.CLIENT_ADDRESS;
    for (int i = 0; i < 300; i++) {
      byte[] forged = new byte[random.nextInt(1, 1500)];
      random.nextBytes(forged);
      boolean toServer = random.nextBoolean();
      pair.send(
          toServer,
          new Datagram(toServer ? attacker : SimulatedPair.SERVER_ADDRESS, forged, forged.length));
      pair.run(Duration.ofMillis(1));
    }

    pair.runUntil(() -> pair.client.isConfirmed() && pair.server.isConfirmed(), LONG);

    assertTrue(pair.client.connection().isOpen() && pair.server.connection().isOpen());
  }

  @Test
  void anUnvalidatedAddressGetsAtMostThreeTimesWhatItSent() {
    SimulatedPair pair = new SimulatedPair(9);
    // The client's first datagram arrives, and from then on nothing does.
    pair.run(Duration.ofMillis(10));
    pair.impairment = new Impairment(Duration.ofMillis(10), Duration.ZERO, 1, 0, 0, 0);

    pair.run(Duration.ofSeconds(30));

    assertTrue(pair.serverBytes > 0, "the server answered");
    assertTrue(pair.serverBytes <= 3 * 1200, "sent " + pair.serverBytes);
  }

  @Test
  void aClientThatMovesIsFollowedOnceItProvesThatItIsThere() {
    SimulatedPair pair = established(10);
    pair.server.echo = true;
    byte[] data = new byte[200_000];
    long stream = pair.client.connection().streams().open(true).orElseThrow();
    pair.client.send(stream, data);
    pair.run(Duration.ofMillis(30));

    pair.clientAddress = new InetSocketAddress("198.51.100.9", 999);
    pair.runUntil(() -> pair.client.finished.contains(stream), LONG);

    assertEquals(pair.clientAddress, pair.server.connection().remote());
    assertTrue(pair.server.connection().isPeerAddressValidated());
    assertEquals(data.length, pair.client.received.get(stream).size());
  }

  @Test
  void keysCanBeChangedAgainAndAgain() {
    SimulatedPair pair = established(11);
    for (int i = 1; i <= 5; i++) {
      pair.client.connection().state().control.add(new Frame.Ping());
      pair.run(Duration.ofMillis(100));
      assertTrue(pair.client.connection().updateKeys(), "update " + i);
      pair.client.connection().state().control.add(new Frame.Ping());
      pair.run(Duration.ofMillis(100));
      assertEquals(i, pair.server.connection().keyUpdates());
    }
  }

  private static ConnectionConfig patient() {
    ConnectionConfig usual = ConnectionConfig.DEFAULT;
    return new ConnectionConfig(
        usual.idleTimeout(),
        usual.keepAlive(),
        Duration.ofMinutes(1),
        usual.initialRtt(),
        usual.streams(),
        usual.maxUdpPayload(),
        usual.keyUpdateAfter());
  }

  private static SimulatedPair established(long seed) {
    SimulatedPair pair = new SimulatedPair(seed);
    pair.runUntil(() -> pair.client.isConfirmed() && pair.server.isConfirmed(), LONG);
    pair.run(Duration.ofMillis(200));
    return pair;
  }
}
