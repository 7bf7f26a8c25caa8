package io.mosaik.pkarr;

import io.mosaik.api.Bytes;
import java.util.HashMap;
import java.util.Map;
import org.xbill.DNS.DNSOutput;

/**
 * Writes names, pointing back to what is already written (RFC 1035, section 4.1.4). The DNS
 * library's own compression takes {@code _IP} and {@code _ip} for the same name and would write the
 * one as a pointer to the other; pkarr compares names byte for byte.
 *
 * <p>Confined to the writing of one packet.
 */
final class NameCompressor {

  /** No pointer leads there. */
  static final int NOWHERE = -1;

  private static final int POINTER = 0xC000;
  private static final int LARGEST_OFFSET = 0x3FFF;

  private final Map<Bytes, Integer> offsetOfSuffix = new HashMap<>();

  /**
   * Writes an absolute name: as many labels as needed, then a pointer or the root label.
   *
   * @param wire the name without compression
   * @return where a pointer finds the whole name from now on, or {@link #NOWHERE}
   */
  int write(DNSOutput out, byte[] wire) {
    int begin = out.current();
    int at = 0;
    while (wire[at] != 0) {
      Bytes suffix = Bytes.of(wire, at, wire.length);
      Integer known = offsetOfSuffix.get(suffix);
      if (known != null) {
        writePointer(out, known);
        return at == 0 ? known : reachable(begin);
      }
      if (out.current() <= LARGEST_OFFSET) {
        offsetOfSuffix.put(suffix, out.current());
      }
      int labelSize = 1 + wire[at];
      out.writeByteArray(wire, at, labelSize);
      at += labelSize;
    }
    out.writeU8(0);
    return at == 0 ? NOWHERE : reachable(begin); // nothing points to the root label
  }

  /** Writes a pointer to a name that {@link #write} has written. */
  void writePointer(DNSOutput out, int offset) {
    out.writeU16(POINTER | offset);
  }

  private static int reachable(int offset) {
    return offset <= LARGEST_OFFSET ? offset : NOWHERE;
  }
}
