package io.mosaik.pkarr;

import io.mosaik.api.Bytes;
import io.mosaik.api.InvalidPacketException;
import io.mosaik.api.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.DNSInput;
import org.xbill.DNS.Name;
import org.xbill.DNS.WireParseException;

/**
 * Reads a whole packet that somebody else wrote (RFC 1035, section 4.1), as strictly and as
 * leniently as the {@code simple-dns} of pkarr does. Nothing is sized by what the packet claims:
 * time and memory are bounded by the bytes that are really there.
 *
 * <p>Confined to one call.
 */
final class PacketReader {

  /** A reserved bit of the flags (RFC 1035, section 4.1.1, "Z"), the only one that pkarr checks. */
  private static final int Z_BIT = 0x0040;

  /** RFC 6762, section 10.2; in a question, the unicast-response bit of section 5.4. */
  private static final int CACHE_FLUSH_BIT = 0x8000;

  private static final int CLASS_ANY = 255;

  /** The two high bits that make a pointer of a length (RFC 1035, section 4.1.4). */
  private static final int POINTER = 0xC000;

  private final PublicKey key;
  private final Name origin;
  private final Bytes payload;
  private final DNSInput in;

  /** Texts of names by the pointer that is the whole of them. */
  private final Map<Integer, String> pointers = new HashMap<>();

  PacketReader(PublicKey key, Bytes payload) {
    this.key = key;
    this.origin = Names.origin(key);
    this.payload = payload;
    this.in = new DNSInput(payload.toArray());
  }

  List<ResourceRecord> read() {
    try {
      return packet();
    } catch (WireParseException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
  }

  private List<ResourceRecord> packet() throws WireParseException {
    in.readU16(); // id
    if ((in.readU16() & Z_BIT) != 0) {
      throw malformed("Z bit set");
    }
    int questions = in.readU16();
    int answers = in.readU16();
    int others = in.readU16() + in.readU16(); // authority and additional
    for (int i = 0; i < questions; i++) {
      question();
    }
    List<ResourceRecord> records = records(answers);
    records(others);
    return records;
  }

  private void question() throws WireParseException {
    Names.read(in);
    in.readU16(); // type
    int code = in.readU16() & ~CACHE_FLUSH_BIT;
    if (code != CLASS_ANY) {
      recordClass(code);
    }
  }

  private List<ResourceRecord> records(int count) throws WireParseException {
    List<ResourceRecord> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(record());
    }
    return List.copyOf(records);
  }

  private ResourceRecord record() throws WireParseException {
    String name = owner();
    int type = in.readU16();
    int code = in.readU16();
    // In an OPT record this field is no class but a size (RFC 6891, section 6.1.2).
    RecordClass recordClass =
        type == Rdata.OPT ? RecordClass.IN : recordClass(code & ~CACHE_FLUSH_BIT);
    long ttl = in.readU32();
    int size = in.readU16();
    if (size > in.remaining()) {
      throw new WireParseException(
          "record data of " + size + " bytes where " + in.remaining() + " are left");
    }
    in.setActive(size);
    RecordData data = Rdata.read(type, in);
    if (in.remaining() > 0) {
      throw new WireParseException(
          in.remaining() + " bytes after the data of a record of type " + type);
    }
    in.clearActive();
    return new ResourceRecord(name, ttl, recordClass, data);
  }

  /** Reads the name of a record; most are nothing but a pointer that others have, too. */
  private String owner() throws WireParseException {
    int at = in.current();
    int pointer =
        in.remaining() < Short.BYTES ? 0 : (payload.at(at) & 0xFF) << 8 | payload.at(at + 1) & 0xFF;
    String known = pointers.get(pointer);
    if (known != null) {
      in.readU16();
      return known;
    }
    String name = Names.relative(key, origin, Names.read(in));
    if (pointer >= POINTER) {
      pointers.put(pointer, name);
    }
    return name;
  }

  private RecordClass recordClass(int code) {
    return RecordClass.ofCode(code).orElseThrow(() -> malformed("record class " + code));
  }

  private InvalidPacketException malformed(String what) {
    return new InvalidPacketException(
        InvalidPacketException.Reason.MALFORMED,
        "no DNS packet of " + key + ": " + what + ", near byte " + in.current());
  }
}
