package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;
import java.util.Arrays;

/**
 * A secret that the keys of one encryption level and direction are derived from (RFC 9001, section
 * 5.1). Confined to the thread of its connection.
 *
 * <p>Who holds it wipes it with {@link #destroy()} when the keys are derived and no update will be
 * made from it. Its text form does not show it.
 */
public final class TrafficSecret {

  private final CipherSuite suite;
  private final HmacKey secret;
  private boolean destroyed;

  /**
   * A secret from its bytes.
   *
   * @param suite the suite that the keys are for
   * @param secret as many bytes as the hash of the suite yields; left as it is
   */
  public TrafficSecret(CipherSuite suite, byte[] secret) {
    if (secret.length != suite.hash().size()) {
      throw new IllegalArgumentException(
          "a secret of " + suite + " has " + suite.hash().size() + " bytes, not " + secret.length);
    }
    this.suite = suite;
    this.secret = new HmacKey(suite.hash(), secret);
  }

  /**
   * The suite that the keys are for.
   *
   * @return the suite
   */
  public CipherSuite suite() {
    return suite;
  }

  /**
   * The key that seals packets ({@code quic key}).
   *
   * @return {@link CipherSuite#keySize()} bytes, the caller's
   */
  public byte[] packetKey() {
    return derive("quic key", suite.keySize());
  }

  /**
   * What the packet number is mixed with to give the nonce ({@code quic iv}).
   *
   * @return {@link CipherSuite#IV_SIZE} bytes, the caller's
   */
  public byte[] iv() {
    return derive("quic iv", CipherSuite.IV_SIZE);
  }

  /**
   * The key that masks headers ({@code quic hp}). It stays the same over key updates (RFC 9001,
   * section 6.1): ask the first secret.
   *
   * @return {@link CipherSuite#keySize()} bytes, the caller's
   */
  public byte[] headerProtectionKey() {
    return derive("quic hp", suite.keySize());
  }

  /**
   * The secret after one key update ({@code quic ku}; RFC 9001, section 6.1).
   *
   * @return the next secret
   */
  public TrafficSecret next() {
    byte[] next = derive("quic ku", suite.hash().size());
    TrafficSecret result = new TrafficSecret(suite, next);
    Arrays.fill(next, (byte) 0);
    return result;
  }

  /** Wipes the secret. Idempotent; afterwards nothing can be derived any more. */
  public void destroy() {
    secret.destroy();
    destroyed = true;
  }

  private byte[] derive(String label, int length) {
    if (destroyed) {
      throw new IllegalStateException("this traffic secret has been wiped");
    }
    return Hkdf.expandLabel(secret, label, Bytes.EMPTY, length);
  }

  @Override
  public String toString() {
    return "TrafficSecret[" + suite + "]";
  }
}
