package io.mosaik.transport.quic.endpoint;

import io.mosaik.transport.quic.connection.ConnectionEvent;
import io.mosaik.transport.quic.connection.QuicConnection;

/**
 * Something happened to a connection.
 *
 * @param connection which one
 * @param incoming whether the peer dialled us
 * @param event what
 */
public record EndpointEvent(QuicConnection connection, boolean incoming, ConnectionEvent event) {}
