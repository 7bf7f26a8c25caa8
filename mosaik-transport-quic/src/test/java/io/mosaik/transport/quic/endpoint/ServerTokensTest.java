package io.mosaik.transport.quic.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.PublicKey;
import java.net.InetSocketAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a client keeps of the tokens that servers gave it. */
class ServerTokensTest {

  private static final InetSocketAddress HERE = new InetSocketAddress("192.0.2.1", 1);
  private static final InetSocketAddress THERE = new InetSocketAddress("192.0.2.1", 2);

  private final Random random = new Random(31);
  private final PublicKey server = KeyPair.generate(random).publicKey();
  private final ServerTokens tokens = new ServerTokens();

  @Test
  void theLatestComesFirstAndEachOnce() {
    tokens.keep(server, HERE, token(1));
    tokens.keep(server, HERE, token(2));

    assertEquals(token(2), tokens.take(server, HERE));
    assertEquals(token(1), tokens.take(server, HERE));
    assertEquals(Bytes.EMPTY, tokens.take(server, HERE));
  }

  @Test
  void nobodyElseIsShownThem() {
    tokens.keep(server, HERE, token(1));

    assertEquals(Bytes.EMPTY, tokens.take(server, THERE));
    assertEquals(Bytes.EMPTY, tokens.take(KeyPair.generate(random).publicKey(), HERE));
    assertEquals(token(1), tokens.take(server, HERE));
  }

  @Test
  void aServerCannotMakeUsKeepMoreThanAFew() {
    for (int i = 0; i < 10; i++) {
      tokens.keep(server, HERE, token(i));
    }

    assertEquals(token(9), tokens.take(server, HERE));
    assertEquals(token(8), tokens.take(server, HERE));
    assertEquals(Bytes.EMPTY, tokens.take(server, HERE));
  }

  @Test
  void theServersThatGaveNoneForLongestAreForgotten() {
    for (int port = 1; port <= ServerTokens.MAX_SERVERS; port++) {
      tokens.keep(server, new InetSocketAddress("192.0.2.1", port), token(1));
    }
    tokens.keep(server, HERE, token(2));
    tokens.keep(server, new InetSocketAddress("192.0.2.1", 9999), token(3));

    assertEquals(token(2), tokens.take(server, HERE));
    assertEquals(Bytes.EMPTY, tokens.take(server, THERE));
  }

  private static Bytes token(int number) {
    return Bytes.of(new byte[] {(byte) number});
  }
}
