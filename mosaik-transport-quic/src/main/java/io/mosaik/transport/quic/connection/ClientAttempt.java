package io.mosaik.transport.quic.connection;

import io.mosaik.api.Bytes;
import io.mosaik.api.PublicKey;
import java.net.InetSocketAddress;

/**
 * Whom a client wants to connect to. Immutable.
 *
 * @param server the key that the server must prove to own
 * @param remote where it is
 * @param token from a NEW_TOKEN frame of the same server, for this attempt only; empty if there is
 *     none
 * @param singleInitial whether to send one datagram only, and no CONNECTION_CLOSE, until an
 *     authenticated packet comes back: a stranger named the address, and may mean a third party
 */
public record ClientAttempt(
    PublicKey server, InetSocketAddress remote, Bytes token, boolean singleInitial) {}
