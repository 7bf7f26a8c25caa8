/**
 * Streams (RFC 9000, sections 2 to 4): ordered bytes in both directions, flow control, limits,
 * resets. Pure state, closed to other modules: bytes go in and frames come out, and the other way
 * round.
 */
package io.mosaik.transport.quic.stream;
