package io.mosaik.api;

/**
 * A peer entry with the signature of the peer that it speaks of. An instance is valid by
 * construction: nothing makes one whose signature does not hold.
 *
 * <p>The signature proves who wrote the entry, not who delivers it, nor when: compare {@link
 * PeerEntry#id()} with the peer of the TLS connection and {@link PeerEntry#network()} with your
 * own.
 *
 * <p>Immutable.
 */
public final class SignedPeerEntry {

  /** The most bytes of an encoded entry that are read. */
  public static final int MAX_SIZE = 64 * 1024;

  private final PeerEntry entry;
  private final Signature signature;

  private SignedPeerEntry(PeerEntry entry, Signature signature) {
    this.entry = entry;
    this.signature = signature;
  }

  /**
   * Signs an entry.
   *
   * @param signer the peer that the entry speaks of
   * @param entry the entry
   * @return the signed entry
   * @throws IllegalArgumentException if the entry speaks of somebody else, or would have more than
   *     {@link #MAX_SIZE} bytes
   */
  public static SignedPeerEntry sign(KeyPair signer, PeerEntry entry) {
    if (!entry.id().equals(signer.peerId())) {
      throw new IllegalArgumentException("an entry of " + entry.id() + " is signed by nobody else");
    }
    Bytes unsigned = PeerEntryCodec.encode(entry);
    if (unsigned.size() > MAX_SIZE - Signature.SIZE) {
      throw new IllegalArgumentException(
          "an entry has at most "
              + MAX_SIZE
              + " bytes, not "
              + unsigned.size()
              + " and a signature");
    }
    return new SignedPeerEntry(entry, signer.sign(Digest.hash(unsigned).bytes()));
  }

  /**
   * Reads an entry in either dialect.
   *
   * @param bytes the encoded entry; what follows it is ignored, as in Rust
   * @return the entry
   * @throws InvalidPacketException if it is malformed, larger than {@link #MAX_SIZE}, or the
   *     signature does not hold over its canonical form
   */
  public static SignedPeerEntry decode(Bytes bytes) {
    PeerEntryCodec.Decoded decoded = PeerEntryCodec.decode(bytes);
    PublicKey key = decoded.entry().id().key();
    Digest digest = Digest.hash(PeerEntryCodec.encode(decoded.entry()));
    if (!key.verifyStrict(digest.bytes(), decoded.signature())) {
      throw new InvalidPacketException(
          InvalidPacketException.Reason.BAD_SIGNATURE, "entry of " + key + " is not signed by it");
    }
    return new SignedPeerEntry(decoded.entry(), decoded.signature());
  }

  /**
   * Encodes this entry in its dialect.
   *
   * @return the bytes that {@link #decode(Bytes)} reads
   */
  public Bytes encode() {
    return PeerEntryCodec.encode(entry).concat(signature.bytes());
  }

  /**
   * The entry.
   *
   * @return the entry
   */
  public PeerEntry entry() {
    return entry;
  }

  /**
   * The signature, which holds.
   *
   * @return the signature
   */
  public Signature signature() {
    return signature;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SignedPeerEntry that
        && entry.equals(that.entry)
        && signature.equals(that.signature);
  }

  @Override
  public int hashCode() {
    return signature.hashCode();
  }

  @Override
  public String toString() {
    return "SignedPeerEntry[" + entry + "]";
  }
}
