package io.mosaik.testkit;

import io.mosaik.api.Dialect;
import io.mosaik.api.KeyPair;
import io.mosaik.api.NetworkId;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerEntry;
import io.mosaik.api.SignedPeerEntry;
import io.mosaik.api.spi.NodeContext;
import io.mosaik.api.time.Ambient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * A node that exists only for a test: a fresh identity on loopback, no options, dialect 0.3.
 *
 * <p>Thread-safe by its monitor.
 */
public final class TestNodeContext implements NodeContext {

  private final NetworkId network;
  private final Executor callbackExecutor;
  private final Ambient ambient = Ambient.system();
  private final KeyPair identity = KeyPair.generate(ambient.random());
  private final Instant started = ambient.wallClock().instant();
  private Instant updated = started;

  /**
   * A node of a network.
   *
   * @param network the network
   * @param callbackExecutor where futures complete and listeners are called
   */
  public TestNodeContext(NetworkId network, Executor callbackExecutor) {
    this.network = Objects.requireNonNull(network, "network");
    this.callbackExecutor = Objects.requireNonNull(callbackExecutor, "callbackExecutor");
  }

  @Override
  public NetworkId networkId() {
    return network;
  }

  @Override
  public KeyPair identity() {
    return identity;
  }

  @Override
  public Ambient ambient() {
    return ambient;
  }

  @Override
  public synchronized SignedPeerEntry currentEntry(Dialect dialect) {
    PeerAddress address = PeerAddress.of(identity.peerId());
    PeerEntry entry = PeerEntry.of(dialect, network, address, started).updatedAt(updated);
    updated = Instant.ofEpochMilli(entry.updatedMillis());
    return SignedPeerEntry.sign(identity, entry);
  }

  @Override
  public Dialect configuredDialect() {
    return Dialect.V0_3;
  }

  @Override
  public List<InetSocketAddress> bindAddresses() {
    return List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @Override
  public Map<String, String> options() {
    return Map.of();
  }

  @Override
  public Executor callbackExecutor() {
    return callbackExecutor;
  }
}
