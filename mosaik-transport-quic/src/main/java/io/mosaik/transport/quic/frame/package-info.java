/**
 * QUIC frames (RFC 9000, section 19; RFC 9221): one record per kind, and the codec between them and
 * the payload of a packet. Closed to other modules; knows nothing of keys, streams or connections.
 */
package io.mosaik.transport.quic.frame;
