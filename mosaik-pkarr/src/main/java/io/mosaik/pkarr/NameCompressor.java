package io.mosaik.pkarr;

import io.mosaik.api.Bytes;
import java.util.HashMap;
import java.util.Map;
import org.xbill.DNS.DNSOutput;
import org.xbill.DNS.Name;

/**
 * Writes names, pointing back to what is already written (RFC 1035, section 4.1.4). The DNS
 * library's own compression takes {@code _IP} and {@code _ip} for the same name and would write the
 * one as a pointer to the other; pkarr compares names byte for byte.
 *
 * <p>Confined to the writing of one packet.
 */
final class NameCompressor {

  private static final int POINTER = 0xC000;
  private static final int LARGEST_OFFSET = 0x3FFF;

  private final Map<Bytes, Integer> offsetOfSuffix = new HashMap<>();

  /** Writes an absolute name: as many labels as needed, then a pointer or the root label. */
  void write(DNSOutput out, Name name) {
    byte[] wire = name.toWire();
    int at = 0;
    while (wire[at] != 0) {
      Bytes suffix = Bytes.of(wire, at, wire.length);
      Integer known = offsetOfSuffix.get(suffix);
      if (known != null) {
        out.writeU16(POINTER | known);
        return;
      }
      if (out.current() <= LARGEST_OFFSET) {
        offsetOfSuffix.put(suffix, out.current());
      }
      int labelSize = 1 + wire[at];
      out.writeByteArray(wire, at, labelSize);
      at += labelSize;
    }
    out.writeU8(0);
  }
}
