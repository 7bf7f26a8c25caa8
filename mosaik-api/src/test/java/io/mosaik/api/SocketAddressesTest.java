package io.mosaik.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocketAddressesTest {

  @ParameterizedTest
  @CsvSource({
    "203.0.113.7:4433, 203.0.113.7:4433",
    "0.0.0.0:0, 0.0.0.0:0",
    "255.255.255.255:65535, 255.255.255.255:65535",
    "1.2.3.4:05, 1.2.3.4:5",
    "1.2.3.4:0000000000000000000000000000065535, 1.2.3.4:65535",
    "[2001:db8::7]:4433, [2001:db8::7]:4433",
    "[2001:0DB8:0:0:0:0:0:7]:4433, [2001:db8::7]:4433",
    "[::]:0, [::]:0",
    "[0:0:0:0:0:0:0:0]:0, [::]:0",
    "[::1]:5, [::1]:5",
    "[1::]:5, [1::]:5",
    "[1:2:3:4:5:6:7::]:1, [1:2:3:4:5:6:7:0]:1",
    "[::2:3:4:5:6:7:8]:1, [0:2:3:4:5:6:7:8]:1",
    "[1:2:3:4:5:6:7:8]:1, [1:2:3:4:5:6:7:8]:1",
    "[1:0:0:2:0:0:0:3]:1, [1:0:0:2::3]:1",
    "[1:0:0:2:0:0:3:4]:1, [1::2:0:0:3:4]:1",
    "[fe80::1%3]:80, [fe80::1%3]:80",
    "[fe80::1%003]:80, [fe80::1%3]:80",
    "[fe80::1%0]:80, [fe80::1]:80",
    "[fe80::1%2147483647]:80, [fe80::1%2147483647]:80",
    "[::ffff:1.2.3.4]:80, [::ffff:1.2.3.4]:80",
    "[::ffff:102:304]:80, [::ffff:1.2.3.4]:80",
    "[0:0:0:0:0:ffff:1.2.3.4]:80, [::ffff:1.2.3.4]:80",
    "[::1.2.3.4]:80, [::102:304]:80",
    "[1:2:3:4:5:6:7.8.9.10]:80, [1:2:3:4:5:6:708:90a]:80",
    "[64:ff9b::1.2.3.4]:80, [64:ff9b::102:304]:80",
  })
  void legalTextIsReadAndWrittenAsInRust(String text, String canonical) {
    TransportAddress.Ip address = TransportAddress.parseIp(text);
    assertEquals(canonical, address.toString());
    assertEquals(address, TransportAddress.parseIp(canonical));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "1.2.3.4",
        "1.2.3.4:",
        "1.2.3.4:65536",
        "1.2.3.4:99999999999999999999999",
        "1.2.3.4:-1",
        "1.2.3.4:+1",
        "1.2.3.4:80 ",
        " 1.2.3.4:80",
        "1.2.3:80",
        "1.2.3.4.5:80",
        "1.2.3.256:80",
        "01.2.3.4:80",
        "1.2.3.00:80",
        "0x1.2.3.4:80",
        "16909060:80",
        "１.2.3.4:80",
        "localhost:80",
        "example.com:80",
        "::1:80",
        "[1.2.3.4]:80",
        "[::1]",
        "[::1]80",
        "[::1:80",
        "[]:80",
        "[:]:80",
        "[:::]:80",
        "[::1::]:80",
        "[1:2:3:4:5:6:7]:80",
        "[1:2:3:4:5:6:7:8:9]:80",
        "[1:2:3:4:5:6:7:8::]:80",
        "[::1:2:3:4:5:6:7:8]:80",
        "[12345::]:80",
        "[g::]:80",
        "[::1.2.3]:80",
        "[::01.2.3.4]:80",
        "[1.2.3.4::]:80",
        "[::1.2.3.4:5]:80",
        "[1:2:3:4:5:6:7:1.2.3.4]:80",
        "[fe80::1%]:80",
        "[fe80::1%eth0]:80",
        "[fe80::1%2147483648]:80",
        "[fe80::1%3%3]:80",
        "1.2.3.4%3:80",
      })
  void textThatRustRefusesIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> TransportAddress.parseIp(text));
  }

  @Test
  void anIpv4MappedAddressStaysIpv6() {
    TransportAddress.Ip mapped = TransportAddress.parseIp("[::ffff:1.2.3.4]:80");
    assertInstanceOf(Inet6Address.class, mapped.address());
    assertNotEquals(TransportAddress.parseIp("1.2.3.4:80"), mapped);
  }

  @Test
  void aHostNameIsForgotten() throws Exception {
    InetAddress named = InetAddress.getByAddress("some.name.invalid", new byte[] {1, 2, 3, 4});
    TransportAddress.Ip address = TransportAddress.ip(named, 80);
    assertEquals("/1.2.3.4:80", address.socket().toString());
    assertEquals(TransportAddress.parseIp("1.2.3.4:80"), address);
  }

  @Test
  void anUnresolvedAddressIsRefused() {
    InetSocketAddress unresolved = InetSocketAddress.createUnresolved("example.com", 80);
    assertThrows(IllegalArgumentException.class, () -> new TransportAddress.Ip(unresolved));
  }

  @Test
  void addressesThatDifferInTheirScopeDiffer() {
    TransportAddress.Ip third = TransportAddress.parseIp("[fe80::1%3]:80");
    TransportAddress.Ip fourth = TransportAddress.parseIp("[fe80::1%4]:80");
    assertNotEquals(third, fourth);
    assertTrue(third.compareTo(fourth) < 0);
    assertEquals(3, third.scopeId());
  }

  @Test
  void aHugeTextIsRefusedWithAShortMessage() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> TransportAddress.parseIp("1.2.3.4:" + "0".repeat(1_000_000) + "x"))
            .getMessage();
    assertTrue(message.length() < 300, message);
  }
}
