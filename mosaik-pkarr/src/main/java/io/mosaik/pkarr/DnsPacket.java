package io.mosaik.pkarr;

import io.mosaik.api.Bytes;
import io.mosaik.api.InvalidPacketException;
import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import java.util.List;

/**
 * DNS records to the payload of a signed packet and back, byte for byte as pkarr 5 and newer do it:
 * a DNS response (RFC 1035, section 4) without questions, whose answers are the records in the
 * order given.
 *
 * <p>Stateless; thread-safe.
 */
public final class DnsPacket {

  /** The most bytes that a payload may have. */
  public static final int MAX_SIZE = SignedPacket.MAX_PAYLOAD_SIZE;

  /**
   * The most bytes that every Mainline node stores: libtorrent and mldht count the four bytes of
   * the bencoded length too.
   */
  public static final int STORABLE_SIZE = MAX_SIZE - 4;

  private DnsPacket() {}

  /**
   * Writes records. Names are compressed.
   *
   * @param key whose packet it will be: names without a dot at their end are relative to it
   * @param records in the order wanted
   * @return the payload to sign
   * @throws IllegalArgumentException if it would have more than {@link #MAX_SIZE} bytes, see {@link
   *     #encodedSize}; if a record is there twice; if a name has a CNAME record and any other; if a
   *     TTL is above 2147483647 seconds
   */
  public static Bytes encode(PublicKey key, List<ResourceRecord> records) {
    RecordSets.check(key, records);
    byte[] encoded = PacketWriter.write(key, records);
    if (encoded.length > MAX_SIZE) {
      throw new IllegalArgumentException(
          records.size()
              + " records take "
              + encoded.length
              + " bytes, and a packet of "
              + key
              + " holds "
              + MAX_SIZE);
    }
    return Bytes.of(encoded);
  }

  /**
   * How large a payload would be.
   *
   * @param key whose packet it would be
   * @param records in the order wanted
   * @return the number of bytes, possibly more than a packet holds
   */
  public static int encodedSize(PublicKey key, List<ResourceRecord> records) {
    return PacketWriter.write(key, records).length;
  }

  /**
   * Reads the answers. Everything that pkarr reads is read: any ids, flags (but a set Z bit), TTLs,
   * the classes of {@link RecordClass} with or without the cache-flush bit, uncompressed names,
   * other sections (which are checked and left out), and bytes after the last record.
   *
   * @param key whose packet it is: names below it come out relative to it
   * @param payload the payload of a packet of {@code key}
   * @return the records in the order of the packet
   * @throws InvalidPacketException if it is no DNS packet, or larger than {@link #MAX_SIZE}
   */
  public static List<ResourceRecord> decode(PublicKey key, Bytes payload) {
    if (payload.size() > MAX_SIZE) {
      throw new InvalidPacketException(
          InvalidPacketException.Reason.TOO_LARGE,
          "payload of " + key + " has " + payload.size() + " bytes, more than " + MAX_SIZE);
    }
    return new PacketReader(key, payload).read();
  }
}
