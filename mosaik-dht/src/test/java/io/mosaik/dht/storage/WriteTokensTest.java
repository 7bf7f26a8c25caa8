package io.mosaik.dht.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WriteTokensTest {

  private static final InetAddress ADDRESS = InetAddresses.forString("192.0.2.1");
  private static final InetAddress OTHER = InetAddresses.forString("192.0.2.2");
  private static final Deadline START = Deadline.ofNanos(-5);

  private final WriteTokens tokens = new WriteTokens(new Random(1), START);

  @Test
  void aTokenHoldsForItsAddressOnly() {
    Bytes token = tokens.issue(ADDRESS, START);
    assertTrue(tokens.holds(token, ADDRESS, START));
    assertFalse(tokens.holds(token, OTHER, START));
  }

  @Test
  void aTokenHoldsForFiveMinutesAtLeast() {
    Deadline shortlyBeforeRotation = START.plus(WriteTokens.ROTATION).plusNanos(-1);
    Bytes token = tokens.issue(ADDRESS, shortlyBeforeRotation);
    Deadline later = shortlyBeforeRotation.plus(Duration.ofMinutes(5));
    assertTrue(tokens.holds(token, ADDRESS, later));
  }

  @Test
  void aTokenHoldsUnderTheSecretBeforeTheLast() {
    Bytes token = tokens.issue(ADDRESS, START);
    assertTrue(tokens.holds(token, ADDRESS, at(Duration.ofMinutes(5))));
    assertTrue(tokens.holds(token, ADDRESS, at(Duration.ofMinutes(10).minusNanos(1))));
    assertFalse(tokens.holds(token, ADDRESS, at(Duration.ofMinutes(10))));
  }

  @Test
  void aTokenIsForgottenEvenIfNobodyCameInBetween() {
    Bytes token = tokens.issue(ADDRESS, START);
    assertFalse(tokens.holds(token, ADDRESS, at(Duration.ofHours(3))));
  }

  @Test
  void eachSecretMakesAnotherToken() {
    Set<Bytes> issued = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      issued.add(tokens.issue(ADDRESS, at(WriteTokens.ROTATION.multipliedBy(i))));
    }
    assertEquals(10, issued.size());
  }

  @Test
  void nodesOfDifferentSecretsDoNotAcceptEachOthersTokens() {
    WriteTokens stranger = new WriteTokens(new Random(2), START);
    assertNotEquals(tokens.issue(ADDRESS, START), stranger.issue(ADDRESS, START));
    assertFalse(stranger.holds(tokens.issue(ADDRESS, START), ADDRESS, START));
  }

  @Test
  void tokensOfAnyOtherLengthDoNotHold() {
    Bytes token = tokens.issue(ADDRESS, START);
    assertEquals(WriteTokens.SIZE, token.size());
    assertFalse(tokens.holds(Bytes.EMPTY, ADDRESS, START));
    assertFalse(tokens.holds(token.slice(0, 4), ADDRESS, START));
    assertFalse(tokens.holds(token.concat(token), ADDRESS, START));
  }

  /** CRC32C, which mainline uses, is linear: its tokens can be computed from three others. */
  @Test
  void tokensAreNotLinearInTheAddress() {
    byte[] a = tokens.issue(InetAddresses.forString("192.0.2.0"), START).toArray();
    byte[] b = tokens.issue(InetAddresses.forString("192.0.2.1"), START).toArray();
    byte[] c = tokens.issue(InetAddresses.forString("192.0.2.2"), START).toArray();
    byte[] forged = new byte[WriteTokens.SIZE];
    for (int i = 0; i < forged.length; i++) {
      forged[i] = (byte) (a[i] ^ b[i] ^ c[i]);
    }
    assertFalse(tokens.holds(Bytes.of(forged), InetAddresses.forString("192.0.2.3"), START));
  }

  @Test
  void ipv6AddressesHaveTokensToo() {
    InetAddress ipv6 = InetAddresses.forString("2001:db8::1");
    assertTrue(tokens.holds(tokens.issue(ipv6, START), ipv6, START));
  }

  private static Deadline at(Duration sinceStart) {
    return START.plus(sinceStart);
  }
}
