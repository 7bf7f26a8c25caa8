package io.mosaik.transport.quic.packet;

import io.mosaik.transport.quic.tls.CipherSuite;
import io.mosaik.transport.quic.tls.TrafficSecret;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals or opens the packets of one direction under one key, in place (RFC 9001, section 5.3). Use
 * an instance for one direction only. Confined to one thread.
 */
public final class PacketCipher {

  /** From where the JDK has its ciphers: it need not look for it each time. */
  private static final Provider PROVIDER = provider();

  private final CipherSuite suite;
  private final SecretKeySpec key;
  private final byte[] iv;
  private final byte[] nonce = new byte[CipherSuite.IV_SIZE];
  private final Cipher cipher;
  private long lastOpened = -1;

  private PacketCipher(CipherSuite suite, byte[] key, byte[] iv) {
    boolean gcm = suite.aead() == CipherSuite.Aead.AES_GCM;
    this.suite = suite;
    this.key = new SecretKeySpec(key, gcm ? "AES" : "ChaCha20");
    this.iv = iv;
    this.cipher = newCipher(gcm ? "AES/GCM/NoPadding" : "ChaCha20-Poly1305");
  }

  /** The cipher for the packets that a secret protects, which is left as it is. */
  public static PacketCipher of(TrafficSecret secret) {
    byte[] key = secret.packetKey();
    PacketCipher result = new PacketCipher(secret.suite(), key, secret.iv());
    Arrays.fill(key, (byte) 0);
    return result;
  }

  /**
   * Encrypts a payload where it stands and puts the tag behind it.
   *
   * @param packet holds the unprotected header, then the payload, then room for the tag
   * @param from index of the first byte of the header
   * @param payloadFrom index of the first byte of the payload
   * @param payloadTo index after the last byte of the payload
   * @return index after the tag
   */
  public int seal(long packetNumber, byte[] packet, int from, int payloadFrom, int payloadTo) {
    try {
      init(Cipher.ENCRYPT_MODE, packetNumber);
      cipher.updateAAD(packet, from, payloadFrom - from);
      return payloadFrom
          + cipher.doFinal(packet, payloadFrom, payloadTo - payloadFrom, packet, payloadFrom);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("cannot seal packet " + packetNumber, impossible);
    }
  }

  /**
   * Decrypts a payload where it stands.
   *
   * @param packet holds the unprotected header, then the encrypted payload, then the tag
   * @param from index of the first byte of the header
   * @param payloadFrom index of the first byte of the payload
   * @param to index after the tag
   * @return index after the last byte of the payload, or -1 if the packet is not authentic
   */
  public int open(long packetNumber, byte[] packet, int from, int payloadFrom, int to) {
    try {
      if (packetNumber == lastOpened && suite.aead() == CipherSuite.Aead.CHACHA20_POLY1305) {
        // The JDK's ChaCha20 refuses the same nonce twice in a row, for decryption too.
        init(Cipher.DECRYPT_MODE, ~packetNumber);
      }
      init(Cipher.DECRYPT_MODE, packetNumber);
      lastOpened = packetNumber;
      cipher.updateAAD(packet, from, payloadFrom - from);
      return payloadFrom
          + cipher.doFinal(packet, payloadFrom, to - payloadFrom, packet, payloadFrom);
    } catch (AEADBadTagException forged) {
      return -1;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("cannot open packet " + packetNumber, impossible);
    }
  }

  private static Provider provider() {
    try {
      return Cipher.getInstance("AES/GCM/NoPadding").getProvider();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("this Java runtime has no AES-GCM", impossible);
    }
  }

  private void init(int mode, long packetNumber) throws GeneralSecurityException {
    for (int i = 0; i < nonce.length; i++) {
      int shift = 8 * (nonce.length - 1 - i);
      nonce[i] = (byte) (shift < Long.SIZE ? iv[i] ^ packetNumber >>> shift : iv[i]);
    }
    AlgorithmParameterSpec parameters =
        suite.aead() == CipherSuite.Aead.AES_GCM
            ? new GCMParameterSpec(8 * CipherSuite.TAG_SIZE, nonce)
            : new IvParameterSpec(nonce);
    cipher.init(mode, key, parameters);
  }

  static Cipher newCipher(String transformation) {
    try {
      return Cipher.getInstance(transformation, PROVIDER);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("this Java runtime has no " + transformation, impossible);
    }
  }
}
