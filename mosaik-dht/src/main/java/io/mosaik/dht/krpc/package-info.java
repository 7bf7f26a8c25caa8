/**
 * The messages that DHT nodes send each other (BEP 5, "KRPC protocol"; BEP 43; BEP 44) as values,
 * and the way from a message to bytes and back. Pure values, closed to other modules: keep sockets,
 * clocks, and opinions about what to answer out.
 */
package io.mosaik.dht.krpc;
