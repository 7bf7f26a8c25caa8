package io.mosaik.dht.lookup;

import io.mosaik.api.Bytes;
import io.mosaik.dht.routing.NodeInfo;

/**
 * A node that answered a lookup and permits to store.
 *
 * <p>Immutable.
 *
 * @param node who
 * @param token what it wants to see again
 */
public record Responder(NodeInfo node, Bytes token) {}
