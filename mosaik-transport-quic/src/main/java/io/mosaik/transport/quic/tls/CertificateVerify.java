package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * CertificateVerify (RFC 8446, section 4.4.3). Immutable.
 *
 * @param scheme code of the signature scheme
 * @param signature the signature, not yet checked
 */
record CertificateVerify(int scheme, Bytes signature) {

  /** {@code ed25519} (RFC 8446, section 4.2.3): the only scheme here. */
  static final int ED25519 = 0x0807;

  private static final Bytes PADDING = Bytes.of(" ".repeat(64).getBytes(StandardCharsets.US_ASCII));

  static CertificateVerify parse(Bytes body) throws TlsException {
    WireReader reader = new WireReader(body);
    CertificateVerify parsed = new CertificateVerify(reader.u16(), reader.vector16());
    reader.expectEnd();
    return parsed;
  }

  HandshakeMessage encode() {
    return HandshakeMessage.of(
        HandshakeType.CERTIFICATE_VERIFY,
        new WireWriter().u16(scheme).vector16(signature).toBytes());
  }

  /** What {@code signer} signs after a transcript. */
  static Bytes signedContent(Side signer, Bytes transcriptHash) {
    String context = "TLS 1.3, " + signer.word() + " CertificateVerify\0";
    return PADDING
        .concat(Bytes.of(context.getBytes(StandardCharsets.US_ASCII)))
        .concat(transcriptHash);
  }
}
