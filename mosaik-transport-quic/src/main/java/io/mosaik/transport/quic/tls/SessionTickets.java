package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;
import java.util.Optional;

/** NewSessionTicket (RFC 8446, section 4.6.1), which is checked and forgotten. Has no state. */
final class SessionTickets {

  /** The only value that QUIC allows (RFC 9001, section 4.6.1). */
  private static final Bytes QUIC_EARLY_DATA = Bytes.fromHex("ffffffff");

  private SessionTickets() {}

  static void check(Bytes body) throws TlsException {
    WireReader reader = new WireReader(body);
    reader.bytes(4); // lifetime
    reader.bytes(4); // age_add
    reader.vector8(); // nonce
    Bytes ticket = reader.vector16();
    Extensions extensions =
        Extensions.parse(reader.vector16(), ExtensionType.Place.NEW_SESSION_TICKET);
    reader.expectEnd();
    if (ticket.isEmpty()) {
      throw TlsException.of(TlsAlert.DECODE_ERROR, "an empty session ticket");
    }
    Optional<Bytes> earlyData = extensions.get(ExtensionType.EARLY_DATA);
    if (earlyData.isPresent() && !earlyData.get().equals(QUIC_EARLY_DATA)) {
      throw TlsException.protocolViolation("a session ticket with a limit on early data");
    }
  }
}
