package io.mosaik.transport.quic.packet;

import io.mosaik.api.Bytes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Stateless resets (RFC 9000, section 10.3): how an endpoint that has lost a connection says so.
 * The token of a connection id is an HMAC of it, so that it survives what it is for. Confined to
 * one thread.
 */
public final class StatelessReset {

  /** The length of a token, in bytes. */
  public static final int TOKEN_SIZE = 16;

  /** The shortest datagram that can be a stateless reset: five bytes and a token. */
  public static final int MIN_SIZE = 5 + TOKEN_SIZE;

  /** As long as a short packet with a connection id of eight bytes: nobody tells them apart. */
  private static final int USUAL_SIZE = 43;

  private final Mac mac;

  /** The tokens of an endpoint; {@code key} should outlive a restart, at least 32 bytes. */
  public StatelessReset(Bytes key) {
    try {
      mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.toArray(), "HmacSHA256"));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("this Java runtime has no HmacSHA256", impossible);
    }
  }

  /** The token of one of our connection ids. */
  public Bytes token(ConnectionId id) {
    return Bytes.of(mac.doFinal(id.bytes().toArray()), 0, TOKEN_SIZE);
  }

  /**
   * A reset in answer to a datagram, or none if that is so short that answering could loop.
   *
   * @param datagramSize how long the datagram was; the reset is shorter
   * @return a datagram of 21 to 43 bytes, or {@link Bytes#EMPTY}
   */
  public static Bytes datagram(Bytes token, int datagramSize, RandomGenerator random) {
    int size = Math.min(USUAL_SIZE, datagramSize - 1);
    if (size < MIN_SIZE) {
      return Bytes.EMPTY;
    }
    byte[] datagram = new byte[size];
    random.nextBytes(datagram);
    datagram[0] = (byte) (datagram[0] & 0x3f | 0x40);
    token.copyTo(datagram, size - TOKEN_SIZE);
    return Bytes.of(datagram);
  }

  /** Whether a datagram that could not be opened ends with a token. Takes constant time. */
  public static boolean endsWith(byte[] datagram, int size, Bytes token) {
    return size >= MIN_SIZE
        && MessageDigest.isEqual(
            Bytes.of(datagram, size - TOKEN_SIZE, size).toArray(), token.toArray());
  }
}
