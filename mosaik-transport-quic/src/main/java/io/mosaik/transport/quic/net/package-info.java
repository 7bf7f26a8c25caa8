/**
 * The datagram shell of an endpoint: sockets, one event loop, one timer. Moves bytes and wakes the
 * core, decides nothing; closed to other modules.
 */
package io.mosaik.transport.quic.net;
