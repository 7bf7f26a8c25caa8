package io.mosaik.transport.quic.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Our client against our server, when nothing goes wrong. */
class TlsHandshakeTest {

  private static final TlsConfig CLIENT = HandshakePair.CLIENT_CONFIG;
  private static final TlsConfig SERVER = HandshakePair.SERVER_CONFIG;

  static Stream<Arguments> suitesAndGroups() {
    return Stream.of(CipherSuite.values())
        .flatMap(suite -> Stream.of(NamedGroup.values()).map(group -> Arguments.of(suite, group)));
  }

  @ParameterizedTest
  @MethodSource("suitesAndGroups")
  void bothSidesAgreeInEverySuiteAndGroup(CipherSuite suite, NamedGroup group) {
    HandshakePair pair =
        HandshakePair.completed(
            CLIENT.withSuites(List.of(suite)).withGroups(List.of(group)), SERVER);

    assertAgreed(pair);
    assertEquals(Optional.of(suite), pair.client.handshake.cipherSuite());
  }

  @ParameterizedTest
  @EnumSource(CipherSuite.class)
  void aServerThatInsistsOnP256GetsItByRetry(CipherSuite suite) {
    HandshakePair pair =
        HandshakePair.completed(
            CLIENT.withSuites(List.of(suite)), SERVER.withGroups(List.of(NamedGroup.SECP256R1)));

    assertAgreed(pair);
    assertEquals(2 + 3, pair.sentBy(Side.CLIENT), "two hellos, then three messages");
  }

  @Test
  void aServerFollowsTheClientsOrderOfSuites() {
    List<CipherSuite> reversed = new ArrayList<>(List.of(CipherSuite.values()));
    java.util.Collections.reverse(reversed);

    HandshakePair pair = HandshakePair.completed(CLIENT.withSuites(reversed), SERVER);

    assertEquals(Optional.of(reversed.get(0)), pair.server.handshake.cipherSuite());
  }

  @Test
  void theServersFirstCommonProtocolIsChosen() {
    Bytes a = HandshakePair.ascii("a");
    Bytes b = HandshakePair.ascii("b");
    Bytes c = HandshakePair.ascii("c");

    HandshakePair pair =
        HandshakePair.completed(CLIENT.withAlpn(List.of(a, b, c)), SERVER.withAlpn(List.of(c, b)));

    assertEquals(Optional.of(c), pair.client.handshake.alpn());
    assertAgreed(pair);
  }

  @Test
  void eventsComeInTheOrderInWhichTheyMustBeActedUpon() {
    HandshakePair pair = HandshakePair.completed(CLIENT, SERVER);

    assertEquals(
        List.of(
            "transmit INITIAL",
            "keys HANDSHAKE WRITE",
            "keys HANDSHAKE READ",
            "parameters",
            "transmit HANDSHAKE",
            "keys APPLICATION WRITE",
            "keys APPLICATION READ",
            "complete"),
        pair.client.log);
    assertEquals(
        List.of(
            "parameters",
            "transmit INITIAL",
            "keys HANDSHAKE WRITE",
            "keys HANDSHAKE READ",
            "transmit HANDSHAKE",
            "keys APPLICATION WRITE",
            "keys APPLICATION READ",
            "complete"),
        pair.server.log);
  }

  @Test
  void nothingIsReadAt1RttBeforeTheClientHasProvedItself() {
    HandshakePair pair =
        new HandshakePair(
                CLIENT,
                SERVER,
                (sender, message) ->
                    sender == Side.CLIENT && message.typeCode() == HandshakeType.FINISHED.code()
                        ? List.of()
                        : List.of(message))
            .run();

    assertTrue(pair.client.complete);
    assertFalse(pair.server.complete);
    assertTrue(pair.server.keys.containsKey("APPLICATION WRITE"));
    assertFalse(pair.server.keys.containsKey("APPLICATION READ"));
    assertEquals(Optional.empty(), pair.server.handshake.peerKey());
    assertThrows(
        IllegalStateException.class,
        () -> pair.server.handshake.exportKeyingMaterial("x", Bytes.EMPTY, 32));
  }

