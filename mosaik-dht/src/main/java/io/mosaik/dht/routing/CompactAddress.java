package io.mosaik.dht.routing;

import io.mosaik.api.Bytes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The compact forms of addresses and nodes (BEP 5, "Contact encoding"; BEP 32 for IPv6). */
public final class CompactAddress {

  /** An IPv4 address and a port. */
  static final int IPV4_SIZE = 6;

  /** An IPv6 address and a port. */
  static final int IPV6_SIZE = 18;

  private static final int PORT_SIZE = 2;

  private CompactAddress() {}

  /** An address in 6 or 18 bytes. */
  public static Bytes write(InetSocketAddress address) {
    byte[] compact = new byte[size(AddressFamily.of(address.getAddress()))];
    write(address, compact, 0);
    return Bytes.of(compact);
  }

  /** Writes an address from an index on, and returns the index after it. */
  static int write(InetSocketAddress address, byte[] target, int from) {
    byte[] host = address.getAddress().getAddress();
    System.arraycopy(host, 0, target, from, host.length);
    int at = from + host.length;
    target[at++] = (byte) (address.getPort() >>> 8);
    target[at++] = (byte) address.getPort();
    return at;
  }

  /**
   * The address in 6 or 18 bytes; empty for any other length, for port 0, and for an IPv4 address
   * in IPv6 clothes.
   */
  public static Optional<InetSocketAddress> read(Bytes compact) {
    if (compact.size() != IPV4_SIZE && compact.size() != IPV6_SIZE) {
      return Optional.empty();
    }
    int hostSize = compact.size() - PORT_SIZE;
    int port = compact.asByteBuffer().getShort(hostSize) & 0xffff;
    if (port == 0) {
      return Optional.empty();
    }
    try {
      InetAddress host = InetAddress.getByAddress(compact.slice(0, hostSize).toArray());
      boolean genuine = size(AddressFamily.of(host)) == compact.size();
      return genuine ? Optional.of(new InetSocketAddress(host, port)) : Optional.empty();
    } catch (UnknownHostException wrongLength) {
      throw new IllegalStateException("4 and 16 bytes are an address", wrongLength);
    }
  }

  /** How many bytes a node takes up: its id, its address, and a port. */
  public static int nodeSize(AddressFamily family) {
    return NodeId.SIZE + size(family);
  }

  /** The nodes in a multiple of 26 or 38 bytes, but for those that cannot be reached. */
  public static List<NodeInfo> readNodes(Bytes compact, AddressFamily family) {
    int size = nodeSize(family);
    List<NodeInfo> nodes = new ArrayList<>(compact.size() / size);
    for (int at = 0; at + size <= compact.size(); at += size) {
      NodeId id = new NodeId(compact.slice(at, at + NodeId.SIZE));
      read(compact.slice(at + NodeId.SIZE, at + size))
          .ifPresent(address -> nodes.add(new NodeInfo(id, address)));
    }
    return nodes;
  }

  private static int size(AddressFamily family) {
    return family == AddressFamily.IPV4 ? IPV4_SIZE : IPV6_SIZE;
  }
}
