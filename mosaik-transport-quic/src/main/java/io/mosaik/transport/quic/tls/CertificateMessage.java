package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * Certificate (RFC 8446, section 4.4.2), whose entries are raw public keys here (RFC 7250).
 * Immutable.
 *
 * @param context empty during a handshake
 * @param entries the certificates; empty if a client has none
 */
record CertificateMessage(Bytes context, List<Entry> entries) {

  /**
   * One certificate. Immutable.
   *
   * @param data what is taken for a SubjectPublicKeyInfo
   * @param extensions the extensions
   */
  record Entry(Bytes data, Extensions extensions) {}

  CertificateMessage {
    entries = List.copyOf(entries);
  }

  /** The message that presents one raw public key. */
  static CertificateMessage of(Bytes subjectPublicKeyInfo) {
    return new CertificateMessage(
        Bytes.EMPTY, List.of(new Entry(subjectPublicKeyInfo, Extensions.NONE)));
  }

  static CertificateMessage parse(Bytes body) throws TlsException {
    WireReader reader = new WireReader(body);
    Bytes context = reader.vector8();
    WireReader list = new WireReader(reader.vector24());
    reader.expectEnd();
    List<Entry> entries = new ArrayList<>();
    while (list.hasRemaining()) {
      Bytes data = list.vector24();
      if (data.isEmpty()) {
        throw TlsException.of(TlsAlert.DECODE_ERROR, "an empty entry in a Certificate");
      }
      Bytes block = list.vector16();
      entries.add(new Entry(data, Extensions.parse(block, ExtensionType.Place.CERTIFICATE)));
    }
    return new CertificateMessage(context, entries);
  }

  /**
   * Checks that the message belongs to the handshake, and that no entry answers what was not asked.
   *
   * @param offer the extensions of the ClientHello or CertificateRequest
   */
  void requireAnswers(Extensions offer) throws TlsException {
    if (!context.isEmpty()) {
      throw TlsException.of(
          TlsAlert.ILLEGAL_PARAMETER, "a Certificate with context in the handshake");
    }
    for (Entry entry : entries) {
      entry.extensions().requireOfferedIn(offer);
    }
  }

  HandshakeMessage encode() {
    WireWriter list = new WireWriter();
    for (Entry entry : entries) {
      list.vector24(entry.data()).vector16(entry.extensions().encode());
    }
    Bytes body = new WireWriter().vector8(context).vector24(list.toBytes()).toBytes();
    return HandshakeMessage.of(HandshakeType.CERTIFICATE, body);
  }
}
