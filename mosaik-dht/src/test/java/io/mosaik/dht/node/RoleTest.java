package io.mosaik.dht.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import io.mosaik.api.time.Deadline;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoleTest {

  private static final Deadline START = Deadline.ofNanos(0);
  private static final Deadline END = START.plus(Role.PROBATION);
  private static final Deadline JUST_BEFORE = START.plus(Role.PROBATION.minusNanos(1));
  private static final Optional<InetAddress> PUBLIC =
      Optional.of(InetAddresses.forString("203.0.113.7"));
  private static final Optional<InetAddress> LOOPBACK =
      Optional.of(InetAddresses.forString("127.0.0.1"));

  private final Role role = new Role(NodeMode.ADAPTIVE, START);

  @Test
  void clientsAndServersAreSoForGood() {
    for (NodeMode mode : new NodeMode[] {NodeMode.CLIENT, NodeMode.SERVER}) {
      Role fixed = new Role(mode, START);
      fixed.queried(address("20.1.1.1", 1), PUBLIC);
      fixed.heardOurselves();
      fixed.moved(START);
      assertEquals(mode == NodeMode.SERVER, fixed.answers());
      assertFalse(fixed.isOpen());
      assertEquals(Deadline.NEVER, fixed.nextDeadline());
    }
  }

  @Test
  void onProbationItAnswers() {
    role.run(JUST_BEFORE);
    assertTrue(role.answers());
    assertTrue(role.isOpen());
    assertEquals(END, role.nextDeadline());
  }

  @Test
  void whoNobodyReachesIsAClientAfterwards() {
    role.run(END);
    assertFalse(role.answers());
    assertTrue(role.isOpen(), "it may still turn out otherwise");
    assertEquals(Deadline.NEVER, role.nextDeadline());
  }

  @Test
  void whoAStrangerReachesIsAServerAfterwards() {
    role.queried(address("20.1.1.1", 1), PUBLIC);
    assertTrue(role.isOpen(), "not before the end");
    role.run(END);
    assertTrue(role.answers());
    assertFalse(role.isOpen());
  }

  @Test
  void whoHearsItselfIsAServerAfterwards() {
    role.heardOurselves();
    role.run(END);
    assertTrue(role.answers());
  }

  @Test
  void whomWeHaveSentSomethingProvesNothingFromAnyPort() {
    role.sent(address("20.1.1.1", 1));
    role.queried(address("20.1.1.1", 1), PUBLIC);
    role.queried(address("20.1.1.1", 2), PUBLIC);
    role.run(END);
    assertFalse(role.answers());
  }

  @Test
  void aNeighbourProvesNothingAboutTheWorld() {
    role.queried(address("192.168.1.2", 1), PUBLIC);
    role.queried(address("192.168.1.2", 1), Optional.empty());
    role.queried(address("fd00::2", 1), PUBLIC);
    role.run(END);
    assertFalse(role.answers());
  }

  @Test
  void onAPrivateNetworkNeighboursAreTheWorldAndPortsAreNodes() {
    role.sent(address("127.0.0.1", 1));
    role.queried(address("127.0.0.1", 1), LOOPBACK);
    role.run(END);
    assertFalse(role.answers());
    role.queried(address("127.0.0.1", 2), LOOPBACK);
    assertTrue(role.answers());
  }

  @Test
  void aClientThatIsReachedAfterAllBecomesAServerAtOnce() {
    role.run(END);
    role.heardOurselves();
    assertTrue(role.answers());
    assertFalse(role.isOpen());
  }

  @Test
  void atAnotherAddressEverythingBeginsAnew() {
    role.sent(address("20.1.1.1", 1));
    role.heardOurselves();
    role.run(END);
    Deadline later = END.plus(Duration.ofHours(1));
    role.moved(later);
    assertTrue(role.answers());
    assertTrue(role.isOpen());
    role.run(later.plus(Role.PROBATION));
    assertFalse(role.answers(), "what was known held for the old address");
  }

  @Test
  void whoHasSentToMoreThanItCanRememberIsOnlyTheMoreCareful() {
    for (int i = 0; i < 200_000; i++) {
      role.sent(new InetSocketAddress(InetAddresses.fromInteger(0x14000000 + i), 1));
    }
    role.queried(address("20.0.1.1", 9), PUBLIC);
    role.run(END);
    assertFalse(role.answers(), "it was sent something, and no filter forgets");
  }

  private static InetSocketAddress address(String host, int port) {
    return new InetSocketAddress(InetAddresses.forString(host), port);
  }
}
