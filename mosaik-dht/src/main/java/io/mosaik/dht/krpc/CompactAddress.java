package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The compact forms of addresses and nodes (BEP 5, "Contact encoding"; BEP 32 for IPv6). */
final class CompactAddress {

  /** An IPv4 address and a port. */
  static final int IPV4_SIZE = 6;

  /** An IPv6 address and a port. */
  static final int IPV6_SIZE = 18;

  /** A node id, an IPv4 address and a port. */
  static final int NODE_SIZE = NodeId.SIZE + IPV4_SIZE;

  private static final int PORT_SIZE = 2;

  private CompactAddress() {}

  static Bytes write(InetSocketAddress address) {
    byte[] host = address.getAddress().getAddress();
    int port = address.getPort();
    return Bytes.of(host).concat(Bytes.of(new byte[] {(byte) (port >>> 8), (byte) port}));
  }

  /** The address in 6 or 18 bytes; empty for any other length, and for port 0. */
  static Optional<InetSocketAddress> read(Bytes compact) {
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
      return Optional.of(new InetSocketAddress(host, port));
    } catch (UnknownHostException wrongLength) {
      throw new IllegalStateException("4 and 16 bytes are an address", wrongLength);
    }
  }

  /** Writes the nodes with an IPv4 address; others have no place in {@code nodes}. */
  static Bytes writeNodes(List<NodeInfo> nodes) {
    byte[] compact = new byte[nodes.size() * NODE_SIZE];
    int size = 0;
    for (NodeInfo node : nodes) {
      if (isIpv4(node.address())) {
        node.id().bytes().copyTo(compact, size);
        write(node.address()).copyTo(compact, size + NodeId.SIZE);
        size += NODE_SIZE;
      }
    }
    return Bytes.of(compact, 0, size);
  }

  /** The nodes in a multiple of 26 bytes, but for those without a port. */
  static List<NodeInfo> readNodes(Bytes compact) {
    List<NodeInfo> nodes = new ArrayList<>(compact.size() / NODE_SIZE);
    for (int at = 0; at + NODE_SIZE <= compact.size(); at += NODE_SIZE) {
      NodeId id = new NodeId(compact.slice(at, at + NodeId.SIZE));
      read(compact.slice(at + NodeId.SIZE, at + NODE_SIZE))
          .ifPresent(address -> nodes.add(new NodeInfo(id, address)));
    }
    return nodes;
  }

  static boolean isIpv4(InetSocketAddress address) {
    return address.getAddress() instanceof Inet4Address;
  }
}
