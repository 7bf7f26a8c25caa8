/**
 * TLS 1.3 (RFC 8446) with raw public keys (RFC 7250) as QUIC uses it (RFC 9001): a state machine
 * over handshake messages, fed with bytes. Closed to other modules, and free of sockets, clocks and
 * threads.
 */
package io.mosaik.transport.quic.tls;
