package io.mosaik.transport.quic.connection;

import io.mosaik.transport.quic.packet.ConnectionId;
import io.mosaik.transport.quic.stream.StreamLimits;
import java.util.random.RandomGenerator;

/** The transport parameters that we send (RFC 9000, section 18.2). Stateless. */
final class LocalParameters {

  /** As large as the packet takes (RFC 9221, section 3). */
  private static final long MAX_DATAGRAM_FRAME_SIZE = 65_535;

  private LocalParameters() {}

  static TransportParameters client(
      ConnectionConfig config, ConnectionId localId, RandomGenerator random) {
    StreamLimits streams = config.streams();
    return TransportParameters.none()
        .with(TransportParameterId.MAX_IDLE_TIMEOUT, config.idleTimeout().toMillis())
        .with(TransportParameterId.MAX_UDP_PAYLOAD_SIZE, config.maxUdpPayload())
        .with(TransportParameterId.INITIAL_MAX_DATA, streams.connectionWindow())
        .with(TransportParameterId.INITIAL_MAX_STREAM_DATA_BIDI_LOCAL, streams.streamWindow())
        .with(TransportParameterId.INITIAL_MAX_STREAM_DATA_BIDI_REMOTE, streams.streamWindow())
        .with(TransportParameterId.INITIAL_MAX_STREAM_DATA_UNI, streams.streamWindow())
        .with(TransportParameterId.INITIAL_MAX_STREAMS_BIDI, streams.bidirectional())
        .with(TransportParameterId.INITIAL_MAX_STREAMS_UNI, streams.unidirectional())
        .with(TransportParameterId.MAX_ACK_DELAY, ConnectionState.MAX_ACK_DELAY.toMillis())
        .with(TransportParameterId.ACTIVE_CONNECTION_ID_LIMIT, PeerConnectionIds.LIMIT)
        .with(TransportParameterId.INITIAL_SOURCE_CONNECTION_ID, localId.bytes())
        .with(TransportParameterId.MAX_DATAGRAM_FRAME_SIZE, MAX_DATAGRAM_FRAME_SIZE)
        .with(reservedId(random), random.nextInt(1 << 14));
  }

  static TransportParameters server(
      ConnectionConfig config, ServerAttempt attempt, IdSource ids, RandomGenerator random) {
    TransportParameters parameters =
        client(config, attempt.localId(), random)
            .with(
                TransportParameterId.ORIGINAL_DESTINATION_CONNECTION_ID, attempt.original().bytes())
            .with(TransportParameterId.STATELESS_RESET_TOKEN, ids.resetToken(attempt.localId()));
    return attempt
        .retrySource()
        .map(id -> parameters.with(TransportParameterId.RETRY_SOURCE_CONNECTION_ID, id.bytes()))
        .orElse(parameters);
  }

  /** One that nobody knows, so that peers stay used to ignoring them (section 18.1). */
  private static long reservedId(RandomGenerator random) {
    return 31L * random.nextInt(1 << 20) + 27;
  }
}
