/**
 * Many QUIC connections behind one port: finds the connection that a datagram is for, answers
 * strangers with as little as possible, and keeps the deadlines. Pure state, closed to other
 * modules: keep sockets, clocks and executors out.
 */
package io.mosaik.transport.quic.endpoint;
