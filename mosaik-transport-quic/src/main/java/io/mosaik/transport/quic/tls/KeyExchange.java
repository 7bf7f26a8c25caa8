package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;
import java.util.random.RandomGenerator;

/**
 * Our half of one ephemeral key exchange (RFC 8446, section 4.2.8). Confined to the thread of its
 * handshake; used once, then destroyed.
 */
interface KeyExchange {

  /** Makes a fresh key. */
  static KeyExchange generate(NamedGroup group, RandomGenerator random) {
    return group == NamedGroup.X25519 ? new X25519KeyExchange(random) : new P256KeyExchange(random);
  }

  NamedGroup group();

  /** What the peer is to learn. */
  Bytes publicValue();

  /**
   * Computes the shared secret.
   *
   * @param peerValue the peer's public value, anything
   * @return the secret, the caller's
   * @throws TlsException with {@code illegal_parameter} if the value is no public key
   */
  byte[] agree(Bytes peerValue) throws TlsException;

  /** Wipes the private key, as far as the platform lets us. */
  void destroy();
}
