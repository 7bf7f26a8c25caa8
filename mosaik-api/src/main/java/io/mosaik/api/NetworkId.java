package io.mosaik.api;

/**
 * What the programs of one network have in common. Whoever knows it can compute the private keys of
 * all its slots: it is a meeting point, not a secret worth keeping and not a proof of anything.
 *
 * <p>Immutable.
 *
 * @param digest the id
 */
public record NetworkId(Digest digest) implements Comparable<NetworkId> {

  /**
   * The id behind a network's name, by the rule of {@link Digest#of(String)}.
   *
   * @param name 64 hexadecimal digits, or any other text, which is hashed
   * @return the id
   */
  public static NetworkId of(String name) {
    return new NetworkId(Digest.of(name));
  }

  /**
   * Takes 32 bytes as they are.
   *
   * @param bytes exactly 32 bytes
   * @return the id that consists of them
   * @throws IllegalArgumentException for any other length
   */
  public static NetworkId ofBytes(Bytes bytes) {
    return new NetworkId(Digest.ofBytes(bytes));
  }

  /**
   * The 32 bytes of the id.
   *
   * @return exactly 32 bytes
   */
  public Bytes bytes() {
    return digest.bytes();
  }

  @Override
  public int compareTo(NetworkId other) {
    return digest.compareTo(other.digest);
  }

  /** 64 lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return digest.toHex();
  }
}
