package io.mosaik.relay.service;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Key under which a client is limited: its IPv4 address, or the /64 of its IPv6 address, which is
 * what one subscriber gets. Stateless.
 */
public final class ClientKey {

  private static final int PREFIX_BYTES = 8;

  private ClientKey() {}

  /**
   * Returns the key of an address.
   *
   * @param client a client's address
   * @return a buffer that is equal for all addresses of one client
   */
  public static ByteBuffer of(InetAddress client) {
    byte[] address = client.getAddress();
    return client instanceof Inet6Address
        ? ByteBuffer.wrap(address, 0, PREFIX_BYTES)
        : ByteBuffer.wrap(address);
  }
}
