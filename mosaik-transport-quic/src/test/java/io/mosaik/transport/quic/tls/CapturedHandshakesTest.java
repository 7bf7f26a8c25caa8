package io.mosaik.transport.quic.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.PublicKey;
import io.mosaik.transport.quic.packet.Capture;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The two recorded handshakes with iroh, lived through again: given the same keys and the same
 * messages of iroh, we say the same, byte for byte, and arrive at the same secrets.
 */
class CapturedHandshakesTest {

  /** In a transcript, by position: the hellos, the server's flight, the client's. */
  private record Transcript(List<HandshakeMessage> messages) {

    HandshakeMessage clientHello() {
      return messages.get(0);
    }

    Bytes serverHello() {
      return messages.get(1).encoded();
    }

    Bytes serverFlight() {
      return joined(2, 7);
    }

    Bytes clientFlight() {
      return joined(7, 10);
    }

    private Bytes joined(int from, int to) {
      return messages.subList(from, to).stream()
          .map(HandshakeMessage::encoded)
          .reduce(Bytes.EMPTY, Bytes::concat);
    }
  }

  private final List<String> keyLog = new ArrayList<>();

  @Test
  void asServerWeAnswerIrohAsRecorded() throws TlsException {
    Capture capture = capture("server");
    Transcript transcript = transcript(capture);
    ServerHello recorded = ServerHello.parse(transcript.messages().get(1).body());
    HandshakePair.End server =
        new HandshakePair.End(
            TlsHandshake.server(
                config(capture),
                recordedParameters(transcript.messages().get(2)),
                Scripted.random(
                    recorded.random().toHex(), capture.bytes("x25519_private").toHex())));

    server.handshake.receive(EncryptionLevel.INITIAL, transcript.clientHello().encoded());
    server.drain();

    assertEquals(transcript.serverHello(), server.outbox.remove().bytes());
    assertEquals(transcript.serverFlight(), server.outbox.remove().bytes());
    assertEquals(
        Optional.of(List.of(0x0807)),
        server.handshake.clientHello().map(ClientHelloFacts::signatureSchemes));
    assertEquals(
        Optional.of(RawPublicKey.serverName(key(capture, "local_id"))),
        server.handshake.clientHello().flatMap(ClientHelloFacts::serverName));

    server.handshake.receive(EncryptionLevel.HANDSHAKE, transcript.clientFlight());
    server.drain();

    assertTrue(server.complete);
    assertEquals(Optional.of(key(capture, "peer_id")), server.handshake.peerKey());
    assertSecretsOf(capture, server, "client", "server");
  }

  @Test
  void asClientWeAnswerIrohAsRecorded() throws TlsException {
    Capture capture = capture("client");
    Transcript transcript = transcript(capture);
    HandshakePair.End client =
        new HandshakePair.End(
            new ClientHandshake(
                config(capture).withGroups(List.of(NamedGroup.X25519)),
                key(capture, "peer_id"),
                ClientHello.parse(transcript.clientHello().body()),
                new X25519KeyExchange(Scripted.random(capture.bytes("x25519_private").toHex())),
                new Random(1)));

    client.drain();
    assertEquals(transcript.clientHello().encoded(), client.outbox.remove().bytes());

    client.handshake.receive(EncryptionLevel.INITIAL, transcript.serverHello());
    client.handshake.receive(EncryptionLevel.HANDSHAKE, transcript.serverFlight());
    client.drain();

    assertEquals(Optional.empty(), client.failure);
    assertEquals(transcript.clientFlight(), client.outbox.remove().bytes());
    assertTrue(client.complete);
    assertEquals(Optional.of(key(capture, "peer_id")), client.handshake.peerKey());
    assertEquals(
        Optional.of(recordedParameters(transcript.messages().get(2))), client.peerParameters);
    assertSecretsOf(capture, client, "server", "client");
  }

  @Test
  void theTicketsOfIrohAreForgotten() throws TlsException {
    Capture capture = capture("client");
    int tickets = 0;
    for (int datagram = 0; datagram < capture.datagrams().size(); datagram++) {
      for (Capture.Decrypted packet : capture.packets(datagram)) {
        if (!packet.sent() && packet.payload().toHex().startsWith("1e0600")) {
          // HANDSHAKE_DONE, then CRYPTO from offset 0 with a length of two bytes
          int size = (packet.payload().at(3) & 0x3f) << 8 | packet.payload().at(4) & 0xff;
          Bytes crypto = packet.payload().slice(5, 5 + size);
          for (HandshakeMessage message : HandshakePair.split(crypto)) {
            SessionTickets.check(message.body());
            tickets++;
          }
        }
      }
    }
    assertEquals(2, tickets);
  }

  private void assertSecretsOf(
      Capture capture, HandshakePair.End end, String reads, String writes) {
    assertKeys(capture, end, "HANDSHAKE READ", reads + "_handshake");
    assertKeys(capture, end, "HANDSHAKE WRITE", writes + "_handshake");
    assertKeys(capture, end, "APPLICATION READ", reads + "_1rtt");
    assertKeys(capture, end, "APPLICATION WRITE", writes + "_1rtt");
    assertEquals(
        List.of(
            capture.bytes("client_handshake_traffic_secret").toHex(),
            capture.bytes("server_handshake_traffic_secret").toHex(),
            capture.bytes("client_application_traffic_secret_0").toHex(),
            capture.bytes("server_application_traffic_secret_0").toHex()),
        keyLog.subList(0, 4).stream().map(line -> line.split(" ")[2]).toList());
  }

  private static void assertKeys(
      Capture capture, HandshakePair.End end, String ours, String recorded) {
    TrafficSecret secret = end.keys.get(ours);
    assertEquals(capture.key(recorded, "key"), Bytes.of(secret.packetKey()), ours);
    assertEquals(capture.key(recorded, "iv"), Bytes.of(secret.iv()), ours);
    assertEquals(capture.key(recorded, "hp"), Bytes.of(secret.headerProtectionKey()), ours);
  }

  private TlsConfig config(Capture capture) {
    return TlsConfig.of(
            KeyPair.ofSeed(capture.bytes("local_ed25519_seed")), List.of(HandshakePair.PING))
        .withSuites(List.of(CipherSuite.TLS_AES_128_GCM_SHA256))
        .withKeyLog(keyLog::add);
  }

  private static Bytes recordedParameters(HandshakeMessage encryptedExtensions)
      throws TlsException {
    Bytes block = new WireReader(encryptedExtensions.body()).vector16();
    return Extensions.parse(block, ExtensionType.Place.ENCRYPTED_EXTENSIONS)
        .require(ExtensionType.QUIC_TRANSPORT_PARAMETERS);
  }

  private static PublicKey key(Capture capture, String field) {
    return new PublicKey(capture.bytes(field));
  }

  private static Capture capture(String role) {
    return Capture.all()
        .filter(capture -> capture.name().equals("iroh-handshake-" + role))
        .findFirst()
        .orElseThrow();
  }

  private static Transcript transcript(Capture capture) {
    return new Transcript(HandshakePair.split(capture.bytes("tls_transcript")));
  }
}
