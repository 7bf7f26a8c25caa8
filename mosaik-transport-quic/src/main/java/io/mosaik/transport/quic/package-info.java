/**
 * QUIC v1 (RFC 9000, 9001, 9002) with TLS 1.3 and raw public keys: the endpoint and its
 * configuration.
 */
package io.mosaik.transport.quic;
