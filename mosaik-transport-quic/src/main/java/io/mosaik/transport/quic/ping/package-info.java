/**
 * The ping protocol of mosaik, {@code /mosaik/discovery/ping/1.0}: who asks whom for its signed
 * entry, and what to think of the answer. Pure state over the bytes of one stream, closed to other
 * modules; sockets, clocks and threads stay out.
 */
package io.mosaik.transport.quic.ping;
