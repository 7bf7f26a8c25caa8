package io.mosaik.dht.storage;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens that prove that whoever sends them also receives at their address (BEP 5, "get_peers"; BEP
 * 44, "put message"). A token is a keyed hash of the address, so that none needs to be remembered
 * and none can be derived from others. It holds for five to ten minutes: the secret is replaced
 * every five, and the one before it still counts.
 *
 * <p>Confined to one thread.
 */
public final class WriteTokens {

  /** How old a secret becomes (BEP 5 suggests five minutes). */
  public static final Duration ROTATION = Duration.ofMinutes(5);

  /** The length of our tokens, in bytes; those of others are of any length. */
  public static final int SIZE = 8;

  private static final String ALGORITHM = "HmacSHA256";
  private static final int SECRET_SIZE = 32;

  private final RandomGenerator random;
  private SecretKeySpec current;
  private SecretKeySpec previous;
  private Deadline rotateAt;

  /** Starts with a secret of its own, from a cryptographically strong source. */
  public WriteTokens(RandomGenerator random, Deadline now) {
    this.random = random;
    this.current = newSecret();
    this.previous = newSecret();
    this.rotateAt = now.plus(ROTATION);
  }

  /** The token for an address. */
  public Bytes issue(InetAddress address, Deadline now) {
    rotateIfDue(now);
    return Bytes.of(tokenUnder(current, address));
  }

  /** Whether the token was issued to this address, not too long ago. */
  public boolean holds(Bytes token, InetAddress address, Deadline now) {
    rotateIfDue(now);
    byte[] given = token.toArray();
    // Both are always compared, and in constant time: how long it takes tells nothing.
    return MessageDigest.isEqual(given, tokenUnder(current, address))
        | MessageDigest.isEqual(given, tokenUnder(previous, address));
  }

  private void rotateIfDue(Deadline now) {
    if (!rotateAt.hasPassed(now)) {
      return;
    }
    boolean oneRotationMissed = rotateAt.plus(ROTATION).hasPassed(now);
    previous = oneRotationMissed ? newSecret() : current;
    current = newSecret();
    rotateAt = now.plus(ROTATION);
  }

  private SecretKeySpec newSecret() {
    byte[] secret = new byte[SECRET_SIZE];
    random.nextBytes(secret);
    return new SecretKeySpec(secret, ALGORITHM);
  }

  private static byte[] tokenUnder(SecretKeySpec secret, InetAddress address) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      return Arrays.copyOf(mac.doFinal(address.getAddress()), SIZE);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java runtime has " + ALGORITHM, missing);
    }
  }
}
