package io.mosaik.bootstrap.model;

import io.mosaik.api.KeyPair;
import io.mosaik.api.PublicKey;
import java.util.Objects;

/**
 * One of the meeting points of a network: a key pair that everybody who knows the network can
 * compute, and under which one peer at a time leaves its address. The key pair authenticates
 * nobody.
 *
 * <p>Immutable.
 *
 * @param index the position in the chain, from 0
 * @param keys what packets of this slot are signed with
 */
public record Slot(int index, KeyPair keys) {

  /** Checks that the index is not negative. */
  public Slot {
    Objects.requireNonNull(keys, "keys");
    if (index < 0) {
      throw new IllegalArgumentException("the index of a slot is not negative: " + index);
    }
  }

  /**
   * Under which key packets of this slot are stored.
   *
   * @return the public key
   */
  public PublicKey key() {
    return keys.publicKey();
  }

  /** Index and key, as in {@code slot 3 (61qc…)}. */
  @Override
  public String toString() {
    return "slot " + index + " (" + key() + ")";
  }
}
