package io.mosaik.benchmarks.ping;

import io.mosaik.api.Dialect;
import io.mosaik.api.KeyPair;
import io.mosaik.api.NetworkId;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerEntry;
import io.mosaik.api.SignedPeerEntry;
import io.mosaik.api.spi.NodeContext;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.api.time.Ambient;
import io.mosaik.transport.quic.QuicPeerPinger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * This project: two nodes as applications have them. Each ping also signs a fresh entry and checks
 * its signature, which the other contestants are spared.
 */
final class MosaikContestant implements Contestant {

  private static final NetworkId NETWORK = NetworkId.of("benchmark");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final QuicPeerPinger client;
  private final QuicPeerPinger server;
  private final PeerAddress address;

  MosaikContestant(Ambient ambient, Executor callbacks) {
    Node serverNode = Node.of(ambient, callbacks);
    client = start(Node.of(ambient, callbacks));
    server = start(serverNode);
    address = PeerAddress.of(serverNode.identity().peerId(), server.localAddresses());
  }

  private static QuicPeerPinger start(Node node) {
    return QuicPeerPinger.start(node).toCompletableFuture().join();
  }

  @Override
  public CompletionStage<?> ping() {
    return client
        .ping(address, PATIENCE)
        .thenAccept(
            outcome -> {
              if (!(outcome instanceof PingOutcome.Healthy)) {
                throw new IllegalStateException("ping: " + outcome);
              }
            });
  }

  @Override
  public CompletionStage<?> handshake() {
    return client
        .endpoint()
        .connect(address, ALPN, PATIENCE)
        .thenAccept(connection -> connection.close(0, ""));
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }

  /** A node that speaks for itself, on loopback. Immutable. */
  private record Node(KeyPair identity, Ambient ambient, Executor callbackExecutor)
      implements NodeContext {

    static Node of(Ambient ambient, Executor callbacks) {
      return new Node(KeyPair.generate(ambient.random()), ambient, callbacks);
    }

    @Override
    public NetworkId networkId() {
      return NETWORK;
    }

    @Override
    public SignedPeerEntry currentEntry(Dialect dialect) {
      Instant now = ambient.wallClock().instant();
      PeerAddress address = PeerAddress.of(identity.peerId());
      return SignedPeerEntry.sign(identity, PeerEntry.of(dialect, NETWORK, address, now));
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
  }
}
