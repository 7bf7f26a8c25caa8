package io.mosaik.transport.quic.tls;

import java.util.Optional;

/**
 * The cipher suites of TLS 1.3 that are spoken here (RFC 8446, appendix B.4), with what QUIC needs
 * to know of each (RFC 9001, section 5). Immutable.
 */
public enum CipherSuite {
  /** AES-128-GCM with SHA-256. Also protects Initial packets, whatever is negotiated. */
  TLS_AES_128_GCM_SHA256(0x1301, Aead.AES_GCM, 16, HashAlgorithm.SHA_256),
  /** AES-256-GCM with SHA-384. */
  TLS_AES_256_GCM_SHA384(0x1302, Aead.AES_GCM, 32, HashAlgorithm.SHA_384),
  /** ChaCha20-Poly1305 with SHA-256. */
  TLS_CHACHA20_POLY1305_SHA256(0x1303, Aead.CHACHA20_POLY1305, 32, HashAlgorithm.SHA_256);

  /** The length of the nonce of every suite, in bytes. */
  public static final int IV_SIZE = 12;

  /** The length of the authentication tag of every suite, in bytes. */
  public static final int TAG_SIZE = 16;

  /** What seals packets, and what masks their headers (RFC 9001, sections 5.3 and 5.4). */
  public enum Aead {
    /** AES-GCM; headers are masked with AES-ECB (RFC 9001, section 5.4.3). */
    AES_GCM,
    /** ChaCha20-Poly1305; headers are masked with ChaCha20 (RFC 9001, section 5.4.4). */
    CHACHA20_POLY1305
  }

  private final int code;
  private final Aead aead;
  private final int keySize;
  private final HashAlgorithm hash;

  CipherSuite(int code, Aead aead, int keySize, HashAlgorithm hash) {
    this.code = code;
    this.aead = aead;
    this.keySize = keySize;
    this.hash = hash;
  }

  /**
   * The code on the wire.
   *
   * @return two bytes, unsigned
   */
  public int code() {
    return code;
  }

  /**
   * What seals packets.
   *
   * @return the kind of AEAD
   */
  public Aead aead() {
    return aead;
  }

  /**
   * The length of the key that seals packets, and of the one that masks headers.
   *
   * @return 16 or 32 bytes
   */
  public int keySize() {
    return keySize;
  }

  /**
   * The hash under HKDF and the transcript.
   *
   * @return the hash
   */
  public HashAlgorithm hash() {
    return hash;
  }

  /**
   * The suite with a code.
   *
   * @param code two bytes, unsigned
   * @return the suite, or empty if it is none of ours
   */
  public static Optional<CipherSuite> ofCode(int code) {
    for (CipherSuite suite : values()) {
      if (suite.code == code) {
        return Optional.of(suite);
      }
    }
    return Optional.empty();
  }
}
