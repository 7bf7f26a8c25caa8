package io.mosaik.pkarr;

import io.mosaik.api.Bytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSInput;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Tokenizer;
import org.xbill.DNS.Type;

/** Record data as zone files have it (RFC 1035, section 5; RFC 3597, section 5; RFC 9460). */
final class Presentation {

  private static final Map<String, Integer> PUBLISHED =
      Map.of(
          "TXT", Rdata.TXT,
          "A", Rdata.A,
          "AAAA", Rdata.AAAA,
          "CNAME", Rdata.CNAME,
          "HTTPS", Rdata.HTTPS,
          "SVCB", Rdata.SVCB);

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
    return rdata.isEmpty()
        ? head
        : head + " " + HexFormat.of().withUpperCase().formatHex(rdata.toArray());
  }

  /** A character-string in quotation marks; what is no printable ASCII character becomes \DDD. */
  static String quoted(Bytes string) {
    StringBuilder text = new StringBuilder("\"");
    for (byte b : string.toArray()) {
      int c = b & 0xFF;
      if (c < ' ' || c > '~') {
        text.append('\\').append((char) ('0' + c / 100));
        text.append((char) ('0' + c / 10 % 10)).append((char) ('0' + c % 10));
      } else if (c == '"' || c == '\\') {
        text.append('\\').append((char) c);
      } else {
        text.append((char) c);
      }
    }
    return text.append('"').toString();
  }

  /** The library reads as far as the end of a line or a comment, and does not tell. */
  private static void checkIsOneValue(String value) throws IOException {
    Tokenizer tokens = new Tokenizer(value);
    Tokenizer.Token token = tokens.get(false, true);
    while (!token.isEOL()) {
      if (token.type() == Tokenizer.COMMENT) {
        throw new IllegalArgumentException("a comment");
      }
      token = tokens.get(false, true);
    }
    if (token.type() == Tokenizer.EOL) {
      throw new IllegalArgumentException("more than one line");
    }
  }

  /** Reads a value of one of the types that people publish. */
  static RecordData parse(String typeName, String value) {
    Integer type = PUBLISHED.get(typeName.toUpperCase(Locale.ROOT));
    if (type == null) {
      throw new IllegalArgumentException(
          "a record type is TXT, A, AAAA, CNAME, HTTPS or SVCB, not '" + typeName + "'");
    }
    if (type == Rdata.TXT) {
      return RecordData.Txt.of(value);
    }
    try {
      checkIsOneValue(value);
      Record record = Record.fromString(Name.root, type, DClass.IN, 0, value, Name.root);
      byte[] wire = record.toWire(Section.ANSWER);
      return Rdata.read(type, new DNSInput(Arrays.copyOfRange(wire, HEAD_SIZE, wire.length)));
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "no value of type " + typeName(type) + ": '" + value + "': " + e.getMessage(), e);
    }
  }
}
