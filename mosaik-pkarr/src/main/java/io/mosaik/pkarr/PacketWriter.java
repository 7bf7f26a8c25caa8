package io.mosaik.pkarr;

import io.mosaik.api.PublicKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.DNSOutput;

/** Writes a whole packet (RFC 1035, section 4.1), of whatever size. Confined to one call. */
final class PacketWriter {

  private static final int MAX_RECORDS = 0xFFFF;
  private static final int RESPONSE = 0x8000;

  private final OwnerNames owners;
  private final DNSOutput out = new DNSOutput();
  private final NameCompressor names = new NameCompressor();

  /** Where a pointer finds the names of records that are already written. */
  private final Map<String, Integer> offsets = new HashMap<>();

  private PacketWriter(PublicKey key) {
    this.owners = new OwnerNames(key);
  }

  static byte[] write(PublicKey key, List<ResourceRecord> records) {
    if (records.size() > MAX_RECORDS) {
      throw new IllegalArgumentException(
          "a packet has at most " + MAX_RECORDS + " records, not " + records.size());
    }
    PacketWriter writer = new PacketWriter(key);
    writer.header(records.size());
    records.forEach(writer::answer);
    return writer.out.toByteArray();
  }

  private void header(int answers) {
    out.writeU16(0); // id
    out.writeU16(RESPONSE);
    out.writeU16(0); // questions
    out.writeU16(answers);
    out.writeU16(0); // authority
    out.writeU16(0); // additional
  }

  private void answer(ResourceRecord answer) {
    owner(answer.name());
    out.writeU16(answer.data().type());
    out.writeU16(answer.recordClass().code());
    out.writeU32(answer.ttlSeconds());
    int sizeAt = out.current();
    out.writeU16(0); // until it is known
    if (answer.data() instanceof RecordData.Cname alias) {
      names.write(out, Names.absolute(alias.target()).toWire());
    } else {
      out.writeByteArray(answer.data().rdata().toArray());
    }
    out.writeU16At(out.current() - sizeAt - Short.BYTES, sizeAt);
  }

  private void owner(String name) {
    Integer offset = offsets.get(name);
    if (offset != null) {
      names.writePointer(out, offset);
      return;
    }
    int written = names.write(out, owners.wire(name).toArray());
    if (written != NameCompressor.NOWHERE) {
      offsets.put(name, written);
    }
  }
}
