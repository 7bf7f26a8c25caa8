package io.mosaik.transport.quic.connection;

import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.packet.ConnectionId;
import io.mosaik.transport.quic.packet.InitialSecrets;
import io.mosaik.transport.quic.packet.Packet;
import io.mosaik.transport.quic.packet.QuicVersion;
import io.mosaik.transport.quic.packet.RetryIntegrity;
import io.mosaik.transport.quic.tls.EncryptionLevel;
import java.util.Optional;

/**
 * Retry and Version Negotiation packets, as a client takes them (RFC 9000, sections 17.2.5 and
 * 6.2): only before anything else has come, and a Retry only once. A server ignores both. Confined
 * to one thread.
 */
final class NegotiationPackets {

  private final ConnectionState state;
  private final ConnectionId originalDestination;
  private Optional<ConnectionId> retrySource = Optional.empty();
  private boolean stopped;

  /**
   * Watches a connection.
   *
   * @param originalDestination the destination of the client's first Initial packet
   */
  NegotiationPackets(ConnectionState state, ConnectionId originalDestination) {
    this.state = state;
    this.originalDestination = originalDestination;
    this.stopped = state.server;
  }

  /** A real packet has come: from now on both kinds are ignored. */
  void stop() {
    stopped = true;
  }

  /** The id that a Retry gave to the server, if there was one. */
  Optional<ConnectionId> retrySource() {
    return retrySource;
  }

  void receive(Packet packet, Deadline now) {
    if (stopped) {
      return;
    }
    if (packet instanceof Packet.Retry retry) {
      onRetry(retry, now);
    } else if (packet instanceof Packet.VersionNegotiation offer) {
      onVersionNegotiation(offer, now);
    }
  }

  private void onRetry(Packet.Retry retry, Deadline now) {
    boolean usable =
        retrySource.isEmpty()
            && !retry.token().isEmpty()
            && retry.destination().equals(state.localIds.first())
            && !retry.source().equals(originalDestination)
            && RetryIntegrity.verify(originalDestination, retry);
    if (!usable) {
      state.log.dropped("a Retry packet that answers nothing of ours", now);
      return;
    }
    retrySource = Optional.of(retry.source());
    state.retried = true;
    state.token = retry.token();
    state.peerIds.replaceFirst(retry.source());
    InitialSecrets secrets = InitialSecrets.of(retry.source());
    state.initialKeys.setWrite(secrets.client());
    state.initialKeys.setRead(secrets.server());
    state.recovery.resendAll(EncryptionLevel.INITIAL, now);
  }

  private void onVersionNegotiation(Packet.VersionNegotiation offer, Deadline now) {
    boolean ours =
        offer.destination().equals(state.localIds.first().bytes())
            && offer.source().equals(originalDestination.bytes())
            && retrySource.isEmpty();
    if (!ours || offer.versions().contains(QuicVersion.V1)) {
      return; // it would not have to say so if it spoke our version (section 6.2)
    }
    state.vanish(
        new CloseReason(
            CloseReason.Cause.VERSION_MISMATCH, 0, "the peer does not speak QUIC version 1"),
        now);
  }
}
