package io.mosaik.transport.quic.tls;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The extensions of RFC 8446, section 4.2, each with the messages that may carry it, and the one of
 * QUIC (RFC 9001, section 8.2). Most are listed only to be refused in the wrong place. Immutable.
 */
enum ExtensionType {
  SERVER_NAME(0, Place.CLIENT_HELLO, Place.ENCRYPTED_EXTENSIONS),
  MAX_FRAGMENT_LENGTH(1, Place.CLIENT_HELLO, Place.ENCRYPTED_EXTENSIONS),
  STATUS_REQUEST(5, Place.CLIENT_HELLO, Place.CERTIFICATE_REQUEST, Place.CERTIFICATE),
  SUPPORTED_GROUPS(10, Place.CLIENT_HELLO, Place.ENCRYPTED_EXTENSIONS),
  SIGNATURE_ALGORITHMS(13, Place.CLIENT_HELLO, Place.CERTIFICATE_REQUEST),
  USE_SRTP(14, Place.CLIENT_HELLO, Place.ENCRYPTED_EXTENSIONS),
  HEARTBEAT(15, Place.CLIENT_HELLO, Place.ENCRYPTED_EXTENSIONS),
  ALPN(16, Place.CLIENT_HELLO, Place.ENCRYPTED_EXTENSIONS),
  SIGNED_CERTIFICATE_TIMESTAMP(
      18, Place.CLIENT_HELLO, Place.CERTIFICATE_REQUEST, Place.CERTIFICATE),
  CLIENT_CERTIFICATE_TYPE(19, Place.CLIENT_HELLO, Place.ENCRYPTED_EXTENSIONS),
  SERVER_CERTIFICATE_TYPE(20, Place.CLIENT_HELLO, Place.ENCRYPTED_EXTENSIONS),
  PADDING(21, Place.CLIENT_HELLO),
  PRE_SHARED_KEY(41, Place.CLIENT_HELLO, Place.SERVER_HELLO),
  EARLY_DATA(42, Place.CLIENT_HELLO, Place.ENCRYPTED_EXTENSIONS, Place.NEW_SESSION_TICKET),
  SUPPORTED_VERSIONS(43, Place.CLIENT_HELLO, Place.SERVER_HELLO, Place.HELLO_RETRY_REQUEST),
  COOKIE(44, Place.CLIENT_HELLO, Place.HELLO_RETRY_REQUEST),
  PSK_KEY_EXCHANGE_MODES(45, Place.CLIENT_HELLO),
  CERTIFICATE_AUTHORITIES(47, Place.CLIENT_HELLO, Place.CERTIFICATE_REQUEST),
  OID_FILTERS(48, Place.CERTIFICATE_REQUEST),
  POST_HANDSHAKE_AUTH(49, Place.CLIENT_HELLO),
  SIGNATURE_ALGORITHMS_CERT(50, Place.CLIENT_HELLO, Place.CERTIFICATE_REQUEST),
  KEY_SHARE(51, Place.CLIENT_HELLO, Place.SERVER_HELLO, Place.HELLO_RETRY_REQUEST),
  QUIC_TRANSPORT_PARAMETERS(57, Place.CLIENT_HELLO, Place.ENCRYPTED_EXTENSIONS);

  /** The messages that carry extensions. */
  enum Place {
    CLIENT_HELLO,
    SERVER_HELLO,
    HELLO_RETRY_REQUEST,
    ENCRYPTED_EXTENSIONS,
    CERTIFICATE,
    CERTIFICATE_REQUEST,
    NEW_SESSION_TICKET
  }

  private final int code;
  private final Set<Place> places;

  ExtensionType(int code, Place... places) {
    this.code = code;
    this.places = EnumSet.copyOf(Arrays.asList(places));
  }

  int code() {
    return code;
  }

  boolean mayStandIn(Place place) {
    return places.contains(place);
  }

  static Optional<ExtensionType> ofCode(int code) {
    for (ExtensionType type : values()) {
      if (type.code == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
