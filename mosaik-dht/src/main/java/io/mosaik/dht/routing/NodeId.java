package io.mosaik.dht.routing;

import io.mosaik.api.Bytes;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;

/**
 * A point of the 160-bit space that holds nodes, info hashes and BEP 44 targets alike (BEP 5,
 * "Overview"). Two points are as far apart as the XOR of their bytes, read as an unsigned number.
 *
 * <p>Immutable. Ordered bytewise, unsigned.
 *
 * @param bytes exactly {@link #SIZE} bytes
 */
public record NodeId(Bytes bytes) implements Comparable<NodeId> {

  /** The length of every id, in bytes. */
  public static final int SIZE = 20;

  /** The length of every id, in bits. */
  public static final int BITS = SIZE * Byte.SIZE;

  /** What of an IPv4 address enters the hash (BEP 42, "Node ID restriction"). */
  private static final byte[] IPV4_MASK = {0x03, 0x0f, 0x3f, (byte) 0xff};

  /** What of the first half of an IPv6 address enters the hash (BEP 42). */
  private static final byte[] IPV6_MASK = {0x01, 0x03, 0x07, 0x0f, 0x1f, 0x3f, 0x7f, (byte) 0xff};

  /** How many leading bits of an id its address prescribes (BEP 42). */
  static final int PRESCRIBED_BITS = 21;

  /** Checks the length. */
  public NodeId {
    if (bytes.size() != SIZE) {
      throw new IllegalArgumentException("a node id has 20 bytes, not " + bytes.size());
    }
  }

  /** An id that no address has a say in. */
  public static NodeId random(RandomGenerator random) {
    byte[] id = new byte[SIZE];
    random.nextBytes(id);
    return new NodeId(Bytes.of(id));
  }

  /**
   * A random one of the ids that a node at this address may have (BEP 42, "Node ID restriction").
   */
  public static NodeId secureFor(InetAddress address, RandomGenerator random) {
    byte[] id = new byte[SIZE];
    random.nextBytes(id);
    int prefix = prescribedPrefix(address, id[SIZE - 1]);
    id[0] = (byte) (prefix >>> 24);
    id[1] = (byte) (prefix >>> 16);
    id[2] = (byte) ((prefix >>> 8) & 0xf8 | id[2] & 0x07);
    return new NodeId(Bytes.of(id));
  }

  /**
   * Whether a node at this address may have this id (BEP 42). Addresses that are not public may
   * have any.
   */
  public boolean isSecureFor(InetAddress address) {
    if (isExempt(address)) {
      return true;
    }
    int prefix = prescribedPrefix(address, bytes.at(SIZE - 1));
    int mine = bytes.asByteBuffer().getInt(0);
    return (prefix ^ mine) >>> (Integer.SIZE - PRESCRIBED_BITS) == 0;
  }

  /** The XOR of both ids, to be read as an unsigned number. */
  public Bytes distanceTo(NodeId other) {
    byte[] distance = new byte[SIZE];
    for (int i = 0; i < SIZE; i++) {
      distance[i] = (byte) (bytes.at(i) ^ other.bytes.at(i));
    }
    return Bytes.of(distance);
  }

  /** How far an id is from this one, as a part of the whole space: from 0 to less than 1. */
  public double distanceShare(NodeId other) {
    long distance = bytes.asByteBuffer().getLong() ^ other.bytes.asByteBuffer().getLong();
    return (distance >>> 11) * 0x1p-53; // as many bits as a double has
  }

  /** Compares how far two ids are from this one: negative if {@code a} is the closer one. */
  public int compareDistance(NodeId a, NodeId b) {
    for (int i = 0; i < SIZE; i++) {
      byte own = bytes.at(i);
      int order = Byte.compareUnsigned((byte) (own ^ a.bytes.at(i)), (byte) (own ^ b.bytes.at(i)));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** Orders ids by their distance to this one, the closest first. */
  public Comparator<NodeId> byDistance() {
    return this::compareDistance;
  }

  /** How many leading bits both ids share: 0 to {@value #BITS}, all of them if they are equal. */
  public int sharedPrefixBits(NodeId other) {
    for (int i = 0; i < SIZE; i++) {
      int difference = (bytes.at(i) ^ other.bytes.at(i)) & 0xff;
      if (difference != 0) {
        return i * Byte.SIZE
            + Integer.numberOfLeadingZeros(difference)
            - (Integer.SIZE - Byte.SIZE);
      }
    }
    return BITS;
  }

  /** The bit at a position, 0 being the most significant one. */
  public boolean bit(int position) {
    return (bytes.at(position / Byte.SIZE) >>> (Byte.SIZE - 1 - position % Byte.SIZE) & 1) == 1;
  }

  @Override
  public int compareTo(NodeId other) {
    return bytes.compareTo(other.bytes);
  }

  /** 40 hexadecimal digits. */
  @Override
  public String toString() {
    return bytes.toHex();
  }

  /**
   * The hash whose first 21 bits an id for this address begins with; {@code r} is its last byte.
   */
  private static int prescribedPrefix(InetAddress address, byte r) {
    byte[] mask = address instanceof Inet4Address ? IPV4_MASK : IPV6_MASK;
    byte[] masked = new byte[mask.length];
    byte[] raw = address.getAddress();
    for (int i = 0; i < mask.length; i++) {
      masked[i] = (byte) (raw[i] & mask[i]);
    }
    masked[0] |= (byte) ((r & 0x07) << 5);
    CRC32C crc = new CRC32C();
    crc.update(masked);
    return (int) crc.getValue();
  }

  /** BEP 42, "Local networks", and the unique local addresses that IPv6 has in their place. */
  private static boolean isExempt(InetAddress address) {
    return address.isLoopbackAddress()
        || address.isSiteLocalAddress()
        || address.isLinkLocalAddress()
        || !(address instanceof Inet4Address) && (address.getAddress()[0] & 0xfe) == 0xfc;
  }
}
