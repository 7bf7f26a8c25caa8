package io.mosaik.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.mosaik.api.InvalidPacketException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SignedPacketTest {

  private static final KeyPair SIGNER = KeyPair.ofSeed(Bytes.of(new byte[32]));
  private static final Timestamp NOON = new Timestamp(1_760_000_000_000_000L);

  @Test
  void theRecordOfTheVectorsIsSignedAndReadAsByPkarr() {
    JsonObject vectors = Vectors.load("codec-vectors.json");
    JsonObject record = Vectors.at(vectors, "dht_record").getAsJsonObject();
    KeyPair slot = KeyPair.ofSeed(Vectors.hex(vectors, "keys", "slot_seed_hex"));
    Timestamp timestamp = new Timestamp(Vectors.at(record, "timestamp_micros").getAsLong());
    Bytes payload = Vectors.hex(record, "dns_packet_hex");
    SignedPacket packet = SignedPacket.sign(slot, timestamp, payload);

    String prefix = Vectors.text(record, "signable_prefix_ascii");
    assertEquals(
        Bytes.of(prefix.getBytes(StandardCharsets.US_ASCII)).concat(payload),
        SignedPacket.signable(timestamp, payload));
    assertEquals(Vectors.hex(record, "signature_hex"), packet.signature().bytes());
    Bytes canonical = Vectors.hex(record, "signed_packet_hex");
    assertEquals(canonical, packet.toBytes());
    assertEquals(packet, SignedPacket.fromBytes(canonical));
    Bytes relayed = Vectors.hex(record, "relay_payload_hex");
    assertEquals(relayed, packet.toRelayPayload());
    assertEquals(packet, SignedPacket.fromRelayPayload(slot.publicKey(), relayed));
  }

  @Test
  void theItemOfARustNodeIsVerified() throws Exception {
    JsonObject item = Vectors.load("rust-dht-record.json");
    Digest slot = Digest.of(Vectors.text(item, "network_text"));
    for (int i = Vectors.at(item, "slot").getAsInt(); i > 0; i--) {
      slot = slot.derive(slot.bytes());
    }
    PublicKey key = KeyPair.ofSeed(slot.bytes()).publicKey();
    assertEquals(Vectors.hex(item, "public_key"), key.bytes());
    SignedPacket packet =
        SignedPacket.verified(
            key,
            new Signature(Vectors.hex(item, "sig_hex")),
            new Timestamp(Vectors.at(item, "seq").getAsLong()),
            Vectors.hex(item, "v_hex"));
    assertEquals(packet, SignedPacket.fromBytes(packet.toBytes()));
    assertEquals(
        packet,
        SignedPacket.sign(KeyPair.ofSeed(slot.bytes()), packet.timestamp(), packet.payload()));
  }

  @Test
  void aPayloadMayBeEmptyOrFullButNotFuller() {
    for (int size : List.of(0, 1, 1000)) {
      SignedPacket packet = SignedPacket.sign(SIGNER, NOON, Bytes.of(new byte[size]));
      assertEquals(SignedPacket.HEADER_SIZE + size, packet.toBytes().size());
      assertEquals(packet, SignedPacket.fromBytes(packet.toBytes()));
    }
    Bytes tooLong = Bytes.of(new byte[1001]);
    assertThrows(IllegalArgumentException.class, () -> SignedPacket.sign(SIGNER, NOON, tooLong));
    Signature signature = SIGNER.sign(SignedPacket.signable(NOON, tooLong));
    assertEquals(
        Reason.TOO_LARGE,
        assertThrows(
                InvalidPacketException.class,
                () -> SignedPacket.verified(SIGNER.publicKey(), signature, NOON, tooLong))
            .reason());
  }

  @Test
  void bytesThatAreTooShortAreMalformed() {
    Bytes whole = SignedPacket.sign(SIGNER, NOON, Bytes.EMPTY).toBytes();
    for (int size = 0; size < whole.size(); size++) {
      Bytes cut = whole.slice(0, size);
      assertEquals(
          Reason.MALFORMED,
          assertThrows(InvalidPacketException.class, () -> SignedPacket.fromBytes(cut)).reason());
    }
  }

  @Test
  void aNegativeTimestampIsMalformedEvenIfSigned() {
    ByteBuffer relayed = ByteBuffer.allocate(72);
    Bytes signable = Bytes.of("3:seqi-1e1:v0:".getBytes(StandardCharsets.US_ASCII));
    relayed.put(SIGNER.sign(signable).bytes().asByteBuffer()).putLong(-1);
    assertEquals(
        Reason.MALFORMED,
        assertThrows(
                InvalidPacketException.class,
                () -> SignedPacket.fromRelayPayload(SIGNER.publicKey(), Bytes.of(relayed.array())))
            .reason());
  }

  @Test
  void theLastTimestampOfAllIsReadAndWritten() {
    SignedPacket packet =
        SignedPacket.sign(SIGNER, new Timestamp(Long.MAX_VALUE), Bytes.fromHex("00"));
    assertEquals(packet, SignedPacket.fromBytes(packet.toBytes()));
  }

  @Test
  void aKeyThatIsNoPointIsMalformed() {
    byte[] bytes = SignedPacket.sign(SIGNER, NOON, Bytes.EMPTY).toBytes().toArray();
    bytes[0] = 2;
    java.util.Arrays.fill(bytes, 1, 32, (byte) 0);
    assertEquals(
        Reason.MALFORMED,
        assertThrows(InvalidPacketException.class, () -> SignedPacket.fromBytes(Bytes.of(bytes)))
            .reason());
  }

  @Test
  void everyChangedBitIsNoticed() {
    byte[] bytes = SignedPacket.sign(SIGNER, NOON, Bytes.fromHex("c0ffee")).toBytes().toArray();
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      Bytes changed = Bytes.of(bytes);
      assertThrows(InvalidPacketException.class, () -> SignedPacket.fromBytes(changed));
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  @Test
  void theLaterPacketIsTheGreaterAndOfEqualOnesThatWithTheLargerPayload() {
    List<SignedPacket> inOrder =
        Stream.of("00", "0001", "01", "7f", "80")
            .map(hex -> SignedPacket.sign(SIGNER, NOON, Bytes.fromHex(hex)))
            .toList();
    assertEquals(inOrder, inOrder.stream().sorted().toList());
    SignedPacket later = SignedPacket.sign(SIGNER, new Timestamp(NOON.micros() + 1), Bytes.EMPTY);
    assertTrue(inOrder.get(4).compareTo(later) < 0);
  }
}
