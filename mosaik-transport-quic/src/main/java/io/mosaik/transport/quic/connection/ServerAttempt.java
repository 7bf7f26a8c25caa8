package io.mosaik.transport.quic.connection;

import io.mosaik.transport.quic.packet.ConnectionId;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * How a client's attempt to connect reached the server. Immutable.
 *
 * @param remote where it came from
 * @param original the destination of the client's very first Initial packet
 * @param retrySource the id that our Retry gave us, if we sent one
 * @param validated whether a token has shown that the client is there
 * @param peerId the client's source connection id
 * @param localId the id that the client shall address us with from now on
 */
public record ServerAttempt(
    InetSocketAddress remote,
    ConnectionId original,
    Optional<ConnectionId> retrySource,
    boolean validated,
    ConnectionId peerId,
    ConnectionId localId) {}
