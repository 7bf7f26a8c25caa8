package io.mosaik.dht.lookup;

import java.net.InetSocketAddress;

/**
 * A wish to ask a node something.
 *
 * <p>Immutable.
 *
 * @param to whom
 * @param query what
 * @param attempt 1 for the first time, 2 if the first one may have been lost
 */
public record Ask(InetSocketAddress to, QueryTemplate query, int attempt) {}
