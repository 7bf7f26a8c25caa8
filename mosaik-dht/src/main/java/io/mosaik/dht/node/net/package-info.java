/**
 * The only code of this module that touches the world: moves datagrams between a socket and a core,
 * wakes the core in time, resolves names, and crosses threads. Decides nothing about the protocol.
 */
package io.mosaik.dht.node.net;
