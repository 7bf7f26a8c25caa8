package io.mosaik.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpScopeTest {

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, UNSPECIFIED",
    "0.1.2.3, UNSPECIFIED",
    "9.255.255.255, PUBLIC",
    "10.0.0.1, PRIVATE",
    "100.63.255.255, PUBLIC",
    "100.64.0.1, PRIVATE",
    "100.128.0.0, PUBLIC",
    "127.0.0.1, LOOPBACK",
    "127.255.255.255, LOOPBACK",
    "169.254.169.254, LINK_LOCAL",
    "172.15.0.1, PUBLIC",
    "172.16.0.1, PRIVATE",
    "172.31.255.255, PRIVATE",
    "172.32.0.0, PUBLIC",
    "192.168.1.1, PRIVATE",
    "198.17.0.1, PUBLIC",
    "198.18.0.1, PRIVATE",
    "203.0.113.7, PUBLIC",
    "223.255.255.255, PUBLIC",
    "224.0.0.1, MULTICAST",
    "239.255.255.250, MULTICAST",
    "240.0.0.1, RESERVED",
    "255.255.255.255, BROADCAST"
  })
  void ipv4AddressesReachAsFarAsTheirBlockSays(String address, IpScope scope) {
    assertEquals(scope, IpScope.of(address(address)));
    assertEquals(scope, IpScope.of(mapped(address)), "IPv4-mapped");
  }

  @ParameterizedTest
  @CsvSource({
    "::, UNSPECIFIED",
    "::1, LOOPBACK",
    "ff02::1, MULTICAST",
    "fe80::1, LINK_LOCAL",
    "febf::1, LINK_LOCAL",
    "fec0::1, PRIVATE",
    "fc00::1, PRIVATE",
    "fdff::1, PRIVATE",
    "2001:db8::7, PUBLIC",
    "2a00::1, PUBLIC"
  })
  void ipv6AddressesReachAsFarAsTheirBlockSays(String address, IpScope scope) {
    assertEquals(scope, IpScope.of(address("[" + address + "]")));
  }

  @ParameterizedTest
  @CsvSource({
    "::127.0.0.1, LOOPBACK, 127.0.0.1",
    "::224.0.0.1, MULTICAST, 224.0.0.1",
    "::203.0.113.7, PUBLIC, 203.0.113.7",
    "2002:7f00:1::1, LOOPBACK, 127.0.0.1",
    "2002:ffff:ffff::, BROADCAST, 255.255.255.255",
    "2002:cb00:7107::1, PUBLIC, 203.0.113.7",
    "64:ff9b::a00:1, PRIVATE, 10.0.0.1",
    "64:ff9b::e000:1, MULTICAST, 224.0.0.1",
    "2001:0:1:2:3:4:80ff:fffe, LOOPBACK, 127.0.0.1",
    "2001::34ff:8ef8, PUBLIC, 203.0.113.7"
  })
  void anIpv4AddressInsideAnIpv6AddressCounts(String address, IpScope scope, String inside) {
    InetAddress outer = address("[" + address + "]");
    assertEquals(scope, IpScope.of(outer));
    assertEquals(address(inside), IpScope.unwrap(outer));
  }

  @Test
  void onlyMappedAddressesAreAnotherSpelling() {
    assertTrue(IpScope.isV4Mapped(mapped("1.2.3.4")));
    assertFalse(IpScope.isV4Mapped(address("[::1.2.3.4]")));
    assertFalse(IpScope.isV4Mapped(address("1.2.3.4")));
  }

  /** Other than {@code getByName}, which makes an IPv4 address of it. */
  private static InetAddress mapped(String v4) {
    byte[] bytes = new byte[16];
    bytes[10] = (byte) 0xff;
    bytes[11] = (byte) 0xff;
    System.arraycopy(address(v4).getAddress(), 0, bytes, 12, 4);
    try {
      return Inet6Address.getByAddress(null, bytes, -1);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(v4, e);
    }
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
