package io.mosaik.transport.quic.tls;

/** Which keys protect a handshake message (RFC 9001, section 4.1.4). 0-RTT is never used here. */
public enum EncryptionLevel {
  /** ClientHello, HelloRetryRequest and ServerHello, under keys that everybody can derive. */
  INITIAL,
  /** The rest of the handshake. */
  HANDSHAKE,
  /** Everything after it: 1-RTT. */
  APPLICATION
}
