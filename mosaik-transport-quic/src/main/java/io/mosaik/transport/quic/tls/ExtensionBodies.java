package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The contents of the extensions that are used here, to bytes and back. Has no state. */
final class ExtensionBodies {

  /** {@code host_name} (RFC 6066, section 3). */
  private static final int HOST_NAME = 0;

  private ExtensionBodies() {}

  /**
   * One offered key share (RFC 8446, section 4.2.8). Immutable.
   *
   * @param group code of the group
   * @param publicValue the public value, not yet checked
   */
  record KeyShare(int group, Bytes publicValue) {}

  /** {@code supported_groups} and {@code signature_algorithms}: codes with a 16-bit length. */
  static List<Integer> codes(Bytes content) throws TlsException {
    WireReader reader = new WireReader(content);
    List<Integer> codes = codesOf(reader.vector16());
    reader.expectEnd();
    return codes;
  }

  static Bytes encodeCodes(List<Integer> codes) {
    return new WireWriter().vector16(joined(codes)).toBytes();
  }

  /** {@code supported_versions} of a client: codes with an 8-bit length. */
  static List<Integer> versions(Bytes content) throws TlsException {
    WireReader reader = new WireReader(content);
    List<Integer> codes = codesOf(reader.vector8());
    reader.expectEnd();
    return codes;
  }

  static Bytes encodeVersions(List<Integer> versions) {
    return new WireWriter().vector8(joined(versions)).toBytes();
  }

  /** A single code, such as the version that a server selected. */
  static int code(Bytes content) throws TlsException {
    WireReader reader = new WireReader(content);
    int code = reader.u16();
    reader.expectEnd();
    return code;
  }

  static Bytes encodeCode(int code) {
    return new WireWriter().u16(code).toBytes();
  }

  /** The certificate types that a client offers (RFC 7250, section 3). */
  static List<Integer> certificateTypes(Bytes content) throws TlsException {
    WireReader reader = new WireReader(content);
    Bytes listed = reader.vector8();
    reader.expectEnd();
    WireReader each = new WireReader(nonEmpty(listed));
    List<Integer> types = new ArrayList<>();
    while (each.hasRemaining()) {
      types.add(each.u8());
    }
    return types;
  }

  /** {@code application_layer_protocol_negotiation} (RFC 7301, section 3.1). */
  static List<Bytes> protocols(Bytes content) throws TlsException {
    WireReader reader = new WireReader(content);
    Bytes listed = reader.vector16();
    reader.expectEnd();
    WireReader each = new WireReader(nonEmpty(listed));
    List<Bytes> protocols = new ArrayList<>();
    while (each.hasRemaining()) {
      protocols.add(nonEmpty(each.vector8()));
    }
    return protocols;
  }

  static Bytes encodeProtocols(List<Bytes> protocols) {
    WireWriter each = new WireWriter();
    protocols.forEach(each::vector8);
    return new WireWriter().vector16(each.toBytes()).toBytes();
  }

  /** {@code key_share} of a client; may be empty (RFC 8446, section 4.2.8). */
  static List<KeyShare> keyShares(Bytes content) throws TlsException {
    WireReader reader = new WireReader(content);
    WireReader each = new WireReader(reader.vector16());
    reader.expectEnd();
    List<KeyShare> shares = new ArrayList<>();
    while (each.hasRemaining()) {
      shares.add(keyShareEntry(each));
    }
    return shares;
  }

  static Bytes encodeKeyShares(List<KeyShare> shares) {
    WireWriter each = new WireWriter();
    shares.forEach(share -> each.bytes(encodeKeyShare(share)));
    return new WireWriter().vector16(each.toBytes()).toBytes();
  }

  /** {@code key_share} of a server. */
  static KeyShare keyShare(Bytes content) throws TlsException {
    WireReader reader = new WireReader(content);
    KeyShare share = keyShareEntry(reader);
    reader.expectEnd();
    return share;
  }

  static Bytes encodeKeyShare(KeyShare share) {
    return new WireWriter().u16(share.group()).vector16(share.publicValue()).toBytes();
  }

  /** {@code server_name} of a client: the host name, if there is one (RFC 6066, section 3). */
  static Optional<String> serverName(Bytes content) throws TlsException {
    WireReader reader = new WireReader(content);
    Bytes listed = reader.vector16();
    reader.expectEnd();
    WireReader each = new WireReader(nonEmpty(listed));
    Optional<String> hostName = Optional.empty();
    while (each.hasRemaining()) {
      int type = each.u8();
      Bytes name = nonEmpty(each.vector16());
      if (type == HOST_NAME) {
        hostName = Optional.of(new String(name.toArray(), StandardCharsets.ISO_8859_1));
      }
    }
    return hostName;
  }

  static Bytes encodeServerName(String hostName) {
    Bytes name = Bytes.of(hostName.getBytes(StandardCharsets.US_ASCII));
    Bytes entry = new WireWriter().u8(HOST_NAME).vector16(name).toBytes();
    return new WireWriter().vector16(entry).toBytes();
  }

  private static KeyShare keyShareEntry(WireReader reader) throws TlsException {
    return new KeyShare(reader.u16(), nonEmpty(reader.vector16()));
  }

  private static List<Integer> codesOf(Bytes listed) throws TlsException {
    WireReader each = new WireReader(nonEmpty(listed));
    List<Integer> codes = new ArrayList<>();
    while (each.hasRemaining()) {
      codes.add(each.u16());
    }
    return codes;
  }

  private static Bytes joined(List<Integer> codes) {
    WireWriter writer = new WireWriter();
    codes.forEach(writer::u16);
    return writer.toBytes();
  }

  private static Bytes nonEmpty(Bytes listed) throws TlsException {
    if (listed.isEmpty()) {
      throw TlsException.of(TlsAlert.DECODE_ERROR, "a list or a name that may not be empty is");
    }
    return listed;
  }
}
