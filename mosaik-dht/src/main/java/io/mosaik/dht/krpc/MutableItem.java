package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import io.mosaik.api.PublicKey;
import io.mosaik.api.Signature;
import io.mosaik.api.SignedPacket;
import io.mosaik.dht.routing.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A signed item as it travels and is stored (BEP 44, "Mutable items"). Having one says nothing
 * about its validity: see {@link #hasValidSignature()}.
 *
 * <p>Immutable.
 *
 * @param key 32 bytes that should be an Ed25519 public key, {@code k} on the wire
 * @param salt tells apart several items of one key; empty for none. An item that comes in an answer
 *     has none: who asked knows it
 * @param seq the version; the greatest one wins. Negative ones can be read, but nobody stores them
 * @param signature by the key, over {@link #signable()}
 * @param value what is stored
 */
public record MutableItem(
    Bytes key, Bytes salt, long seq, Signature signature, BencodedValue value) {

  /** The most bytes a stored item's salt may have (BEP 44, "salt"). */
  public static final int MAX_SALT_SIZE = 64;

  /** Checks the length of the key. */
  public MutableItem {
    if (key.size() != PublicKey.SIZE) {
      throw new IllegalArgumentException("a public key has 32 bytes, not " + key.size());
    }
  }

  /** The item as which a signed packet is stored: without salt, its payload as a byte string. */
  public static MutableItem of(SignedPacket packet) {
    return new MutableItem(
        packet.key().bytes(),
        Bytes.EMPTY,
        packet.timestamp().micros(),
        packet.signature(),
        BencodedValue.ofString(packet.payload()));
  }

  /** Where items of this key and salt are stored; an empty salt stands for none. */
  public static NodeId target(PublicKey key, Bytes salt) {
    return Sha1.of(key.bytes().concat(salt));
  }

  /** Where this item is stored: the SHA-1 of key and salt. */
  public NodeId target() {
    return Sha1.of(key.concat(salt));
  }

  /** What the signature is over (BEP 44, "Signature verification"). */
  public Bytes signable() {
    return signable(salt, seq, value);
  }

  /** What to sign in order to make an item of these parts. */
  public static Bytes signable(Bytes salt, long seq, BencodedValue value) {
    Bytes rest = ascii("3:seqi" + seq + "e1:v").concat(value.encoded());
    return salt.isEmpty() ? rest : ascii("4:salt" + salt.size() + ":").concat(salt).concat(rest);
  }

  /** Whether the key is one, and the signature holds. Takes some hundred microseconds. */
  public boolean hasValidSignature() {
    return publicKey().map(valid -> valid.verify(signable(), signature)).orElse(false);
  }

  private Optional<PublicKey> publicKey() {
    try {
      return Optional.of(new PublicKey(key));
    } catch (IllegalArgumentException noPoint) {
      return Optional.empty();
    }
  }

  private static Bytes ascii(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.US_ASCII));
  }
}
