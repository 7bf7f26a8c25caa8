package io.mosaik.transport.quic.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.tls.CipherSuite;
import io.mosaik.transport.quic.tls.TrafficSecret;
import org.junit.jupiter.api.Test;

/** The vectors of RFC 9001, appendix A. */
class Rfc9001VectorsTest {

  private static final ConnectionId DESTINATION =
      new ConnectionId(Bytes.fromHex("8394c8f03e515708"));

  private static final String CLIENT_HELLO =
      "060040f1010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e86804fe3a47f06a2b69484c00000413"
          + "011302010000c000000010000e00000b6578616d706c652e636f6dff01000100000a00080006001d0017001800"
          + "100007000504616c706e000500050100000000003300260024001d00209370b2c9caa47fbabaf4559fedba753d"
          + "e171fa71f50f1ce15d43e994ec74d748002b0003020304000d0010000e04030503060302030804080508060"
          + "02d00020101001c00024001003900320408ffffffffffffffff05048000ffff07048000ffff080110010480007"
          + "5300901100f088394c8f03e51570806048000ffff";

  private static final String SERVER_HELLO =
      "02000000000600405a020000560303eefce7f7b37ba1d1632e96677825ddf73988cfc79825df566dc5430b9a045a"
          + "1200130100002e00330024001d00209d3c940d89690b84d08a60993c144eca684d1081287c834d5311bcf32bb9"
          + "da1a002b00020304";

  @Test
  void initialKeys() {
    InitialSecrets secrets = InitialSecrets.of(DESTINATION);

    assertHex("1f369613dd76d5467730efcbe3b1a22d", secrets.client().packetKey());
    assertHex("fa044b2f42a3fd3b46fb255c", secrets.client().iv());
    assertHex("9f50449e04a0e810283a1e9933adedd2", secrets.client().headerProtectionKey());
    assertHex("cf3a5331653c364c88f0f379b6067e37", secrets.server().packetKey());
    assertHex("0ac1493ca1905853b0bba03e", secrets.server().iv());
    assertHex("c206b8d9b9f0f37644430b490eeaa314", secrets.server().headerProtectionKey());
  }

  @Test
  void clientInitial() {
    byte[] packet = new byte[1200];
    WireWriter writer = new WireWriter(packet, 0, packet.length);
    PacketWriter.Started started =
        PacketWriter.startLong(
            writer, PacketType.INITIAL, DESTINATION, ConnectionId.EMPTY, Bytes.EMPTY, 2, 4);
    writer.writeBytes(Bytes.fromHex(CLIENT_HELLO));
    int payloadTo = packet.length - PacketParser.TAG_SIZE;
    started.finish(packet, packet.length);
    assertHex(
        "c300000001088394c8f03e5157080000449e00000002",
        Bytes.of(packet, 0, started.payloadAt()).toArray());

    int end =
        PacketProtection.of(InitialSecrets.of(DESTINATION).client())
            .protect(2, packet, 0, started.packetNumberAt(), payloadTo);

    assertEquals(1200, end);
    assertHex(
        "c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11d242b123dc9bd8bab936b47d92",
        Bytes.of(packet, 0, 45).toArray());
    assertHex("e221af44860018ab0856972e194cd934", Bytes.of(packet, 1184, 1200).toArray());
  }

  @Test
  void serverInitial() {
    Bytes source = Bytes.fromHex("f067a5502a4262b5");
    byte[] packet = new byte[200];
    WireWriter writer = new WireWriter(packet, 0, packet.length);
    PacketWriter.Started started =
        PacketWriter.startLong(
            writer,
            PacketType.INITIAL,
            ConnectionId.EMPTY,
            new ConnectionId(source),
            Bytes.EMPTY,
            1,
            2);
    writer.writeBytes(Bytes.fromHex(SERVER_HELLO));
    started.finish(packet, writer.position() + PacketParser.TAG_SIZE);

    int end =
        PacketProtection.of(InitialSecrets.of(DESTINATION).server())
            .protect(1, packet, 0, started.packetNumberAt(), writer.position());

    assertHex(
        "cf000000010008f067a5502a4262b5004075c0d95a482cd0991cd25b0aac406a5816b6394100f37a1c69797554"
            + "780bb38cc5a99f5ede4cf73c3ec2493a1839b3dbcba3f6ea46c5b7684df3548e7ddeb9c3bf9c73cc3f3bded7"
            + "4b562bfb19fb84022f8ef4cdd93795d77d06edbb7aaf2f58891850abbdca3d20398c276456cbc42158407dd0"
            + "74ee",
        Bytes.of(packet, 0, end).toArray());
  }

  @Test
  void retry() throws MalformedException {
    byte[] datagram =
        Bytes.fromHex("ff000000010008f067a5502a4262b5746f6b656e04a265ba2eff4d829058fb3f0f2496ba")
            .toArray();

    Packet.Retry retry = (Packet.Retry) PacketParser.parse(datagram, 0, datagram.length, 8);

    assertHex("746f6b656e", retry.token().toArray());
    assertTrue(RetryIntegrity.verify(DESTINATION, retry));
    assertFalse(RetryIntegrity.verify(ConnectionId.EMPTY, retry));
  }

  @Test
  void chaChaShortPacket() {
    TrafficSecret secret =
        new TrafficSecret(
            CipherSuite.TLS_CHACHA20_POLY1305_SHA256,
            Bytes.fromHex("9ac312a7f877468ebe69422748ad00a15443f18203a07d6060f688f30f21632b")
                .toArray());
    byte[] packet = new byte[21];
    WireWriter writer = new WireWriter(packet, 0, packet.length);
    PacketWriter.Started started =
        PacketWriter.startShort(writer, ConnectionId.EMPTY, 0, 654360564, 3);
    writer.writeByte(1);

    PacketProtection.of(secret)
        .protect(654360564, packet, 0, started.packetNumberAt(), writer.position());

    assertHex("4cfe4189655e5cd55c41f69080575d7999c25a5bfb", packet);
    TrafficSecret updated =
        new TrafficSecret(
            CipherSuite.TLS_CHACHA20_POLY1305_SHA256,
            Bytes.fromHex("1223504755036d556342ee9361d253421a826c9ecdf3c7148684b36b714881f9")
                .toArray());
    assertEquals(Bytes.of(updated.packetKey()), Bytes.of(secret.next().packetKey()));
  }

  private static void assertHex(String expected, byte[] actual) {
    assertEquals(Bytes.fromHex(expected), Bytes.of(actual));
  }
}
