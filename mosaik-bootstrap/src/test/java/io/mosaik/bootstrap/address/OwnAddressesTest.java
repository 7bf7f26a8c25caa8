package io.mosaik.bootstrap.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.KeyPair;
import io.mosaik.api.PeerId;
import io.mosaik.api.TransportAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnAddressesTest {

  private static final PeerId SELF = KeyPair.fromHex("22".repeat(32)).peerId();

  @Test
  void configuredListeningAndExternalAddressesAreMerged() {
    OwnAddresses own = own("198.51.100.1:4433");
    assertEquals(
        List.of("10.0.0.5:7000", "198.51.100.1:4433", "203.0.113.7:7000", "[2001:db8::5]:7001"),
        update(own, ips("10.0.0.5:7000", "[2001:db8::5]:7001"), "203.0.113.7"));
  }

  @Test
  void withoutAPingerAnExternalAddressHasNoPort() {
    assertEquals(List.of("198.51.100.1:4433"), update(own("198.51.100.1:4433"), ips(), "9.9.9.9"));
  }

  @Test
  void anExternalAddressGetsThePortsOfItsOwnFamily() {
    assertEquals(
        List.of("10.0.0.5:7000", "203.0.113.7:7000", "[2001:db8::9]:7001", "[fd00::5]:7001"),
        update(own(), ips("10.0.0.5:7000", "[fd00::5]:7001"), "203.0.113.7", "2001:db8::9"));
    assertEquals(List.of("[fd00::5]:7001"), update(own(), ips("[fd00::5]:7001"), "203.0.113.7"));
  }

  @Test
  void aSocketBoundToLoopbackIsNotBehindAnExternalAddress() {
    assertEquals(List.of("127.0.0.1:7000"), update(own(), ips("127.0.0.1:7000"), "203.0.113.7"));
    assertEquals(
        List.of("10.0.0.5:7000", "127.0.0.1:7000"),
        update(own(), ips("10.0.0.5:7000"), "127.0.0.1"),
        "a DHT on loopback reaches a socket bound to all addresses");
  }

  @Test
  void loopbackIsToldOnlyIfNothingReachesFurther() {
    assertEquals(List.of("10.0.0.5:7000"), update(own(), ips("127.0.0.1:7000", "10.0.0.5:7000")));
    assertEquals(List.of("127.0.0.1:7000"), update(own(), ips("127.0.0.1:7000")));
    assertEquals(
        List.of("10.0.0.5:7000", "127.0.0.1:9"),
        update(own("127.0.0.1:9"), ips("127.0.0.1:7000", "10.0.0.5:7000")));
  }

  @Test
  void anAddressThatTheHostHasNoMoreIsNotTakenForAnExternalOne() {
    OwnAddresses own = own();
    assertEquals(List.of("10.0.0.5:7000"), update(own, ips("10.0.0.5:7000"), "10.0.0.5"));
    assertEquals(List.of("10.0.0.6:7000"), update(own, ips("10.0.0.6:7000"), "10.0.0.5"));
    assertEquals(List.of("10.0.0.6:7000"), update(own, ips("10.0.0.6:7000"), "10.0.0.6"));
    assertEquals(List.of("10.0.0.5:7000"), update(own, ips("10.0.0.5:7000"), "10.0.0.6"), "back");
  }

  @Test
  void whatNobodyCanDialIsNotTold() {
    OwnAddresses own = own();
    assertTrue(
        update(own, ips("0.0.0.0:7000", "[::]:7000", "224.0.0.1:7000", "10.0.0.5:0")).isEmpty());
    assertTrue(update(own, ips(), "0.0.0.0", "224.0.0.1").isEmpty());
    for (String text : List.of("0.0.0.0:1", "224.0.0.1:1", "10.0.0.1:0", "255.255.255.255:1")) {
      assertThrows(IllegalArgumentException.class, () -> own(text), text);
    }
  }

  @Test
  void anotherExternalAddressIsBelievedAtOnceAsTheClientHasWaited() {
    OwnAddresses own = own();
    List<TransportAddress> listening = ips("10.0.0.5:7000");
    assertEquals(
        List.of("10.0.0.5:7000", "203.0.113.7:7000"), update(own, listening, "203.0.113.7"));
    assertEquals(
        List.of("10.0.0.5:7000", "198.51.100.9:7000"), update(own, listening, "198.51.100.9"));
  }

  @Test
  void anAddressThatIsNoLongerSeenStays() {
    OwnAddresses own = own();
    List<TransportAddress> listening = ips("10.0.0.5:7000");
    List<String> both = update(own, listening, "203.0.113.7");
    assertEquals(both, update(own, listening));
  }

  @Test
  void theFirstClientThatKnowsIsBelieved() {
    assertEquals(
        List.of("10.0.0.5:7000", "203.0.113.7:7000"),
        update(own(), ips("10.0.0.5:7000"), "203.0.113.7", "198.51.100.9"));
  }

  @Test
  void configuredAddressesCanBeReplaced() {
    OwnAddresses own = own("198.51.100.1:4433");
    own.configure(ips("198.51.100.2:4433"));
    assertEquals(List.of("198.51.100.2:4433"), update(own, ips()));
    assertThrows(IllegalArgumentException.class, () -> own.configure(ips("1.2.3.4:0")));
    assertEquals(List.of("198.51.100.2:4433"), update(own, ips()));
  }

  @Test
  void whoEntersTheDhtOnLoopbackIsReachedOnLoopbackBeforeTheDhtHasSaidSo() throws Exception {
    OwnAddresses own = own();
    own.entryPoints(List.of(InetAddress.getByName("127.0.0.1")));
    assertFalse(own.isUnknown());
    assertEquals(
        List.of("10.0.0.5:7000", "127.0.0.1:7000"), update(own, ips("10.0.0.5:7000")), "at once");
    assertTrue(own.isOnLoopback());
    assertEquals(
        List.of("10.0.0.5:7000", "203.0.113.7:7000"),
        update(own, ips("10.0.0.5:7000"), "203.0.113.7"),
        "a DHT node on this host leads to the public DHT");
    assertFalse(own.isOnLoopback());
  }

  @Test
  void whoEntersTheDhtElsewhereIsNotOnLoopback() throws Exception {
    OwnAddresses own = own();
    own.entryPoints(
        List.of(InetAddress.getByName("127.0.0.1"), InetAddress.getByName("203.0.113.7")));
    assertEquals(List.of("10.0.0.5:7000"), update(own, ips("10.0.0.5:7000")));
    assertFalse(own.isOnLoopback());
    assertFalse(own.isUnknown());
  }

  @Test
  void whoIsBoundToLoopbackIsOnLoopbackThoughNothingListens() {
    InetSocketAddress bound = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    OwnAddresses own = new OwnAddresses(SELF, List.of(), List.of(bound));
    assertTrue(own.isOnLoopback());
    assertFalse(own().isOnLoopback());
    assertTrue(own().isUnknown());
  }

  private static OwnAddresses own(String... configured) {
    return new OwnAddresses(SELF, ips(configured), List.of());
  }

  private List<String> update(
      OwnAddresses own, List<TransportAddress> listening, String... external) {
    List<InetAddress> seen =
        Arrays.stream(external)
            .map(text -> text.contains(":") ? "[" + text + "]:1" : text + ":1")
            .map(text -> TransportAddress.parseIp(text).address())
            .toList();
    return own.update(listening, seen).addresses().stream()
        .map(TransportAddress::toString)
        .toList();
  }

  private static List<TransportAddress> ips(String... texts) {
    return Arrays.stream(texts).<TransportAddress>map(TransportAddress::parseIp).toList();
  }
}
