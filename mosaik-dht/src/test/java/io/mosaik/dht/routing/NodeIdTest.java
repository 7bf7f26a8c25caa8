package io.mosaik.dht.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import io.mosaik.api.Bytes;
import io.mosaik.dht.Seeds;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeIdTest {

  private static final InetAddress PUBLIC_IPV6 = InetAddresses.forString("2001:db8:85a3::7");

  @Test
  void distanceToSelfIsZero() {
    NodeId id = NodeId.random(new Random(1));
    assertEquals(Bytes.of(new byte[NodeId.SIZE]), id.distanceTo(id));
  }

  @Test
  void distanceIsTheXorReadAsAnUnsignedNumber() {
    Seeds.check(NodeIdTest::checkDistances);
  }

  private static void checkDistances(RandomGenerator random) {
    for (int i = 0; i < 200; i++) {
      NodeId from = NodeId.random(random);
      NodeId a = NodeId.random(random);
      NodeId b = i % 2 == 0 ? NodeId.random(random) : flipped(a, random.nextInt(NodeId.BITS));
      assertEquals(number(from).xor(number(a)), new BigInteger(1, from.distanceTo(a).toArray()));
      assertEquals(
          number(from).xor(number(a)).compareTo(number(from).xor(number(b))),
          Integer.signum(from.compareDistance(a, b)));
      assertEquals(0, from.compareDistance(b, b));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 20, 21, 100, 159})
  void idsShareThePrefixUpToTheFirstBitThatDiffers(int bit) {
    NodeId id = NodeId.random(new Random(bit));
    NodeId other = flipped(id, bit);
    assertEquals(bit, id.sharedPrefixBits(other));
    assertTrue(id.bit(bit) ^ other.bit(bit));
  }

  @Test
  void anIdSharesAllBitsWithItself() {
    NodeId id = NodeId.random(new Random(3));
    assertEquals(NodeId.BITS, id.sharedPrefixBits(id));
  }

  @Test
  void idsOfAnyOtherLengthAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new NodeId(Bytes.of(new byte[19])));
    assertThrows(IllegalArgumentException.class, () -> new NodeId(Bytes.of(new byte[21])));
  }

  /** The examples of BEP 42, "Node ID restriction". */
  @ParameterizedTest
  @CsvSource({
    "124.31.75.21, 5fbfbff10c5d6a4ec8a88e4c6ab4c28b95eee401",
    "21.75.31.124, 5a3ce9c14e7a08645677bbd1cfe7d8f956d53256",
    "65.23.51.170, a5d43220bc8f112a3d426c84764f8c2a1150e616",
    "84.124.73.14, 1b0321dd1bb1fe518101ceef99462b947a01ff41",
    "43.213.53.83, e56f6cbf5b7c4be0237986d5243b87aa6d51305a"
  })
  void theExamplesOfBep42AreSecure(String address, String id) {
    InetAddress host = InetAddresses.forString(address);
    assertTrue(id(id).isSecureFor(host));
    assertFalse(flipped(id(id), 0).isSecureFor(host));
    assertFalse(flipped(id(id), 20).isSecureFor(host));
    assertTrue(flipped(id(id), 21).isSecureFor(host), "only 21 bits are prescribed");
    assertFalse(flipped(id(id), NodeId.BITS - 1).isSecureFor(host), "r enters the hash");
  }

  @Test
  void aGeneratedIdIsSecureForItsAddressOnly() {
    Seeds.check(NodeIdTest::checkGeneratedIds);
  }

  private static void checkGeneratedIds(RandomGenerator random) {
    InetAddress mine = InetAddresses.forString("198.51.100.7");
    InetAddress other = InetAddresses.forString("203.0.113.7");
    for (int i = 0; i < 100; i++) {
      NodeId id = NodeId.secureFor(mine, random);
      assertTrue(id.isSecureFor(mine), id::toString);
      assertFalse(id.isSecureFor(other), id::toString);
    }
  }

  @Test
  void generatedIdsDifferBeyondThePrescribedBits() {
    RandomGenerator random = new Random(7);
    InetAddress address = InetAddresses.forString("198.51.100.7");
    assertFalse(NodeId.secureFor(address, random).equals(NodeId.secureFor(address, random)));
  }

  @Test
  void ipv6AddressesPrescribeIdsToo() {
    NodeId id = NodeId.secureFor(PUBLIC_IPV6, new Random(5));
    assertTrue(id.isSecureFor(PUBLIC_IPV6));
    assertFalse(flipped(id, 3).isSecureFor(PUBLIC_IPV6));
    assertTrue(
        id.isSecureFor(InetAddresses.forString("2001:db8:85a3::8")),
        "only the first half of an IPv6 address counts");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.1.1",
        "::1",
        "fe80::1",
        "fd00::1"
      })
  void addressesThatAreNotPublicMayHaveAnyId(String address) {
    assertTrue(NodeId.random(new Random(9)).isSecureFor(InetAddresses.forString(address)));
  }

  private static NodeId id(String hex) {
    return new NodeId(Bytes.fromHex(hex));
  }

  private static BigInteger number(NodeId id) {
    return new BigInteger(1, id.bytes().toArray());
  }

  private static NodeId flipped(NodeId id, int bit) {
    byte[] bytes = id.bytes().toArray();
    bytes[bit / 8] ^= (byte) (0x80 >>> bit % 8);
    return new NodeId(Bytes.of(bytes));
  }
}
