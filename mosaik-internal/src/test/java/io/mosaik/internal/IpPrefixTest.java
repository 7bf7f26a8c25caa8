package io.mosaik.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpPrefixTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.255, 24, 48",
    "192.0.2.1, 64:ff9b::192.0.2.9, 24, 48",
    "1.2.3.4, 200.2.3.4, 0, 48",
    "2001:db8:1:2::1, 2001:db8:1:ffff::1, 24, 48",
    "2001:db8:1:2::1, 2001:db8:1:2:ffff::1, 24, 64",
    "2001:db8:1:2:3::1, 2001:db8:1:2:3::2, 24, 80",
    "2001:db8::1, 2a00::1, 24, 0"
  })
  void addressesOfOnePrefixAreEqual(String one, String other, int v4Bits, int v6Bits)
      throws UnknownHostException {
    assertEquals(prefix(one, v4Bits, v6Bits), prefix(other, v4Bits, v6Bits));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.3.1, 24, 48",
    "192.0.2.1, 192.0.2.2, 32, 48",
    "128.0.0.0, 0.0.0.1, 1, 48",
    "2001:db8:1::1, 2001:db8:2::1, 24, 48",
    "2001:db8:1:2:3::1, 2001:db8:1:2:4::1, 24, 80",
    "2001:db8::1, 2001:db8::2, 24, 128",
    "0.0.0.0, 2001:db8::1, 0, 0"
  })
  void addressesOfDifferentPrefixesAreNot(String one, String other, int v4Bits, int v6Bits)
      throws UnknownHostException {
    assertNotEquals(prefix(one, v4Bits, v6Bits), prefix(other, v4Bits, v6Bits));
  }

  @Test
  void lengthsOutOfRangeAreRefused() {
    InetAddress any = InetAddress.getLoopbackAddress();
    assertThrows(IllegalArgumentException.class, () -> IpPrefix.of(any, 33, 48));
    assertThrows(IllegalArgumentException.class, () -> IpPrefix.of(any, 24, 129));
    assertThrows(IllegalArgumentException.class, () -> IpPrefix.of(any, -1, 48));
  }

  private static IpPrefix prefix(String address, int v4Bits, int v6Bits)
      throws UnknownHostException {
    return IpPrefix.of(InetAddress.getByName(address), v4Bits, v6Bits);
  }
}
