package io.mosaik.transport.quic.connection;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.frame.Frame;
import io.mosaik.transport.quic.frame.FrameType;
import io.mosaik.transport.quic.frame.TransportError;
import io.mosaik.transport.quic.frame.TransportException;
import io.mosaik.transport.quic.packet.ConnectionId;
import io.mosaik.transport.quic.tls.EncryptionLevel;
import io.mosaik.transport.quic.tls.TlsEvent;
import io.mosaik.transport.quic.tls.TlsFailure;
import io.mosaik.transport.quic.tls.TlsHandshake;
import io.mosaik.transport.quic.tls.TrafficSecret;
import java.util.Locale;
import java.util.Optional;

/**
 * Carries handshake messages between CRYPTO frames and TLS, and does what TLS says (RFC 9001,
 * section 4). Confined to one thread.
 */
final class HandshakeDriver implements TlsEvent.Handler {

  private final ConnectionState state;
  private final TlsHandshake tls;
  private final NegotiationPackets negotiation;
  private final ConnectionId originalDestination;
  private ConnectionId peerFirstId;
  private Deadline now;
  private Optional<TransportException> failure = Optional.empty();

  HandshakeDriver(
      ConnectionState state,
      TlsHandshake tls,
      NegotiationPackets negotiation,
      ConnectionId originalDestination,
      Deadline now) {
    this.state = state;
    this.tls = tls;
    this.negotiation = negotiation;
    this.originalDestination = originalDestination;
    this.peerFirstId = state.peerIds.active();
    this.now = now;
  }

  TlsHandshake tls() {
    return tls;
  }

  /** The source connection id of the peer's handshake packets, once the first has come. */
  ConnectionId peerFirstId() {
    return peerFirstId;
  }

  void setPeerFirstId(ConnectionId id) {
    peerFirstId = id;
    state.peerIds.replaceFirst(id);
  }

  void receive(EncryptionLevel level, Bytes messages) {
    tls.receive(level, messages);
  }

  /** Does all that TLS wants done. */
  void pump(Deadline at) throws TransportException {
    now = at;
    for (Optional<TlsEvent> next = tls.poll(); next.isPresent(); next = tls.poll()) {
      next.get().deliverTo(this);
      if (failure.isPresent()) {
        throw failure.get();
      }
    }
  }

  @Override
  public void onTransmit(EncryptionLevel level, Bytes bytes) {
    state.space(level).crypto().send(bytes);
  }

  @Override
  public void onKeysReady(
      EncryptionLevel level, TlsEvent.Direction direction, TrafficSecret secret) {
    boolean read = direction == TlsEvent.Direction.READ;
    if (level == EncryptionLevel.HANDSHAKE) {
      if (read) {
        state.handshakeKeys.setRead(secret);
      } else {
        state.handshakeKeys.setWrite(secret);
      }
      state.recovery.onHandshakeKeys();
    } else if (read) {
      state.applicationKeys.setRead(secret);
    } else {
      state.applicationKeys.setWrite(secret);
    }
  }

  @Override
  public void onPeerTransportParameters(Bytes encoded) {
    try {
      TransportParameters parameters = TransportParameters.decode(encoded, !state.server);
      checkIds(parameters);
      state.peerParameters = Optional.of(parameters);
      state.streams.setPeerLimits(parameters.streamLimits());
      state.recovery.setPeerMaxAckDelay(parameters.maxAckDelay());
      state.activity.setPeerTimeout(parameters.maxIdleTimeout());
      state.mtu.setLimit(Math.min(state.config.maxUdpPayload(), parameters.maxUdpPayloadSize()));
      parameters
          .value(TransportParameterId.STATELESS_RESET_TOKEN)
          .ifPresent(state.peerIds::setFirstResetToken);
      state.log.parameters("remote", parameters, now);
    } catch (TransportException invalid) {
      failure = Optional.of(invalid);
    }
  }

  /** The ids in the parameters are those in the headers: nobody tampered (RFC 9000, 7.3). */
  private void checkIds(TransportParameters parameters) throws TransportException {
    requireSame(
        "initial_source_connection_id",
        Optional.of(peerFirstId),
        parameters.connectionId(TransportParameterId.INITIAL_SOURCE_CONNECTION_ID));
    if (!state.server) {
      requireSame(
          "original_destination_connection_id",
          Optional.of(originalDestination),
          parameters.connectionId(TransportParameterId.ORIGINAL_DESTINATION_CONNECTION_ID));
      requireSame(
          "retry_source_connection_id",
          negotiation.retrySource(),
          parameters.connectionId(TransportParameterId.RETRY_SOURCE_CONNECTION_ID));
    }
  }

  private static void requireSame(
      String name, Optional<ConnectionId> expected, Optional<ConnectionId> actual)
      throws TransportException {
    if (!expected.equals(actual)) {
      throw new TransportException(
          TransportError.TRANSPORT_PARAMETER_ERROR,
          String.format(Locale.ROOT, "%s is %s, not %s", name, actual, expected));
    }
  }

  @Override
  public void onComplete() {
    if (state.peerParameters.isEmpty()) {
      failure =
          Optional.of(
              new TransportException(
                  TransportError.TRANSPORT_PARAMETER_ERROR, "no transport parameters"));
      return;
    }
    state.complete = true;
    state.applicationKeys.setKeepPrevious(state.lingerTime());
    state.emit(new ConnectionEvent.Established());
    state.localIds.issue(state.peerParameters.get().activeConnectionIdLimit());
    if (state.server) {
      state.control.add(new Frame.HandshakeDone());
      state.confirm(now);
    }
  }

  @Override
  public void onFailed(TlsFailure why) {
    failure =
        Optional.of(new TransportException(why.quicErrorCode(), FrameType.CRYPTO, why.detail()));
  }
}
