package io.mosaik.dht.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubnetsTest {

  @ParameterizedTest
  @CsvSource({
    "66.6.6.1, 66.6.6.254, true",
    "66.6.6.1, 66.6.7.1, false",
    "200.6.6.1, 200.6.6.2, true",
    "2001:db8:1::1, 2001:db8:1:ffff::1, true",
    "2001:db8:1::1, 2001:db8:2::1, false",
    "0.0.1.1, ::100:0:0:0:0, false"
  })
  void neighboursShareASlash24OrASlash48(String a, String b, boolean expected) {
    assertEquals(expected, Subnets.areNeighbours(address(a), address(b)));
  }

  @Test
  void aBlockOfIpv4IsItsFirstSixBits() {
    assertEquals(0, Subnets.blockOf(address("3.255.255.255")));
    assertEquals(1, Subnets.blockOf(address("4.0.0.0")));
    assertEquals(63, Subnets.blockOf(address("255.0.0.1")));
  }

  @Test
  void aProviderOfIpv6IsOneBlock() {
    int block = Subnets.blockOf(address("2001:db8::1"));
    assertTrue(block >= 0 && block < Subnets.BLOCKS);
    assertEquals(block, Subnets.blockOf(address("2001:db8:ffff::2")));
    assertNotEquals(block, Subnets.blockOf(address("2604:a880::1")));
  }

  private static InetAddress address(String text) {
    return InetAddresses.forString(text);
  }
}
