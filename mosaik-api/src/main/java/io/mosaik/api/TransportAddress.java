package io.mosaik.api;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;

/**
 * One way to reach a peer. Ordered as in Rust's mosaik: relays by the text of their URL, then IP
 * addresses (IPv4 before IPv6, then address, port and scope), then custom ones.
 *
 * <p>Implementations are immutable.
 */
public sealed interface TransportAddress extends Comparable<TransportAddress>
    permits TransportAddress.Ip, TransportAddress.Relay, TransportAddress.Custom {

  /** What kind of way it is; in the order in which addresses sort. */
  enum Kind {
    /** Through a relay server. */
    RELAY,
    /** Directly, by IP address and UDP port. */
    IP,
    /** By a transport that mosaik does not know. */
    CUSTOM
  }

  /**
   * What kind of way this is.
   *
   * @return the kind
   */
  Kind kind();

  /**
   * An IP address of a peer.
   *
   * @param address the IP address, literally
   * @param port the UDP port
   * @return the address
   */
  static Ip ip(InetAddress address, int port) {
    return new Ip(new InetSocketAddress(address, port));
  }

  /**
   * Reads a socket address as Rust prints it: {@code 203.0.113.7:4433}, {@code [2001:db8::7]:4433},
   * {@code [fe80::1%3]:80}. IPv4 octets have no leading zeros; IPv6 stands in brackets, may be in
   * any legal spelling, IPv4-mapped included, and takes numeric scopes only; no names, no white
   * space.
   *
   * @param text the text
   * @return the address
   * @throws IllegalArgumentException if the text is anything else
   */
  static Ip parseIp(String text) {
    return SocketAddresses.parse(text);
  }

  @Override
  default int compareTo(TransportAddress other) {
    return AddressOrder.compare(this, other);
  }

  /**
   * An IP address and UDP port. Unlike the JDK's classes it counts the numeric scope of an IPv6
   * address in when it is compared, and never a host name.
   *
   * @param socket a resolved address without a host name; the port may be anything from 0 to 65535
   */
  record Ip(InetSocketAddress socket) implements TransportAddress {

    /** Checks that the address is resolved, and forgets its host name. */
    public Ip {
      if (socket.isUnresolved()) {
        throw new IllegalArgumentException("not an IP address: " + socket);
      }
      socket = SocketAddresses.normalise(socket);
    }

    @Override
    public Kind kind() {
      return Kind.IP;
    }

    /**
     * The IP address.
     *
     * @return the IP address
     */
    public InetAddress address() {
      return socket.getAddress();
    }

    /**
     * The UDP port.
     *
     * @return 0 to 65535
     */
    public int port() {
      return socket.getPort();
    }

    /**
     * The scope of an IPv6 address: the number of the interface at which it means something.
     *
     * @return the scope id, 0 if there is none
     */
    public int scopeId() {
      return SocketAddresses.scope(address());
    }

    /**
     * The same address as others may pass it on.
     *
     * @return this address without a scope
     */
    public Ip withoutScope() {
      return scopeId() == 0
          ? this
          : ip(SocketAddresses.inetAddress(address().getAddress(), 0), port());
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Ip that && socket.equals(that.socket) && scopeId() == that.scopeId();
    }

    @Override
    public int hashCode() {
      return socket.hashCode();
    }

    /** As {@link TransportAddress#parseIp} reads it: RFC 5952, lower case. */
    @Override
    public String toString() {
      return SocketAddresses.format(socket);
    }
  }

  /**
   * A relay server by its URL, in the normal form in which peers sign it (WHATWG): {@code
   * https://relay.example/} and {@code HTTPS://Relay.example:443} are one.
   *
   * @param url an absolute URL of printable ASCII characters, at most 2048 of them
   */
  record Relay(String url) implements TransportAddress {

    /**
     * Puts the URL into its normal form.
     *
     * @throws IllegalArgumentException if the text cannot be a URL
     */
    public Relay {
      url = RelayUrls.normalise(url);
    }

    @Override
    public Kind kind() {
      return Kind.RELAY;
    }

    @Override
    public String toString() {
      return url;
    }
  }

  /**
   * An address of a transport that mosaik does not know; carried in entries, never published.
   *
   * @param transport which transport, an unsigned 64-bit number
   * @param data its address
   */
  record Custom(long transport, Bytes data) implements TransportAddress {

    private static final int SHOWN = 32;

    /** Checks that there are data. */
    public Custom {
      Objects.requireNonNull(data, "data");
    }

    @Override
    public Kind kind() {
      return Kind.CUSTOM;
    }

    /** The transport, and the data in hexadecimal if there are not too many. */
    @Override
    public String toString() {
      String shown = data.size() <= SHOWN ? data.toHex() : data.size() + " bytes";
      return "custom:" + Long.toUnsignedString(transport) + ":" + shown;
    }
  }
}
