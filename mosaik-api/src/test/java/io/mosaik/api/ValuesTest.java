package io.mosaik.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The small values: bytes, digests, keys, addresses, timestamps. */
class ValuesTest {

  private static final KeyPair PEER = KeyPair.ofSeed(Bytes.fromHex("07".repeat(32)));

  @Test
  void bytesAreCopiedInAndOut() {
    byte[] array = {1, 2, 3};
    Bytes bytes = Bytes.of(array);
    array[0] = 9;
    bytes.toArray()[1] = 9;
    assertEquals(Bytes.fromHex("010203"), bytes);
    assertTrue(bytes.asByteBuffer().isReadOnly());
    ByteBuffer buffer = ByteBuffer.wrap(new byte[] {0, 1, 2, 3}).position(1);
    assertEquals(bytes, Bytes.of(buffer));
    assertEquals(1, buffer.position());
  }

  @Test
  void bytesAreOrderedUnsigned() {
    List<Bytes> inOrder =
        List.of(
            Bytes.EMPTY,
            Bytes.fromHex("00"),
            Bytes.fromHex("0000"),
            Bytes.fromHex("7f"),
            Bytes.fromHex("80"),
            Bytes.fromHex("ff"));
    assertEquals(inOrder, inOrder.stream().sorted().toList());
  }

  @Test
  void bytesAreCutAndJoined() {
    Bytes bytes = Bytes.fromHex("0102030405");
    assertEquals(bytes, bytes.slice(0, 2).concat(bytes.slice(2, 5)));
    assertSame(Bytes.EMPTY, bytes.slice(3, 3));
    assertSame(Bytes.EMPTY, Bytes.EMPTY.concat(Bytes.EMPTY));
    assertEquals(3, bytes.at(2));
    byte[] target = new byte[7];
    bytes.copyTo(target, 2);
    assertEquals("00000102030405", Bytes.of(target).toHex());
    assertThrows(IndexOutOfBoundsException.class, () -> bytes.slice(4, 6));
    assertThrows(IndexOutOfBoundsException.class, () -> bytes.slice(3, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> bytes.at(5));
    assertThrows(IndexOutOfBoundsException.class, () -> bytes.copyTo(target, 3));
  }

  @Test
  void bytesMoveTheBufferThatTheyAreWrittenToAndLeaveTheOneThatTheyAreReadFrom() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(4).position(1);
    Bytes.fromHex("0102").copyTo(buffer);
    assertEquals(3, buffer.position());
    assertThrows(BufferOverflowException.class, () -> Bytes.fromHex("0304").copyTo(buffer));
    buffer.flip().position(1);
    assertEquals("0102", Bytes.of(buffer).toHex());
    assertEquals(1, buffer.position());
  }

  @Test
  void bytesWithOneContentAreOne() {
    assertEquals(Bytes.fromHex("AbCd"), Bytes.fromHex("aBcD"));
    assertEquals(
        Bytes.fromHex("abcd").hashCode(),
        Bytes.of(Bytes.fromHex("00abcd").toArray(), 1, 3).hashCode());
    assertNotEquals(Bytes.fromHex("abcd"), Bytes.fromHex("abce"));
    assertThrows(IllegalArgumentException.class, () -> Bytes.fromHex("abc"));
    assertThrows(IllegalArgumentException.class, () -> Bytes.fromHex("0g"));
  }

  @Test
  void digestsKeysAndSignaturesHaveOneLength() {
    for (int size : List.of(0, 31, 33, 63, 65)) {
      Bytes wrong = Bytes.of(new byte[size]);
      assertThrows(IllegalArgumentException.class, () -> Digest.ofBytes(wrong));
      assertThrows(IllegalArgumentException.class, () -> NetworkId.ofBytes(wrong));
      assertThrows(IllegalArgumentException.class, () -> new PublicKey(wrong));
      assertThrows(IllegalArgumentException.class, () -> new Signature(wrong));
      assertThrows(IllegalArgumentException.class, () -> KeyPair.ofSeed(wrong));
    }
  }

  @Test
  void digestsOfManyPartsAreThoseOfTheWhole() {
    Digest id = Digest.of("mosaik");
    Bytes info = Bytes.fromHex("c0ffee");
    assertEquals(Digest.hash(id.bytes().concat(info)), id.derive(info));
    assertEquals(
        "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262", Digest.of("").toHex());
  }

  @Test
  void theTextOfAKeyPairHidesTheSecret() {
    KeyPair pair = KeyPair.fromHex("0A".repeat(32));
    assertEquals(pair, KeyPair.fromHex("0a".repeat(32)));
    assertEquals(pair.hashCode(), KeyPair.fromHex("0a".repeat(32)).hashCode());
    assertNotEquals(pair, PEER);
    assertFalse(pair.toString().toLowerCase(Locale.ROOT).contains("0a0a"), pair::toString);
    for (String wrong : List.of("", "hunter2", "0a".repeat(31), "0a".repeat(33), "0g".repeat(32))) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> KeyPair.fromHex(wrong)).getMessage();
      assertFalse(!wrong.isEmpty() && message.contains(wrong), message);
    }
  }

  @Test
  void aGeneratedKeyPairDependsOnNothingButChance() {
    assertEquals(KeyPair.generate(new Random(1)), KeyPair.generate(new Random(1)));
    assertNotEquals(KeyPair.generate(new Random(1)), KeyPair.generate(new Random(2)));
  }

  @Test
  void peersAreShownByTheirFirstDigits() {
    assertEquals(PEER.peerId().toHex().substring(0, 10), PEER.peerId().toShortHex());
    assertEquals(PEER.publicKey().bytes(), PEER.peerId().bytes());
  }

  @Test
  void thePeersAddressesAreSortedWithoutDuplicates() {
    TransportAddress relay = new TransportAddress.Relay("https://relay.example/");
    TransportAddress ip = TransportAddress.parseIp("1.2.3.4:80");
    TransportAddress custom = new TransportAddress.Custom(1, Bytes.EMPTY);
    PeerAddress address = PeerAddress.of(PEER.peerId(), List.of(custom, ip, relay, ip));
    assertEquals(List.of(relay, ip, custom), List.copyOf(address.addresses()));
    TreeSet<TransportAddress> reversed = new TreeSet<>(Comparator.reverseOrder());
    reversed.addAll(address.addresses());
    assertEquals(
        List.of(relay, ip, custom),
        List.copyOf(new PeerAddress(PEER.peerId(), reversed).addresses()));
    assertEquals(
        PEER.peerId().toShortHex() + "[https://relay.example/, 1.2.3.4:80, custom:1:]",
        address.toString());
  }

  @Test
  void timestampsAreMicrosecondsSince1970() {
    Instant instant = Instant.parse("2025-10-09T08:53:20.000001999Z");
    assertEquals(new Timestamp(1_760_000_000_000_001L), Timestamp.of(instant));
    assertEquals(Instant.EPOCH, Timestamp.ZERO.toInstant());
    assertEquals(instant.minusNanos(999), new Timestamp(1_760_000_000_000_001L).toInstant());
    Timestamp last = new Timestamp(Long.MAX_VALUE);
    assertEquals(last, Timestamp.of(last.toInstant()));
    assertThrows(IllegalArgumentException.class, () -> new Timestamp(-1));
    assertThrows(IllegalArgumentException.class, () -> Timestamp.of(Instant.EPOCH.minusMillis(1)));
  }
}
