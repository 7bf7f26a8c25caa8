/**
 * QUIC packets (RFC 9000, section 17; RFC 9001, section 5): headers, packet numbers, header
 * protection, packet protection and the two integrity tags, as bytes in and bytes out. Closed to
 * other modules; knows nothing of frames, connections or sockets.
 */
package io.mosaik.transport.quic.packet;
