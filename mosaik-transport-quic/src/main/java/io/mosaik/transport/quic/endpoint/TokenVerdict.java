package io.mosaik.transport.quic.endpoint;

import io.mosaik.transport.quic.connection.ServerAttempt;
import io.mosaik.transport.quic.packet.ConnectionId;
import io.mosaik.transport.quic.packet.Packet;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * What the token of a client's first Initial packet is worth (RFC 9000, section 8.1.3). Immutable.
 */
sealed interface TokenVerdict {

  /** There is none, or none that we made: the client may be anywhere. */
  record Nothing() implements TokenVerdict {}

  /**
   * It came from a Retry of ours: the client is where its datagrams come from.
   *
   * @param dialled the id that the client dialled before the Retry
   */
  record Retried(ConnectionId dialled) implements TokenVerdict {}

  /** It came from an earlier connection: the client is where its datagrams come from. */
  record Returned() implements TokenVerdict {}

  /** It looks like one of a Retry, but is not valid: the client would not take another Retry. */
  record Invalid() implements TokenVerdict {}

  /**
   * The attempt to connect of a client that is let in on this.
   *
   * @param localId the id that the client shall address us with from now on
   */
  default ServerAttempt attempt(
      InetSocketAddress client, Packet.Long initial, ConnectionId localId) {
    Optional<ConnectionId> beforeRetry =
        this instanceof Retried retried ? Optional.of(retried.dialled()) : Optional.empty();
    return new ServerAttempt(
        client,
        beforeRetry.orElse(initial.destination()),
        beforeRetry.map(retried -> initial.destination()),
        this instanceof Retried || this instanceof Returned,
        initial.source(),
        localId);
  }
}
