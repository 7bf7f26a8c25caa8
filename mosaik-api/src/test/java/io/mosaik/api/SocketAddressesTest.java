package io.mosaik.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SocketAddressesTest {

  static Stream<JsonObject> texts() {
    return Vectors.list(Vectors.load("rust-text-vectors.json"), "socket_addresses");
  }

  @ParameterizedTest
  @MethodSource("texts")
  void textIsReadAndWrittenOrRefusedAsInRust(JsonObject vector) {
    String text = Vectors.text(vector, "text");
    if (vector.has("printed")) {
      TransportAddress.Ip address = TransportAddress.parseIp(text);
      assertEquals(Vectors.text(vector, "printed"), address.toString());
      assertEquals(address, TransportAddress.parseIp(address.toString()));
    } else {
      assertThrows(IllegalArgumentException.class, () -> TransportAddress.parseIp(text));
    }
  }

  @Test
  void aScopeThatTheJdkHasNoRoomForIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> TransportAddress.parseIp("[fe80::1%2147483648]:80"));
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
