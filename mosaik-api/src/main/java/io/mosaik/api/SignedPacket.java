package io.mosaik.api;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Objects;

/**
 * The pkarr envelope: a public key, a signature, a timestamp and up to 1000 opaque bytes. An
 * instance is valid by construction: nothing makes one whose signature does not hold.
 *
 * <p>Ordered as pkarr orders packets of one key: by timestamp, then by larger payload bytes. The
 * order is not meant for packets of different keys.
 *
 * <p>Immutable.
 */
public final class SignedPacket implements Comparable<SignedPacket> {

  /** The most bytes that a payload may have (BEP 44, {@code v}). */
  public static final int MAX_PAYLOAD_SIZE = 1000;

  /** Bytes before the payload: key, signature, timestamp. */
  public static final int HEADER_SIZE = PublicKey.SIZE + Signature.SIZE + Long.BYTES;

  /** The most bytes of {@link #toBytes()}. */
  public static final int MAX_SIZE = HEADER_SIZE + MAX_PAYLOAD_SIZE;

  private static final Comparator<SignedPacket> ORDER =
      Comparator.comparing(SignedPacket::timestamp).thenComparing(SignedPacket::payload);

  private final PublicKey key;
  private final Signature signature;
  private final Timestamp timestamp;
  private final Bytes payload;

  private SignedPacket(PublicKey key, Signature signature, Timestamp timestamp, Bytes payload) {
    this.key = key;
    this.signature = signature;
    this.timestamp = timestamp;
    this.payload = payload;
  }

  /**
   * Signs a payload.
   *
   * @param signer whose packet it becomes
   * @param timestamp when it was signed
   * @param payload at most 1000 bytes
   * @return the packet
   * @throws IllegalArgumentException if the payload is longer
   */
  public static SignedPacket sign(KeyPair signer, Timestamp timestamp, Bytes payload) {
    checkSize(payload);
    Signature signature = signer.sign(signable(timestamp, payload));
    return new SignedPacket(signer.publicKey(), signature, timestamp, payload);
  }

  /**
   * Puts a packet together from its parts, as they come out of a BEP 44 item.
   *
   * @param key who signed it
   * @param signature over {@link #signable(Timestamp, Bytes)}
   * @param timestamp when it was signed, {@code seq} in BEP 44
   * @param payload at most 1000 bytes, {@code v} in BEP 44
   * @return the packet
   * @throws InvalidPacketException if the payload is too long or the signature does not hold
   */
  public static SignedPacket verified(
      PublicKey key, Signature signature, Timestamp timestamp, Bytes payload) {
    if (payload.size() > MAX_PAYLOAD_SIZE) {
      throw new InvalidPacketException(
          InvalidPacketException.Reason.TOO_LARGE,
          "payload of " + key + " has " + payload.size() + " bytes, more than 1000");
    }
    if (!key.verify(signable(timestamp, payload), signature)) {
      throw new InvalidPacketException(
          InvalidPacketException.Reason.BAD_SIGNATURE,
          "signature of " + key + " at " + timestamp + " does not hold");
    }
    return new SignedPacket(key, signature, timestamp, payload);
  }

  /**
   * Reads the canonical form: key (32), signature (64), timestamp (8, big-endian), payload.
   *
   * @param bytes 104 to 1104 bytes
   * @return the packet
   * @throws InvalidPacketException if the bytes are anything else or the signature does not hold
   */
  public static SignedPacket fromBytes(Bytes bytes) {
    if (bytes.size() < HEADER_SIZE) {
      throw tooShort(bytes.size(), HEADER_SIZE);
    }
    PublicKey key;
    try {
      key = new PublicKey(bytes.slice(0, PublicKey.SIZE));
    } catch (IllegalArgumentException noPoint) {
      throw new InvalidPacketException(
          InvalidPacketException.Reason.MALFORMED, noPoint.getMessage());
    }
    return fromRelayPayload(key, bytes.slice(PublicKey.SIZE, bytes.size()));
  }

  /**
   * Reads the form that pkarr relays carry: signature (64), timestamp (8, big-endian), payload.
   *
   * @param key whose packet it must be
   * @param bytes 72 to 1072 bytes
   * @return the packet
   * @throws InvalidPacketException if the bytes are anything else or the signature does not hold
   */
  public static SignedPacket fromRelayPayload(PublicKey key, Bytes bytes) {
    int head = HEADER_SIZE - PublicKey.SIZE;
    if (bytes.size() < head) {
      throw tooShort(bytes.size(), head);
    }
    long micros = bytes.asByteBuffer().getLong(Signature.SIZE);
    if (micros < 0) {
      throw new InvalidPacketException(
          InvalidPacketException.Reason.MALFORMED, "negative timestamp " + micros + " of " + key);
    }
    return verified(
        key,
        new Signature(bytes.slice(0, Signature.SIZE)),
        new Timestamp(micros),
        bytes.slice(head, bytes.size()));
  }

  /**
   * What is signed (BEP 44, "Mutable items", without salt): {@code 3:seqi<timestamp>e1:v<length>:}
   * and the payload.
   *
   * @param timestamp when
   * @param payload what
   * @return the bytes to sign or verify
   */
  public static Bytes signable(Timestamp timestamp, Bytes payload) {
    String prefix = "3:seqi" + timestamp.micros() + "e1:v" + payload.size() + ":";
    return Bytes.of(prefix.getBytes(StandardCharsets.US_ASCII)).concat(payload);
  }

  /**
   * Who signed this packet.
   *
   * @return the public key
   */
  public PublicKey key() {
    return key;
  }

  /**
   * The signature, which holds.
   *
   * @return the signature
   */
  public Signature signature() {
    return signature;
  }

  /**
   * When this packet was signed, as its signer says.
   *
   * @return the timestamp
   */
  public Timestamp timestamp() {
    return timestamp;
  }

  /**
   * What was signed.
   *
   * @return at most 1000 bytes
   */
  public Bytes payload() {
    return payload;
  }

  /**
   * The canonical form, see {@link #fromBytes(Bytes)}.
   *
   * @return 104 to 1104 bytes
   */
  public Bytes toBytes() {
    return key.bytes().concat(toRelayPayload());
  }

  /**
   * The form that pkarr relays carry, see {@link #fromRelayPayload(PublicKey, Bytes)}.
   *
   * @return 72 to 1072 bytes
   */
  public Bytes toRelayPayload() {
    ByteBuffer out = ByteBuffer.allocate(Signature.SIZE + Long.BYTES + payload.size());
    out.put(signature.bytes().asByteBuffer());
    out.putLong(timestamp.micros());
    out.put(payload.asByteBuffer());
    return Bytes.of(out.array());
  }

  @Override
  public int compareTo(SignedPacket other) {
    return ORDER.compare(this, other);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SignedPacket that
        && key.equals(that.key)
        && signature.equals(that.signature)
        && timestamp.equals(that.timestamp)
        && payload.equals(that.payload);
  }

  @Override
  public int hashCode() {
    return Objects.hash(key, timestamp, payload);
  }

  @Override
  public String toString() {
    return "SignedPacket[" + key + " at " + timestamp + ", " + payload.size() + " bytes]";
  }

  private static void checkSize(Bytes payload) {
    if (payload.size() > MAX_PAYLOAD_SIZE) {
      throw new IllegalArgumentException("a payload has at most 1000 bytes, not " + payload.size());
    }
  }

  private static InvalidPacketException tooShort(int size, int least) {
    return new InvalidPacketException(
        InvalidPacketException.Reason.MALFORMED, size + " bytes, fewer than " + least);
  }
}
