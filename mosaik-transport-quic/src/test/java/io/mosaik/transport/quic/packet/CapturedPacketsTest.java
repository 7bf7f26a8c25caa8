package io.mosaik.transport.quic.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mosaik.api.Bytes;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every packet of the two recorded exchanges, opened and sealed again. */
class CapturedPacketsTest {

  private static final int LOCAL_ID_SIZE = 8;

  @ParameterizedTest
  @MethodSource("io.mosaik.transport.quic.packet.Capture#all")
  void initialSecretsAreThoseOfTheRecorder(Capture capture) {
    InitialSecrets secrets =
        InitialSecrets.of(new ConnectionId(capture.bytes("client_initial_dcid")));

    assertEquals(capture.key("client_initial", "key"), Bytes.of(secrets.client().packetKey()));
    assertEquals(capture.key("server_initial", "iv"), Bytes.of(secrets.server().iv()));
    assertEquals(
        capture.key("server_initial", "hp"), Bytes.of(secrets.server().headerProtectionKey()));
  }

  @ParameterizedTest
  @MethodSource("io.mosaik.transport.quic.packet.Capture#all")
  void everyPacketOpensToWhatWasRecorded(Capture capture) throws MalformedException {
    List<Bytes> datagrams = capture.datagrams();
    for (int i = 0; i < datagrams.size(); i++) {
      openAll(capture, datagrams.get(i).toArray(), capture.packets(i));
    }
  }

  private static void openAll(Capture capture, byte[] bytes, List<Capture.Decrypted> packets)
      throws MalformedException {
    int position = 0;
    for (Capture.Decrypted expected : packets) {
      Packet.Protected packet =
          (Packet.Protected) PacketParser.parse(bytes, position, bytes.length, LOCAL_ID_SIZE);
      PacketProtection protection = capture.protectionOf(expected);
      int numberSize =
          protection.header().unprotect(bytes, packet.start(), packet.packetNumberAt());
      int payloadAt = packet.packetNumberAt() + numberSize;
      WireReader number = new WireReader(bytes, packet.packetNumberAt(), payloadAt);
      long truncated = 0;
      while (number.hasRemaining()) {
        truncated = truncated << 8 | number.readByte();
      }
      assertEquals(
          expected.number(), PacketNumbers.decode(truncated, numberSize, expected.number()));
      int end =
          protection
              .cipher()
              .open(expected.number(), bytes, packet.start(), payloadAt, packet.end());

      assertEquals(expected.header(), Bytes.of(bytes, packet.start(), payloadAt));
      assertEquals(expected.payload(), Bytes.of(bytes, payloadAt, end));
      position = packet.end();
    }
    assertEquals(bytes.length, position, "all of the datagram is read");
  }

  @ParameterizedTest
  @MethodSource("io.mosaik.transport.quic.packet.Capture#all")
  void everyDatagramIsRebuiltByteForByte(Capture capture) {
    List<Bytes> datagrams = capture.datagrams();
    for (int i = 0; i < datagrams.size(); i++) {
      Bytes rebuilt = Bytes.EMPTY;
      for (Capture.Decrypted packet : capture.packets(i)) {
        rebuilt = rebuilt.concat(sealed(capture, packet));
      }
      assertEquals(datagrams.get(i), rebuilt, "datagram " + i);
    }
  }

  private static Bytes sealed(Capture capture, Capture.Decrypted packet) {
    int numberSize = (packet.header().at(0) & 3) + 1;
    int payloadTo = packet.header().size() + packet.payload().size();
    byte[] bytes = new byte[payloadTo + PacketParser.TAG_SIZE];
    packet.header().copyTo(bytes, 0);
    packet.payload().copyTo(bytes, packet.header().size());
    int end =
        capture
            .protectionOf(packet)
            .protect(packet.number(), bytes, 0, packet.header().size() - numberSize, payloadTo);
    return Bytes.of(bytes, 0, end);
  }
}
