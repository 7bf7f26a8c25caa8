package io.mosaik.transport.quic.endpoint;

/** How often a dial may send its first Initial packet. */
public enum InitialPolicy {
  /** As loss recovery asks for (RFC 9002, section 6.2), to wherever the dial goes. */
  RETRANSMIT,
  /**
   * One datagram, and no CONNECTION_CLOSE, to a public address whose prefix (IPv4 /24, IPv6 /48)
   * never sent an authenticated packet, until one comes. For addresses that strangers name: they
   * may be those of a third party.
   */
  SINGLE_TO_SILENT_PREFIX
}
