package io.mosaik.transport.quic.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.tls.CipherSuite;
import io.mosaik.transport.quic.tls.TrafficSecret;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacketCodecTest {

  @Test
  void packetNumbersDecodeAsInAppendixA() {
    assertEquals(0xa82f9b32L, PacketNumbers.decode(0x9b32, 2, 0xa82f30eaL + 1));
    assertEquals(2, PacketNumbers.encodedSize(0xac5c02L, 0xabe8b3L));
    assertEquals(3, PacketNumbers.encodedSize(0xace8feL, 0xabe8b3L));
  }

  @Test
  void everyPacketNumberSurvivesItsShortForm() {
    Random random = new Random(9000);
    for (int i = 0; i < 20_000; i++) {
      long acknowledged = random.nextLong(-1, PacketNumbers.MAX / 2);
      long number = acknowledged + 1 + random.nextInt(1 << random.nextInt(1, 30));
      int size = PacketNumbers.encodedSize(number, acknowledged);
      long truncated = number & (1L << 8 * size) - 1;
      long receiverExpects = acknowledged + 1 + random.nextLong(number - acknowledged);

      assertEquals(number, PacketNumbers.decode(truncated, size, receiverExpects));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 63, 64, 16383, 16384, 1073741823, 1073741824, (1L << 62) - 1})
  void varIntsSurviveInEveryLengthThatHoldsThem(long value) throws MalformedException {
    for (int size = WireWriter.varIntSize(value); size <= 8; size *= 2) {
      byte[] bytes = new byte[size];
      new WireWriter(bytes, 0, size).writeVarInt(value, size);

      WireReader reader = new WireReader(bytes, 0, size);
      assertEquals(value, reader.readVarInt());
      assertFalse(reader.hasRemaining());
    }
  }

  @Test
  void aTruncatedVarIntIsMalformed() {
    WireReader reader = new WireReader(Bytes.fromHex("c0000000"));
    assertThrows(MalformedException.class, reader::readVarInt);
  }

  @ParameterizedTest
  @EnumSource(CipherSuite.class)
  void aPacketOpensAfterAForgeryWithItsNumber(CipherSuite suite) {
    TrafficSecret secret = new TrafficSecret(suite, new byte[suite.hash().size()]);
    byte[] packet = new byte[100];
    packet[0] = 0x40;
    int end = PacketCipher.of(secret).seal(7, packet, 0, 10, 50);
    byte[] forged = packet.clone();
    forged[30] ^= 1;
    PacketCipher reader = PacketCipher.of(secret);

    assertEquals(-1, reader.open(7, forged, 0, 10, end));
    assertEquals(50, reader.open(7, packet, 0, 10, end));
  }

  @Test
  void versionNegotiationEchoesLongIds() throws MalformedException {
    Bytes destination = Bytes.of(new byte[255]);
    Bytes source = Bytes.fromHex("0102");
    byte[] datagram =
        PacketWriter.versionNegotiation(destination, source, List.of(1, 0x0a1a2a3a), 5).toArray();

    Packet.VersionNegotiation parsed =
        assertInstanceOf(
            Packet.VersionNegotiation.class, PacketParser.parse(datagram, 0, datagram.length, 8));

    assertEquals(destination, parsed.destination());
    assertEquals(source, parsed.source());
    assertEquals(List.of(1, 0x0a1a2a3a), parsed.versions());
  }

  @Test
  void aRetryVerifiesOnlyAgainstItsInitial() throws MalformedException {
    ConnectionId original = new ConnectionId(Bytes.fromHex("0011223344556677"));
    ConnectionId source = new ConnectionId(Bytes.fromHex("aabb"));
    byte[] datagram =
        PacketWriter.retry(ConnectionId.EMPTY, source, original, Bytes.fromHex("cafe")).toArray();

    Packet.Retry parsed = (Packet.Retry) PacketParser.parse(datagram, 0, datagram.length, 8);

    assertEquals(source, parsed.source());
    assertTrue(RetryIntegrity.verify(original, parsed));
    assertFalse(RetryIntegrity.verify(source, parsed));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "00112233445566778899aabbccddeeff00112233445566778899aabb", // fixed bit 0
        "40112233445566778899aabbccddeeff", // too short for a sample
        "c0000000011500000000000000000000000000000000000000000000", // id of 21 bytes
        "e000000001000040ff00", // length beyond the datagram
        "f00000000100000011223344", // Retry without room for a tag
      })
  void whatIsNoPacketIsMalformed(String hex) {
    byte[] datagram = Bytes.fromHex(hex).toArray();
    assertThrows(
        MalformedException.class, () -> PacketParser.parse(datagram, 0, datagram.length, 8));
  }

  @Tag("fuzz")
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomDatagramsParseOrAreMalformed(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 50_000; i++) {
      byte[] datagram = new byte[random.nextInt(80)];
      random.nextBytes(datagram);
      if (datagram.length > 5 && random.nextBoolean()) {
        new WireWriter(datagram, 1, 5).writeInt32(random.nextInt(3));
      }
      try {
        Packet packet = PacketParser.parse(datagram, 0, datagram.length, 8);
        assertTrue(packet.end() > 0 && packet.end() <= datagram.length, "seed " + seed);
      } catch (MalformedException expected) {
        assertFalse(expected.getMessage().isEmpty());
      }
    }
  }

  @Tag("fuzz")
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void rangesBehaveLikeASetOfNumbers(long seed) {
    Random random = new Random(seed);
    LongRanges ranges = new LongRanges();
    BitSet model = new BitSet();
    for (int i = 0; i < 5_000; i++) {
      int start = random.nextInt(300);
      int end = start + random.nextInt(20);
      if (random.nextInt(3) > 0) {
        ranges.add(start, end);
        model.set(start, end);
      } else {
        ranges.remove(start, end);
        model.clear(start, end);
      }
      assertEquals(textOf(model), ranges.toString(), "seed " + seed + ", step " + i);
      assertEquals(model.get(start), ranges.contains(start));
      int firstClear = model.nextClearBit(start);
      assertEquals(firstClear >= start + 5, ranges.containsRange(start, start + 5));
    }
  }

  private static String textOf(BitSet model) {
    StringBuilder text = new StringBuilder("[");
    for (int start = model.nextSetBit(0); start >= 0; ) {
      int end = model.nextClearBit(start);
      text.append(text.length() == 1 ? "" : ", ").append(start).append("..").append(end);
      start = model.nextSetBit(end);
    }
    return text.append(']').toString();
  }

  @Test
  void aStatelessResetIsRecognisedAndNeverGrows() {
    StatelessReset resets = new StatelessReset(Bytes.of(new byte[32]));
    Bytes token = resets.token(new ConnectionId(Bytes.fromHex("0102030405060708")));
    Random random = new Random(1);

    for (int size = 0; size < 100; size++) {
      Bytes reset = StatelessReset.datagram(token, size, random);
      assertTrue(reset.isEmpty() ? size <= 21 : reset.size() < size);
      if (!reset.isEmpty()) {
        assertFalse(PacketParser.isLongForm(reset.at(0)));
        assertTrue(StatelessReset.endsWith(reset.toArray(), reset.size(), token));
      }
    }
  }
}
