package io.mosaik.pkarr;

import io.mosaik.api.Bytes;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.DNSInput;
import org.xbill.DNS.DNSOutput;
import org.xbill.DNS.Type;
import org.xbill.DNS.WireParseException;

/** The wire form of what records say. */
final class Rdata {

  static final int A = Type.A;
  static final int AAAA = Type.AAAA;
  static final int CNAME = Type.CNAME;
  static final int TXT = Type.TXT;
  static final int OPT = Type.OPT;
  static final int SVCB = Type.SVCB;
  static final int HTTPS = Type.HTTPS;

  /**
   * Where names stand in the data of types whose names may come compressed (RFC 3597, section 4),
   * and hence mean nothing outside of their packet.
   *
   * @param prefix the number of bytes before the first name
   * @param names the number of names that follow; anything may come after them
   */
  private record Layout(int prefix, int names) {}

  private static final Map<Integer, Layout> WITH_NAMES =
      Map.ofEntries(
          Map.entry(Type.NS, new Layout(0, 1)),
          Map.entry(Type.MD, new Layout(0, 1)),
          Map.entry(Type.MF, new Layout(0, 1)),
          Map.entry(Type.SOA, new Layout(0, 2)),
          Map.entry(Type.MB, new Layout(0, 1)),
          Map.entry(Type.MG, new Layout(0, 1)),
          Map.entry(Type.MR, new Layout(0, 1)),
          Map.entry(Type.PTR, new Layout(0, 1)),
          Map.entry(Type.MINFO, new Layout(0, 2)),
          Map.entry(Type.MX, new Layout(2, 1)),
          Map.entry(Type.RP, new Layout(0, 2)),
          Map.entry(Type.AFSDB, new Layout(2, 1)),
          Map.entry(Type.RT, new Layout(2, 1)),
          Map.entry(Type.SIG, new Layout(18, 1)),
          Map.entry(Type.PX, new Layout(2, 2)),
          Map.entry(Type.NXT, new Layout(0, 1)),
          Map.entry(Type.SRV, new Layout(6, 1)),
          Map.entry(Type.KX, new Layout(2, 1)));

  private Rdata() {}

  /**
   * Reads the active part of {@code in} to its end, or not so far if something is left over that
   * the type has no use for.
   */
  static RecordData read(int type, DNSInput in) throws WireParseException {
    if (in.remaining() == 0) {
      return new RecordData.Other(type, Bytes.EMPTY);
    }
    switch (type) {
      case TXT:
        return new RecordData.Txt(strings(in));
      case A:
        return new RecordData.A(inet4(in.readByteArray(4)));
      case AAAA:
        return new RecordData.Aaaa(inet6(in.readByteArray(16)));
      case CNAME:
        return new RecordData.Cname(Names.read(in).toString());
      case SVCB:
        return new RecordData.Svcb(in.readU16(), Names.read(in).toString(), params(in));
      case HTTPS:
        return new RecordData.Https(in.readU16(), Names.read(in).toString(), params(in));
      default:
        return new RecordData.Other(type, withoutPointers(type, in));
    }
  }

  static Bytes ofStrings(List<Bytes> strings) {
    int size = 0;
    for (Bytes string : strings) {
      size += 1 + string.size();
    }
    byte[] rdata = new byte[size];
    int at = 0;
    for (Bytes string : strings) {
      rdata[at] = (byte) string.size();
      string.copyTo(rdata, at + 1);
      at += 1 + string.size();
    }
    return Bytes.of(rdata);
  }

  static Bytes ofService(int priority, String target, Bytes params) {
    DNSOutput out = new DNSOutput();
    out.writeU16(priority);
    Names.absolute(target).toWire(out, null);
    out.writeByteArray(params.toArray());
    return Bytes.of(out.toByteArray());
  }

  /** Checks the parts of a service binding and returns the usual form of its target. */
  static String checkService(int priority, String target, Bytes params) {
    if (priority < 0 || priority > 0xFFFF) {
      throw new IllegalArgumentException("a priority is 0 to 65535, not " + priority);
    }
    try {
      params(new DNSInput(params.toArray()));
    } catch (WireParseException e) {
      throw new IllegalArgumentException("no service parameters: " + params, e);
    }
    return Names.absolute(target).toString();
  }

  private static Inet4Address inet4(byte[] address) {
    try {
      return (Inet4Address) InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new AssertionError("not 4 bytes", e);
    }
  }

  /** An IPv6 address even where Java would rather make an IPv4 address of a mapped one. */
  static Inet6Address inet6(byte[] address) {
    try {
      return Inet6Address.getByAddress(null, address, -1);
    } catch (UnknownHostException e) {
      throw new AssertionError("not 16 bytes", e);
    }
  }

  private static List<Bytes> strings(DNSInput in) throws WireParseException {
    List<Bytes> strings = new ArrayList<>();
    while (in.remaining() > 0) {
      strings.add(Bytes.of(in.readCountedString()));
    }
    return strings;
  }

  /** Checks that whole parameters with rising keys follow (RFC 9460, section 2.2). */
  private static Bytes params(DNSInput in) throws WireParseException {
    DNSOutput copy = new DNSOutput();
    int last = -1;
    while (in.remaining() > 0) {
      int paramKey = in.readU16();
      if (paramKey <= last) {
        throw new WireParseException("service parameter " + paramKey + " after " + last);
      }
      last = paramKey;
      byte[] value = in.readByteArray(in.readU16());
      copy.writeU16(paramKey);
      copy.writeU16(value.length);
      copy.writeByteArray(value);
    }
    return Bytes.of(copy.toByteArray());
  }

  private static Bytes withoutPointers(int type, DNSInput in) throws WireParseException {
    Layout layout = WITH_NAMES.getOrDefault(type, new Layout(0, 0));
    DNSOutput out = new DNSOutput();
    out.writeByteArray(in.readByteArray(layout.prefix()));
    for (int i = 0; i < layout.names(); i++) {
      Names.read(in).toWire(out, null);
    }
    out.writeByteArray(in.readByteArray());
    return Bytes.of(out.toByteArray());
  }
}
