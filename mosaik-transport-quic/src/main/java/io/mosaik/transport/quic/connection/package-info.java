/**
 * One QUIC connection as a state machine (RFC 9000, 9001): given datagrams, commands and the time,
 * decides what to send and what happened. Pure state, closed to other modules: reach it through the
 * endpoint, and keep sockets, clocks and executors out.
 */
package io.mosaik.transport.quic.connection;
