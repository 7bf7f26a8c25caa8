package io.mosaik.dht;

import io.mosaik.api.Bytes;
import io.mosaik.api.PublicKey;
import io.mosaik.dht.krpc.BencodedValue;
import io.mosaik.dht.krpc.MutableItem;
import io.mosaik.dht.routing.NodeId;

/**
 * A point of the 160-bit space of the DHT: the id of a node, the hash of a torrent, or the target
 * under which an item is stored (BEP 5, "Overview"; BEP 44). Ordered bytewise, unsigned.
 *
 * <p>Immutable.
 *
 * @param bytes exactly {@link #SIZE} bytes
 */
public record DhtId(Bytes bytes) implements Comparable<DhtId> {

  /** The length of every id, in bytes. */
  public static final int SIZE = 20;

  /** Checks the length. */
  public DhtId {
    if (bytes.size() != SIZE) {
      throw new IllegalArgumentException("an id in the DHT has 20 bytes, not " + bytes.size());
    }
  }

  /**
   * Where an immutable value is stored (BEP 44, "Immutable items").
   *
   * @param value the content of a byte string, at most 1000 bytes
   * @return the SHA-1 of its bencoded form
   */
  public static DhtId ofImmutable(Bytes value) {
    return of(BencodedValue.ofString(value).target());
  }

  /**
   * Where a mutable item is stored (BEP 44, "Mutable items").
   *
   * @param key who signs it
   * @param salt tells apart several items of one key, at most 64 bytes; empty for none
   * @return the SHA-1 of key and salt
   */
  public static DhtId ofMutable(PublicKey key, Bytes salt) {
    return of(MutableItem.target(key, salt));
  }

  static DhtId of(NodeId id) {
    return new DhtId(id.bytes());
  }

  NodeId toNodeId() {
    return new NodeId(bytes);
  }

  @Override
  public int compareTo(DhtId other) {
    return bytes.compareTo(other.bytes);
  }

  /** 40 lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return bytes.toHex();
  }
}
