package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import io.mosaik.dht.routing.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What BEP 44 stores: one bencoded value of any kind. It is kept in the very bytes in which it
 * came, because its hash and its signature are over those.
 *
 * <p>Immutable. Only made from bytes that are one bencoded value.
 */
public final class BencodedValue {

  /** The most bytes a stored value may have (BEP 44, "v"); how they count: {@link #size()}. */
  public static final int MAX_SIZE = 1000;

  private static final int NOT_A_STRING = -1;

  private final Bytes encoded;
  private final int stringStart;

  private BencodedValue(Bytes encoded, int stringStart) {
    this.encoded = encoded;
    this.stringStart = stringStart;
  }

  /** The value that is a byte string, as all values of mosaik and pkarr are. */
  public static BencodedValue ofString(Bytes content) {
    Bytes prefix = prefixOf(content.size());
    return new BencodedValue(prefix.concat(content), prefix.size());
  }

  /**
   * The value in its bencoded form.
   *
   * @param encoded one bencoded value and nothing else
   * @throws KrpcException if the bytes are anything else, or nested too deeply
   */
  public static BencodedValue parse(Bytes encoded) throws KrpcException {
    Bencode value = BencodeReader.read(encoded);
    if (value.to() != encoded.size()) {
      throw new KrpcException(KrpcException.Reason.NOT_BENCODED, "bytes after the value");
    }
    return of(value);
  }

  /** The value as it was found in a message. */
  static BencodedValue of(Bencode value) {
    int stringStart =
        value instanceof Bencode.Text text ? text.contentFrom() - text.from() : NOT_A_STRING;
    return new BencodedValue(value.encoded(), stringStart);
  }

  /** The bytes in which the value came. */
  public Bytes encoded() {
    return encoded;
  }

  /** The content, if the value is a byte string. */
  public Optional<Bytes> string() {
    return stringStart == NOT_A_STRING
        ? Optional.empty()
        : Optional.of(encoded.slice(stringStart, encoded.size()));
  }

  /**
   * What is compared with {@link #MAX_SIZE}: the length of the content if the value is a byte
   * string, as mainline counts, and of the zeros that its length is written with beyond need; else
   * the length of the whole.
   */
  public int size() {
    return stringStart == NOT_A_STRING
        ? encoded.size()
        : encoded.size() - prefixOf(encoded.size() - stringStart).size();
  }

  /** Where BEP 44 stores this value if it is immutable: the SHA-1 of its bencoded form. */
  public NodeId target() {
    return Sha1.of(encoded);
  }

  /** What stands before a byte string of this length. */
  private static Bytes prefixOf(int length) {
    return Bytes.of((length + ":").getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BencodedValue that && encoded.equals(that.encoded);
  }

  @Override
  public int hashCode() {
    return encoded.hashCode();
  }

  @Override
  public String toString() {
    return "BencodedValue[" + encoded + "]";
  }
}
