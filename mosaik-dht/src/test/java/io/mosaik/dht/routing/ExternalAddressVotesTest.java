package io.mosaik.dht.routing;

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

class ExternalAddressVotesTest {

  private static final InetAddress OURS = InetAddresses.forString("203.0.113.7");
  private static final InetAddress OTHER = InetAddresses.forString("198.51.100.9");
  private static final Deadline START = Deadline.ofNanos(0);

  private final ExternalAddressVotes votes = new ExternalAddressVotes();

  @Test
  void fivePublicNetworksMustAgree() {
    for (int network = 1; network <= 4; network++) {
      assertFalse(vote("20." + network + ".0.1", 1, OURS, START));
    }
    assertTrue(vote("20.5.0.1", 1, OURS, START));
    assertEquals(Optional.of(OURS), votes.winner());
  }

  @Test
  void manyNodesOfOneNetworkAreOneVoter() {
    for (int host = 1; host <= 50; host++) {
      assertFalse(vote("20.1.0." + host, 1, OURS, START));
    }
    assertEquals(Optional.empty(), votes.winner());
  }

  @Test
  void onLoopbackTwoNodesSuffice() {
    InetAddress loopback = InetAddresses.forString("127.0.0.1");
    assertFalse(vote("127.0.0.1", 1, loopback, START));
    assertFalse(vote("127.0.0.1", 1, loopback, START));
    assertTrue(vote("127.0.0.1", 2, loopback, START));
  }

  @Test
  void nobodyFarAwaySeesAPrivateAddressAndNoNeighbourAPublicOne() {
    InetAddress inside = InetAddresses.forString("192.168.1.2");
    for (int i = 1; i < 20; i++) {
      assertFalse(vote("20." + i + ".0.1", 1, inside, START));
      assertFalse(vote("192.168.1.3", i, OURS, START));
    }
    assertFalse(vote("20.1.0.1", 1, InetAddresses.forString("224.0.0.1"), START));
  }

  @Test
  void aKnownAddressIsReplacedOnlyAfterTenQuietMinutes() {
    electOurs(START);
    Deadline soon = START.plus(ExternalAddressVotes.QUIET.minusSeconds(1));
    for (int network = 11; network <= 20; network++) {
      assertFalse(vote("20." + network + ".0.1", 1, OTHER, soon));
    }
    Deadline later = START.plus(ExternalAddressVotes.QUIET);
    assertTrue(vote("20.21.0.1", 1, OTHER, later));
    assertEquals(Optional.of(OTHER), votes.winner());
  }

  @Test
  void everyConfirmationStartsTheQuietMinutesAnew() {
    electOurs(START);
    Deadline confirmed = START.plus(Duration.ofMinutes(9));
    vote("20.1.0.1", 1, OURS, confirmed);
    for (int network = 11; network <= 20; network++) {
      assertFalse(vote("20." + network + ".0.1", 1, OTHER, START.plus(Duration.ofMinutes(12))));
    }
    assertEquals(Optional.of(OURS), votes.winner());
  }

  @Test
  void aFewStubbornVotersCannotHoldALostAddress() {
    electOurs(START);
    Deadline moved = START.plus(Duration.ofMinutes(1));
    for (int network = 1; network <= 4; network++) {
      vote("20." + network + ".0.1", 1, OTHER, moved);
    }
    vote("20.5.0.1", 1, OURS, START.plus(Duration.ofMinutes(9)));
    assertTrue(vote("20.6.0.1", 1, OTHER, START.plus(Duration.ofMinutes(11))));
    assertEquals(Optional.of(OTHER), votes.winner());
  }

  @Test
  void thePortIsTheOneThatMostHaveSeen() {
    electOurs(START);
    vote("20.1.0.1", 1, OURS, 40000, START);
    vote("20.2.0.1", 1, OURS, 40001, START);
    vote("20.9.0.1", 1, OTHER, 9, START);
    assertEquals(Optional.of(new InetSocketAddress(OURS, 6881)), votes.winnerEndpoint());
  }

  @Test
  void fiveProvidersOfIpv6MustAgree() {
    InetAddress ours = InetAddresses.forString("2001:db8:1::7");
    for (int host = 1; host <= 50; host++) {
      assertFalse(vote("2a00:1:" + host + "::1", 1, ours, START), "all of one /32");
    }
    for (int provider = 2; provider <= 4; provider++) {
      assertFalse(vote("2a00:" + provider + "::1", 1, ours, START));
    }
    assertFalse(vote("20.1.0.1", 1, ours, START), "seen from the other family");
    assertTrue(vote("2a00:5::1", 1, ours, START));
    assertEquals(Optional.of(ours), votes.winner());
  }

  private void electOurs(Deadline now) {
    for (int network = 1; network <= 5; network++) {
      vote("20." + network + ".0.1", 1, OURS, now);
    }
    assertEquals(Optional.of(OURS), votes.winner());
  }

  private boolean vote(String voter, int port, InetAddress seen, Deadline now) {
    return vote(voter, port, seen, 6881, now);
  }

  private boolean vote(String voter, int port, InetAddress seen, int seenPort, Deadline now) {
    return votes.vote(
        new InetSocketAddress(InetAddresses.forString(voter), port),
        new InetSocketAddress(seen, seenPort),
        now);
  }
}
