package io.mosaik.transport.quic;

import io.mosaik.api.Bytes;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** A node that speaks for itself, on loopback. Immutable. */
record TestNode(KeyPair identity, NetworkId networkId, Map<String, String> options)
    implements NodeContext {

  static final NetworkId NETWORK = NetworkId.of("test");

  static TestNode of(int seed) {
    return of(seed, NETWORK);
  }

  static TestNode of(int seed, NetworkId network) {
    byte[] bytes = new byte[KeyPair.SEED_SIZE];
    Arrays.fill(bytes, (byte) seed);
    return new TestNode(KeyPair.ofSeed(Bytes.of(bytes)), network, Map.of());
  }

  @Override
  public Ambient ambient() {
    return Ambient.system();
  }

  @Override
  public SignedPeerEntry currentEntry(Dialect dialect) {
    PeerAddress address = PeerAddress.of(identity.peerId());
    return SignedPeerEntry.sign(
        identity, PeerEntry.of(dialect, networkId, address, Instant.ofEpochSecond(1_760_000_000)));
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
  public Executor callbackExecutor() {
    return Runnable::run;
  }
}
