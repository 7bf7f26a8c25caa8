/**
 * One DHT node as a state machine: wires messages, routing, lookups and storage together, and knows
 * when what is due. Reads no clock and owns no socket; {@link io.mosaik.dht.node.net} moves its
 * datagrams.
 */
package io.mosaik.dht.node;
