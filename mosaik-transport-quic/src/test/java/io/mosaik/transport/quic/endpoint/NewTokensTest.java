package io.mosaik.transport.quic.endpoint;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What makes a token of a NEW_TOKEN frame valid. */
class NewTokensTest {

  private static final InetAddress CLIENT = new InetSocketAddress("192.0.2.1", 1).getAddress();
  private static final InetAddress OTHER = new InetSocketAddress("192.0.2.2", 1).getAddress();

  private final Random random = new Random(29);
  private final Deadline start = Deadline.ofNanos(0);
  private final NewTokens tokens = new NewTokens(random, start);

  @Test
  void aTokenIsGoodForOneUse() {
    Bytes token = tokens.issue(CLIENT, start);

    assertTrue(tokens.use(CLIENT, token, start));
    assertFalse(tokens.use(CLIENT, token, start));
    assertFalse(tokens.use(CLIENT, token, start.plus(Duration.ofMinutes(59))));
  }

  @Test
  void itOutlivesOneChangeOfKeysButNotItsTime() {
    Deadline issued = start.plus(Duration.ofMinutes(50));
    Bytes inTime = tokens.issue(CLIENT, issued);
    Bytes late = tokens.issue(CLIENT, issued);

    assertTrue(tokens.use(CLIENT, inTime, issued.plus(Duration.ofMinutes(59))));
    assertFalse(tokens.use(CLIENT, late, issued.plus(Duration.ofMinutes(60))));
  }

  @Test
  void itIsGoodForOneHostAndOneServerOnly() {
    Bytes token = tokens.issue(CLIENT, start);

    assertFalse(tokens.use(OTHER, token, start));
    assertFalse(new NewTokens(random, start).use(CLIENT, token, start));
    assertTrue(tokens.use(CLIENT, token, start), "failed attempts of others cost nothing");
  }

  @Test
  void noBitOfItCanBeChanged() {
    Bytes token = tokens.issue(CLIENT, start);
    for (int bit = 0; bit < 8 * token.size(); bit++) {
      byte[] altered = token.toArray();
      altered[bit / 8] ^= (byte) (1 << bit % 8);

      assertFalse(tokens.use(CLIENT, Bytes.of(altered), start), "bit " + bit);
    }
  }

  @Test
  void noBytesOfNoLengthAreMistakenForOne() {
    for (int size = 0; size < 100; size++) {
      byte[] noise = new byte[size];
      random.nextBytes(noise);

      assertFalse(tokens.use(CLIENT, Bytes.of(noise), start), size + " bytes of seed 29");
    }
  }

  @Test
  void thoseThatWereUsedAreRememberedUpToALimitAndUntilTheyAreStale() {
    for (int i = 0; i < NewTokens.MAX_USED; i++) {
      assertTrue(tokens.use(CLIENT, tokens.issue(CLIENT, start), start));
    }
    Deadline later = start.plus(Duration.ofMinutes(30));
    Bytes token = tokens.issue(CLIENT, later);

    assertFalse(tokens.use(CLIENT, token, later));
    assertTrue(tokens.use(CLIENT, token, start.plus(Duration.ofMinutes(60))));
  }
}