  @Test
  void messagesMayComeByteByByte() {
    HandshakePair.End client =
        new HandshakePair.End(
            TlsHandshake.client(
                CLIENT,
                HandshakePair.SERVER_KEY.publicKey(),
                HandshakePair.CLIENT_PARAMETERS,
                new Random(1)));
    HandshakePair.End server =
        new HandshakePair.End(
            TlsHandshake.server(SERVER, HandshakePair.SERVER_PARAMETERS, new Random(2)));

    client.drain();
    carryByteByByte(client, server);
    carryByteByByte(server, client);
    carryByteByByte(client, server);

    assertTrue(client.complete);
    assertTrue(server.complete);
  }

  @Test
  void theServerNameIsTheDialledIdInBase32Hex() {
    // The key of the seed of 32 zeros.
    var zeroSeed = io.mosaik.api.KeyPair.ofSeed(Bytes.of(new byte[32]));

    assertEquals(
        "7dl2ff6emqi2qol3l382krodedij45bn3nh479hqo14a32qpr8kg.iroh.invalid",
        RawPublicKey.serverName(zeroSeed.publicKey()));
  }

  @Test
  void theServerSeesWhatTheClientLetSlip() {
    HandshakePair named = HandshakePair.completed(CLIENT, SERVER);
    HandshakePair unnamed = HandshakePair.completed(CLIENT.withServerName(false), SERVER);

    assertEquals(
        new ClientHelloFacts(
            Optional.of(RawPublicKey.serverName(HandshakePair.SERVER_KEY.publicKey())),
            List.of(0x0807)),
        named.server.handshake.clientHello().orElseThrow());
    assertEquals(
        new ClientHelloFacts(Optional.empty(), List.of(0x0807)),
        unnamed.server.handshake.clientHello().orElseThrow());
    assertEquals(Optional.empty(), named.client.handshake.clientHello());
  }

  @Test
  void theKeyLogOfBothSidesHoldsTheSameFiveSecrets() {
    List<String> clientLog = new ArrayList<>();
    List<String> serverLog = new ArrayList<>();

    HandshakePair.completed(CLIENT.withKeyLog(clientLog::add), SERVER.withKeyLog(serverLog::add));

    assertEquals(clientLog, serverLog);
    assertEquals(
        List.of(
            "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
            "SERVER_HANDSHAKE_TRAFFIC_SECRET",
            "CLIENT_TRAFFIC_SECRET_0",
            "SERVER_TRAFFIC_SECRET_0",
            "EXPORTER_SECRET"),
        clientLog.stream().map(line -> line.split(" ")[0]).toList());
    assertTrue(clientLog.get(0).matches("\\w+ [0-9a-f]{64} [0-9a-f]{64}"), clientLog.get(0));
  }

  @Test
  void aKeyLogThatThrowsEndsTheHandshakeAndNothingElse() {
    HandshakePair pair =
        HandshakePair.completed(
            CLIENT,
            SERVER.withKeyLog(
                line -> {
                  throw new IllegalStateException("disk full");
                }));

    assertEquals(
        Optional.of(0x100L + TlsAlert.INTERNAL_ERROR.code()),
        pair.server.failure.map(TlsFailure::quicErrorCode));
  }

  @Test
  void sessionTicketsAreForgotten() {
    HandshakePair pair = HandshakePair.completed(CLIENT, SERVER);
    Bytes body =
        Bytes.fromHex("00015180" + "01020304" + "0100" + "0004aabbccdd" + "0008002a0004ffffffff");

    pair.client.handshake.receive(
        EncryptionLevel.APPLICATION,
        HandshakeMessage.of(HandshakeType.NEW_SESSION_TICKET, body).encoded());
    pair.client.drain();

    assertEquals(Optional.empty(), pair.client.failure);
    assertTrue(pair.client.handshake.isComplete());
  }

