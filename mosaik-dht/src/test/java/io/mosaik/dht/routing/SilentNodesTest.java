package io.mosaik.dht.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import io.mosaik.api.time.Deadline;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** Whom not to ask, and whom not to believe. */
class SilentNodesTest {

  private static final InetSocketAddress NODE = new InetSocketAddress("10.0.0.1", 1);
  private static final Deadline START = Deadline.ofNanos(0);

  private final SilentNodes silent = new SilentNodes();

  @Test
  void oneLostDatagramIsNoSign() {
    silent.silent(NODE, START);
    assertFalse(silent.contains(NODE, START));
    silent.silent(NODE, START);
    assertTrue(silent.contains(NODE, START));
  }

  @Test
  void whoeverAnswersIsOffTheList() {
    silent.silent(NODE, START);
    silent.silent(NODE, START);
    silent.answered(NODE);
    assertFalse(silent.contains(NODE, START));
  }

  @Test
  void afterAWhileEverybodyGetsAnotherChance() {
    silent.silent(NODE, START);
    silent.silent(NODE, START);
    Deadline later = START.plus(SilentNodes.MEMORY);
    assertFalse(silent.contains(NODE, later));
    silent.silent(NODE, later);
    assertFalse(silent.contains(NODE, later), "the old strikes are forgotten");
  }

  @Test
  void theListIsBounded() {
    silent.silent(NODE, START);
    silent.silent(NODE, START);
    for (int i = 0; i < SilentNodes.MAX_NODES; i++) {
      silent.silent(new InetSocketAddress("10.0.0.2", 1000 + i), START);
    }
    assertFalse(silent.contains(NODE, START));
  }

  @Test
  void addressesHaveAScope() {
    assertEquals(AddressScope.LOOPBACK, scope("127.0.0.1"));
    assertEquals(AddressScope.PRIVATE, scope("10.1.1.1"));
    assertEquals(AddressScope.PRIVATE, scope("169.254.1.1"));
    assertEquals(AddressScope.PUBLIC, scope("20.1.1.1"));
    for (String nobody : new String[] {"0.0.0.0", "0.1.2.3", "224.0.0.1", "255.255.255.255"}) {
      assertEquals(AddressScope.UNUSABLE, scope(nobody), nobody);
    }
  }

  @Test
  void whoIsFarAwayCannotKnowOfOurNeighbours() {
    assertTrue(isPlausible("20.1.1.1", "20.2.2.2"));
    assertTrue(isPlausible("20.1.1.1", "192.168.0.1"));
    assertTrue(isPlausible("127.0.0.1", "127.0.0.1"));
    assertFalse(isPlausible("192.168.0.1", "20.1.1.1"));
    assertFalse(isPlausible("127.0.0.1", "192.168.0.1"));
    assertFalse(isPlausible("224.0.0.1", "127.0.0.1"));
  }

  private static AddressScope scope(String address) {
    return AddressScope.of(InetAddresses.forString(address));
  }

  private static boolean isPlausible(String told, String teller) {
    return AddressScope.isPlausible(
        new InetSocketAddress(inet(told), 1), new InetSocketAddress(inet(teller), 1));
  }

  private static InetAddress inet(String address) {
    return InetAddresses.forString(address);
  }
}
