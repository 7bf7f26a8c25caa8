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

  /** U+FFFD, which decoders put in place of bytes that are not valid in their charset. */
  private static final char REPLACEMENT_CHARACTER = '\uFFFD';

  /**
   * Returns the id behind a network's name, by the rule of {@link Digest#of(String)}.
   *
   * <p>A name that is blank, or that has lost characters on its way here, is refused: hashing it
   * would silently join another network than the one that was meant.
   *
   * @param name 64 hexadecimal digits, or any other text, which is hashed as UTF-8
   * @return the id
   * @throws IllegalArgumentException if the name is empty or blank, or contains U+FFFD (what
   *     decoders put in place of bytes that they cannot decode) or an unpaired surrogate, which has
   *     no UTF-8 form
   */
  public static NetworkId of(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a network name must not be empty or blank");
    }
    for (int i = 0; i < name.length(); i++) {
      checkCharacter(name, i);
    }
    return new NetworkId(Digest.of(name));
  }

  private static void checkCharacter(String name, int index) {
    char c = name.charAt(index);
    if (c == REPLACEMENT_CHARACTER) {
      throw new IllegalArgumentException(
          "a network name must not contain U+FFFD (at index "
              + index
              + "): it stands for characters that were lost in a conversion to another charset");
    }
    boolean paired =
        Character.isHighSurrogate(c)
            ? index + 1 < name.length() && Character.isLowSurrogate(name.charAt(index + 1))
            : index > 0 && Character.isHighSurrogate(name.charAt(index - 1));
    if (Character.isSurrogate(c) && !paired) {
      throw new IllegalArgumentException(
          "a network name must not contain an unpaired surrogate (at index "
              + index
              + "): it has no UTF-8 form");
    }
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
