package io.mosaik.dht.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import io.mosaik.api.Bytes;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class NodeInfoTest {

  private static final NodeId OF_BEP42 =
      new NodeId(Bytes.fromHex("5fbfbff10c5d6a4ec8a88e4c6ab4c28b95eee401"));

  @Test
  void isSecureIfItsIdFitsItsAddress() {
    assertTrue(new NodeInfo(OF_BEP42, at("124.31.75.21", 6881)).isSecure());
    assertFalse(new NodeInfo(OF_BEP42, at("124.31.75.22", 6881)).isSecure());
  }

  @Test
  void readsAsIdAtAddress() {
    assertEquals(
        "5fbfbff10c5d6a4ec8a88e4c6ab4c28b95eee401@124.31.75.21:6881",
        new NodeInfo(OF_BEP42, at("124.31.75.21", 6881)).toString());
  }

  @Test
  void addressesThatNoDatagramReachesAreRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new NodeInfo(OF_BEP42, at("124.31.75.21", 0)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new NodeInfo(OF_BEP42, InetSocketAddress.createUnresolved("router.invalid", 1)));
  }

  private static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(InetAddresses.forString(address), port);
  }
}
