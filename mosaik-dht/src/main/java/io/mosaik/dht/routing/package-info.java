/**
 * Ids, distances and the nodes that have them (BEP 5, BEP 42), and the table of nodes that we know.
 * Pure state, closed to other modules: keep messages, sockets and clocks out.
 */
package io.mosaik.dht.routing;
