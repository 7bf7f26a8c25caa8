package io.mosaik.pkarr;

import io.mosaik.api.Bytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSInput;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Record data as zone files have it (RFC 1035, section 5; RFC 3597, section 5; RFC 9460). */
final class Presentation {

  private static final Set<Integer> PUBLISHED =
      Set.of(Rdata.TXT, Rdata.A, Rdata.AAAA, Rdata.CNAME, Rdata.HTTPS, Rdata.SVCB);

  /** What comes before the data of a record named after the root: name, type, class, TTL, size. */
  private static final int HEAD_SIZE = 1 + 2 + 2 + 4 + 2;

  private Presentation() {}

  static String typeName(int type) {
    return Type.string(type);
  }

  static String value(int type, Bytes rdata) {
    // Without data there is nothing that the library could read, and data that it cannot read can
    // still be shown.
    Record known =
        rdata.isEmpty() ? null : Record.newRecord(Name.root, type, DClass.IN, 0, rdata.toArray());
    return known != null ? known.rdataToString() : generic(rdata);
  }

  private static String generic(Bytes rdata) {
    String head = "\\# " + rdata.size();
    return rdata.isEmpty() ? head : head + " " + HexFormat.of().formatHex(rdata.toArray());
  }

  /** Reads a value of one of the types that people publish. */
  static RecordData parse(String typeName, String value) {
    int type = Type.value(typeName);
    if (!PUBLISHED.contains(type)) {
      throw new IllegalArgumentException(
          "a record type is TXT, A, AAAA, CNAME, HTTPS or SVCB, not '" + typeName + "'");
    }
    if (type == Rdata.TXT) {
      return RecordData.Txt.of(value);
    }
    try {
      Record record = Record.fromString(Name.root, type, DClass.IN, 0, value, Name.root);
      byte[] wire = record.toWire(Section.ANSWER);
      return Rdata.read(type, new DNSInput(Arrays.copyOfRange(wire, HEAD_SIZE, wire.length)));
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "no value of type " + typeName(type) + ": '" + value + "': " + e.getMessage(), e);
    }
  }
}
