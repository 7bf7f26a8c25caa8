package io.mosaik.benchmarks.attack;

import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.random.RandomGenerator;

/** Nodes at given addresses. */
final class Addresses {

  private Addresses() {}

  /** Returns a node whose id fits its address (BEP 42). */
  static NodeInfo node(byte[] host, int port, RandomGenerator random) {
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(host), port);
      return new NodeInfo(NodeId.secureFor(address.getAddress(), random), address);
    } catch (UnknownHostException impossible) {
      throw new IllegalArgumentException(impossible);
    }
  }
}
