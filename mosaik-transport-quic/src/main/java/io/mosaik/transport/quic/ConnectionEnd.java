package io.mosaik.transport.quic;

import java.util.Locale;
import java.util.Objects;

/**
 * How a connection ended. Immutable.
 *
 * @param cause who or what ended it
 * @param code the error code of the one who closed: of the application's making for {@link
 *     Cause#LOCAL_APPLICATION} and {@link Cause#PEER_APPLICATION}, else of RFC 9000, section 20.1,
 *     where 0x100 and above are TLS alerts
 * @param reason a few words, perhaps the peer's; for logs
 */
public record ConnectionEnd(Cause cause, long code, String reason) {

  /** Who or what ended a connection. */
  public enum Cause {
    /** Our application, on purpose. */
    LOCAL_APPLICATION,
    /** The peer's application, on purpose. */
    PEER_APPLICATION,
    /** We, because the peer broke a rule or is not who it should be. */
    LOCAL_TRANSPORT,
    /** The peer, because it thinks that we broke a rule, or refuses us. */
    PEER_TRANSPORT,
    /** Nothing was heard for the idle timeout. */
    IDLE_TIMEOUT,
    /** The handshake took too long. */
    HANDSHAKE_TIMEOUT,
    /** Nothing could be sent: no route to the peer, or a firewall of ours. */
    LOCAL_FAILURE,
    /** The peer lost the connection and said so (RFC 9000, section 10.3). */
    STATELESS_RESET,
    /** The peer does not speak QUIC version 1. */
    VERSION_MISMATCH
  }

  /** Checks that nothing is missing. */
  public ConnectionEnd {
    Objects.requireNonNull(cause, "cause");
    Objects.requireNonNull(reason, "reason");
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s 0x%x %s", cause, code, reason).strip();
  }
}
