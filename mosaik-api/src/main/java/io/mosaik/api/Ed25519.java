package io.mosaik.api;

import java.util.Arrays;

/** Ed25519 (RFC 8032) by BouncyCastle, several times the speed of the JDK's. */
final class Ed25519 {

  private Ed25519() {}

  static boolean isPoint(Bytes publicKey) {
    return org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyPartial(
        publicKey.unsafeArray(), 0);
  }

  static Bytes publicKey(Bytes seed) {
    byte[] key = new byte[PublicKey.SIZE];
    org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(seed.unsafeArray(), 0, key, 0);
    return Bytes.of(key);
  }

  static Bytes sign(Bytes seed, Bytes publicKey, Bytes message) {
    byte[] signature = new byte[Signature.SIZE];
    org.bouncycastle.math.ec.rfc8032.Ed25519.sign(
        seed.unsafeArray(),
        0,
        publicKey.unsafeArray(),
        0,
        message.unsafeArray(),
        0,
        message.size(),
        signature,
        0);
    return Bytes.of(signature);
  }

  static boolean verify(Bytes publicKey, Bytes message, Bytes signature) {
    return org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
        signature.unsafeArray(),
        0,
        publicKey.unsafeArray(),
        0,
        message.unsafeArray(),
        0,
        message.size());
  }

  static boolean verifyStrict(Bytes publicKey, Bytes message, Bytes signature) {
    return verify(publicKey, message, signature)
        && isPoint(Bytes.of(Arrays.copyOf(signature.unsafeArray(), PublicKey.SIZE)));
  }
}
