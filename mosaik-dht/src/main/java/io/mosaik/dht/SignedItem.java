package io.mosaik.dht;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.PublicKey;
import io.mosaik.api.Signature;
import io.mosaik.dht.krpc.BencodedValue;
import io.mosaik.dht.krpc.MutableItem;
import java.util.Optional;

/**
 * A mutable item of BEP 44: a byte string that the owner of a key has signed and can replace. An
 * instance is valid by construction: nothing makes one whose signature does not hold.
 *
 * <p>Immutable.
 *
 * @param key who signed it
 * @param salt tells apart several items of one key, at most 64 bytes; empty for none
 * @param sequence the version, not negative; the greatest one wins
 * @param value at most 1000 bytes
 * @param signature by the key
 */
public record SignedItem(
    PublicKey key, Bytes salt, long sequence, Bytes value, Signature signature) {

  /** The most bytes that a value may have (BEP 44, {@code v}). */
  public static final int MAX_VALUE_SIZE = BencodedValue.MAX_SIZE;

  /** The most bytes that a salt may have (BEP 44, {@code salt}). */
  public static final int MAX_SALT_SIZE = MutableItem.MAX_SALT_SIZE;

  /** Checks sizes, sign and signature. */
  public SignedItem {
    check(salt, sequence, value);
    if (!raw(key, salt, sequence, value, signature).hasValidSignature()) {
      throw new IllegalArgumentException(
          "the signature of " + key + " at sequence " + sequence + " does not hold");
    }
  }

  /**
   * Signs a value.
   *
   * @param signer whose item it becomes
   * @param salt at most 64 bytes; empty for none
   * @param sequence the version, not negative
   * @param value at most 1000 bytes
   * @return the item
   * @throws IllegalArgumentException if a limit is exceeded
   */
  public static SignedItem sign(KeyPair signer, Bytes salt, long sequence, Bytes value) {
    check(salt, sequence, value);
    Bytes signable = MutableItem.signable(salt, sequence, BencodedValue.ofString(value));
    return new SignedItem(signer.publicKey(), salt, sequence, value, signer.sign(signable));
  }

  /**
   * Where this item is stored.
   *
   * @return the SHA-1 of key and salt
   */
  public DhtId target() {
    return DhtId.ofMutable(key, salt);
  }

  /** What was found, if its value is a byte string. */
  static Optional<SignedItem> of(PublicKey key, MutableItem item) {
    return item.value()
        .string()
        .map(value -> new SignedItem(key, item.salt(), item.seq(), value, item.signature()));
  }

  MutableItem toMutableItem() {
    return raw(key, salt, sequence, value, signature);
  }

  private static MutableItem raw(
      PublicKey key, Bytes salt, long sequence, Bytes value, Signature signature) {
    return new MutableItem(key.bytes(), salt, sequence, signature, BencodedValue.ofString(value));
  }

  static void checkSalt(Bytes salt) {
    if (salt.size() > MAX_SALT_SIZE) {
      throw new IllegalArgumentException("a salt has at most 64 bytes, not " + salt.size());
    }
  }

  private static void check(Bytes salt, long sequence, Bytes value) {
    checkSalt(salt);
    if (value.size() > MAX_VALUE_SIZE) {
      throw new IllegalArgumentException("a value has at most 1000 bytes, not " + value.size());
    }
    if (sequence < 0) {
      throw new IllegalArgumentException("a sequence number is not negative: " + sequence);
    }
  }
}
