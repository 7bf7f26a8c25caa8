package io.mosaik.api;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Ed25519 (RFC 8032), signing as BouncyCastle does, verifying as ed25519-dalek does.
 *
 * <p>For honest keys and signatures all libraries agree. They differ where keys or {@code R} have a
 * part of small order or are spelled unusually, which anybody can produce who knows the private
 * key, and those of slots are known to all. BouncyCastle refuses keys of small order, and checks a
 * multiple of the equation, which lets some parts of small order pass by chance; Rust takes every
 * spelling of a point as a key, computes {@code R} as {@code S·B − h·A} and compares its bytes. So
 * do we: a record must be valid for all who read a slot or for none.
 */
final class Ed25519 {

  /** The order of the base point. */
  private static final BigInteger ORDER =
      BigInteger.ONE.shiftLeft(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private static final KnownKeys KNOWN_KEYS = new KnownKeys();

  private Ed25519() {}

  static boolean isPoint(Bytes publicKey) {
    return KNOWN_KEYS.contains(publicKey)
        || EdwardsPoint.decompress(publicKey.unsafeArray()).isPresent();
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

  /** As {@code VerifyingKey::verify}: {@code S} below the group order, {@code R} as computed. */
  static boolean verify(Bytes publicKey, Bytes message, Bytes signature) {
    return verify(publicKey, message, signature, false);
  }

  /** As {@code VerifyingKey::verify_strict}: neither key nor {@code R} of small order. */
  static boolean verifyStrict(Bytes publicKey, Bytes message, Bytes signature) {
    return verify(publicKey, message, signature, true);
  }

  private static boolean verify(Bytes publicKey, Bytes message, Bytes signature, boolean strict) {
    byte[] r = Arrays.copyOf(signature.unsafeArray(), PublicKey.SIZE);
    BigInteger s = littleEndian(signature.unsafeArray(), PublicKey.SIZE, Signature.SIZE);
    if (s.compareTo(ORDER) >= 0) {
      return false;
    }
    KnownKeys.Key key = KNOWN_KEYS.decode(publicKey).orElse(null);
    if (key == null || strict && key.ofSmallOrder()) {
      return false;
    }
    BigInteger h = challenge(r, publicKey, message);
    EdwardsPoint computed = EdwardsPoint.multiplyBaseAndSubtract(s, h, key.multiples());
    return Arrays.equals(r, computed.compress()) && !(strict && computed.isOfSmallOrder());
  }

  private static BigInteger challenge(byte[] r, Bytes publicKey, Bytes message) {
    MessageDigest sha512 = sha512();
    sha512.update(r);
    sha512.update(publicKey.unsafeArray());
    sha512.update(message.unsafeArray());
    byte[] hash = sha512.digest();
    return littleEndian(hash, 0, hash.length).mod(ORDER);
  }

  private static BigInteger littleEndian(byte[] bytes, int from, int to) {
    byte[] reversed = new byte[to - from];
    for (int i = from; i < to; i++) {
      reversed[to - 1 - i] = bytes[i];
    }
    return new BigInteger(1, reversed);
  }

  private static MessageDigest sha512() {
    try {
      return MessageDigest.getInstance("SHA-512");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-512", impossible);
    }
  }
}
