/**
 * Iterative lookups and store rounds: given answers and the time, they decide whom to ask next.
 * Pure state, closed to other modules: reach it through {@link io.mosaik.dht.Dht}, and keep
 * sockets, clocks and executors out.
 */
package io.mosaik.dht.lookup;
