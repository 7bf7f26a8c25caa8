package io.mosaik.dht.node;

import io.mosaik.api.Bytes;
import java.net.InetSocketAddress;

/**
 * A datagram that came from, or goes to, a peer.
 *
 * <p>Immutable.
 *
 * @param peer the other end
 * @param payload all of it
 */
public record Datagram(InetSocketAddress peer, Bytes payload) {}
