package io.mosaik.transport.quic.connection;

import java.util.Locale;

/**
 * How a connection ended. Immutable.
 *
 * @param cause who or what ended it
 * @param code the error code; of the application for {@code LOCAL_APPLICATION} and {@code
 *     PEER_APPLICATION}, else of the transport
 * @param reason a few words, perhaps the peer's; for logs
 */
public record CloseReason(Cause cause, long code, String reason) {

  /** Who or what ended a connection. */
  public enum Cause {
    /** Our application, on purpose. */
    LOCAL_APPLICATION,
    /** The peer's application, on purpose. */
    PEER_APPLICATION,
    /** We, because the peer broke a rule. */
    LOCAL_TRANSPORT,
    /** The peer, because it thinks that we broke a rule, or refuses us. */
    PEER_TRANSPORT,
    /** Nothing was heard for the idle timeout. */
    IDLE_TIMEOUT,
    /** The handshake took too long. */
    HANDSHAKE_TIMEOUT,
    /** We could not send at all: no route, or a firewall of ours. */
    LOCAL_FAILURE,
    /** The peer lost its state and said so (RFC 9000, section 10.3). */
    STATELESS_RESET,
    /** The peer speaks none of our versions (RFC 9000, section 6). */
    VERSION_MISMATCH
  }

  /** Whether our own application closed the connection. */
  public boolean isLocalApplication() {
    return cause == Cause.LOCAL_APPLICATION;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s 0x%x %s", cause, code, reason).strip();
  }
}