  @Test
  void exportedMaterialDependsOnLabelContextAndLength() {
    TlsHandshake client = HandshakePair.completed(CLIENT, SERVER).client.handshake;
    Bytes context = Bytes.fromHex("01");
    Bytes exported = Bytes.of(client.exportKeyingMaterial("label", context, 32));

    assertEquals(exported, Bytes.of(client.exportKeyingMaterial("label", context, 32)));
    assertNotEquals(exported, Bytes.of(client.exportKeyingMaterial("other", context, 32)));
    assertNotEquals(exported, Bytes.of(client.exportKeyingMaterial("label", Bytes.EMPTY, 32)));
    assertNotEquals(exported, Bytes.of(client.exportKeyingMaterial("label", context, 64), 0, 32));
  }

  @Test
  void destroyWipesWhatWasNotHandedOver() {
    TlsHandshake server =
        TlsHandshake.server(SERVER, HandshakePair.SERVER_PARAMETERS, new Random(2));
    HandshakePair.End client =
        new HandshakePair.End(
            TlsHandshake.client(
                CLIENT,
                HandshakePair.SERVER_KEY.publicKey(),
                HandshakePair.CLIENT_PARAMETERS,
                new Random(1)));
    client.drain();
    server.receive(EncryptionLevel.INITIAL, client.outbox.remove().bytes());

    server.destroy();
    server.destroy();

    assertEquals(Optional.empty(), server.poll());
    server.receive(EncryptionLevel.HANDSHAKE, Bytes.fromHex("0b"));
    assertEquals(Optional.empty(), server.poll());
  }

  @Test
  void aConfigurationWithNothingToOfferIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> CLIENT.withAlpn(List.of()));
    assertThrows(IllegalArgumentException.class, () -> CLIENT.withAlpn(List.of(Bytes.EMPTY)));
    assertThrows(IllegalArgumentException.class, () -> CLIENT.withSuites(List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> CLIENT.withGroups(List.of(NamedGroup.X25519, NamedGroup.X25519)));
  }

  private static void assertAgreed(HandshakePair pair) {
    HandshakePair.End client = pair.client;
    HandshakePair.End server = pair.server;
    assertEquals(Optional.empty(), client.failure);
    assertEquals(Optional.empty(), server.failure);
    assertTrue(client.complete);
    assertTrue(server.complete);
    for (EncryptionLevel level : List.of(EncryptionLevel.HANDSHAKE, EncryptionLevel.APPLICATION)) {
      assertArrayEquals(
          client.keys.get(level + " WRITE").packetKey(),
          server.keys.get(level + " READ").packetKey());
      assertArrayEquals(
          client.keys.get(level + " READ").packetKey(),
          server.keys.get(level + " WRITE").packetKey());
    }
    assertEquals(client.handshake.alpn(), server.handshake.alpn());
    assertEquals(Optional.of(HandshakePair.SERVER_KEY.publicKey()), client.handshake.peerKey());
    assertEquals(Optional.of(HandshakePair.CLIENT_KEY.publicKey()), server.handshake.peerKey());
    assertEquals(Optional.of(HandshakePair.SERVER_PARAMETERS), client.peerParameters);
    assertEquals(Optional.of(HandshakePair.CLIENT_PARAMETERS), server.peerParameters);
    assertArrayEquals(
        client.handshake.exportKeyingMaterial("EXPORTER-x", Bytes.fromHex("01"), 48),
        server.handshake.exportKeyingMaterial("EXPORTER-x", Bytes.fromHex("01"), 48));
  }

  private static void carryByteByByte(HandshakePair.End from, HandshakePair.End to) {
    while (!from.outbox.isEmpty()) {
      TlsEvent.Transmit flight = from.outbox.remove();
      for (int i = 0; i < flight.bytes().size(); i++) {
        to.handshake.receive(flight.level(), flight.bytes().slice(i, i + 1));
      }
    }
    to.drain();
  }
}
