package io.mosaik.transport.quic;

import io.mosaik.api.Dialect;
import io.mosaik.api.KeyPair;
import io.mosaik.api.NetworkId;
import io.mosaik.api.SignedPeerEntry;
import io.mosaik.api.spi.NodeContext;
import io.mosaik.api.time.Ambient;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** A node in virtual time. Immutable. */
record SimulatedNode(TestNode node, Ambient ambient) implements NodeContext {

  @Override
  public NetworkId networkId() {
    return node.networkId();
  }

  @Override
  public KeyPair identity() {
    return node.identity();
  }

  @Override
  public SignedPeerEntry currentEntry(Dialect dialect) {
    return node.currentEntry(dialect);
  }

  @Override
  public Dialect configuredDialect() {
    return node.configuredDialect();
  }

  @Override
  public List<InetSocketAddress> bindAddresses() {
    return node.bindAddresses();
  }

  @Override
  public Map<String, String> options() {
    return Map.of();
  }

  @Override
  public Executor callbackExecutor() {
    return Runnable::run;
  }
}
