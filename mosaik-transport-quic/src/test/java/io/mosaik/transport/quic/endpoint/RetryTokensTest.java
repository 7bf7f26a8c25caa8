package io.mosaik.transport.quic.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.packet.ConnectionId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What makes a token of a Retry valid. */
class RetryTokensTest {

  private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.1", 1);
  private static final ConnectionId DIALLED = new ConnectionId(Bytes.fromHex("0102030405060708"));
  private static final ConnectionId GIVEN = new ConnectionId(Bytes.fromHex("1112131415161718"));

  private final Random random = new Random(23);
  private final RetryTokens tokens = new RetryTokens(random, Deadline.ofNanos(0));
  private final Deadline now = Deadline.ofNanos(0);
  private final Bytes token = tokens.issue(CLIENT, DIALLED, GIVEN, now);

  @Test
  void aTokenTellsWhatTheClientDialled() {
    assertTrue(tokens.hasForm(token));
    assertEquals(Optional.of(DIALLED), tokens.open(CLIENT, GIVEN, token, now));
  }

  @Test
  void itIsGoodForAFewSecondsOnly() {
    Deadline late = now.plus(Duration.ofSeconds(16));

    assertEquals(Optional.empty(), tokens.open(CLIENT, GIVEN, token, late));
  }

  @Test
  void itIsGoodForOneClientOneConnectionAndOneServerOnly() {
    InetSocketAddress otherHost = new InetSocketAddress("192.0.2.9", 1);
    InetSocketAddress otherPort = new InetSocketAddress("192.0.2.1", 2);
    RetryTokens otherServer = new RetryTokens(random, Deadline.ofNanos(0));

    assertEquals(Optional.empty(), tokens.open(otherHost, GIVEN, token, now));
    assertEquals(Optional.empty(), tokens.open(otherPort, GIVEN, token, now));
    assertEquals(Optional.empty(), tokens.open(CLIENT, DIALLED, token, now));
    assertEquals(Optional.empty(), otherServer.open(CLIENT, GIVEN, token, now));
  }

  @Test
  void noBitOfItCanBeChanged() {
    for (int bit = 0; bit < 8 * token.size(); bit++) {
      byte[] altered = token.toArray();
      altered[bit / 8] ^= (byte) (1 << bit % 8);
      Bytes forged = Bytes.of(altered);

      assertTrue(
          !tokens.hasForm(forged) || tokens.open(CLIENT, GIVEN, forged, now).isEmpty(),
          "bit " + bit);
    }
  }

  @Test
  void whatNoRetryOfOursCanHaveBroughtHasAnotherForm() {
    assertFalse(tokens.hasForm(Bytes.EMPTY));
    assertFalse(tokens.hasForm(token.slice(0, 30)));
    assertFalse(tokens.hasForm(token.concat(Bytes.of(new byte[20]))));
    assertFalse(tokens.hasForm(Bytes.of(new byte[token.size()])));
  }
}
