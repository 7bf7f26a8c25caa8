/**
 * Loss detection and congestion control (RFC 9002) and the bookkeeping of acknowledgements: given
 * what was sent, what came and the time, decides what is lost and when to send. Pure state, closed
 * to other modules: keep sockets, clocks and packet formats out.
 */
package io.mosaik.transport.quic.recovery;
