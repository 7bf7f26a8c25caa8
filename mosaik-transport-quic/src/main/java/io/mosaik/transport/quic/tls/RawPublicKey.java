package io.mosaik.transport.quic.tls;

import com.google.common.io.BaseEncoding;
import io.mosaik.api.Bytes;
import io.mosaik.api.PublicKey;
import java.util.Optional;

/** An Ed25519 key as TLS carries it (RFC 7250, RFC 8410), and as iroh names it. Has no state. */
final class RawPublicKey {

  /** {@code RawPublicKey} among the certificate types (RFC 7250, section 7). */
  static final int CERTIFICATE_TYPE = 2;

  /** Everything of a SubjectPublicKeyInfo before the 32 bytes of an Ed25519 key (RFC 8410). */
  private static final Bytes SPKI_PREFIX = Bytes.fromHex("302a300506032b6570032100");

  private static final BaseEncoding BASE32_HEX = BaseEncoding.base32Hex().lowerCase().omitPadding();

  private RawPublicKey() {}

  /** The 44 bytes of the SubjectPublicKeyInfo. */
  static Bytes encode(PublicKey key) {
    return SPKI_PREFIX.concat(key.bytes());
  }

  /** The key in a SubjectPublicKeyInfo, if that is an Ed25519 key in exactly that form. */
  static Optional<PublicKey> decode(Bytes spki) {
    int prefix = SPKI_PREFIX.size();
    if (spki.size() != prefix + PublicKey.SIZE || !spki.slice(0, prefix).equals(SPKI_PREFIX)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new PublicKey(spki.slice(prefix, spki.size())));
    } catch (IllegalArgumentException noPoint) {
      return Optional.empty();
    }
  }

  /** The host name under which an iroh client dials a key: base32hex, in lower case. */
  static String serverName(PublicKey key) {
    return BASE32_HEX.encode(key.bytes().toArray()) + ".iroh.invalid";
  }
}
