package io.mosaik.bootstrap;

import io.mosaik.api.Dialect;
import io.mosaik.api.NetworkId;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.SignedPeerEntry;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.metrics.Metric;
import io.mosaik.api.metrics.MetricSource;
import io.mosaik.api.metrics.ReadinessCheck;
import io.mosaik.bootstrap.model.KnownPeer;
import io.mosaik.bootstrap.model.ScanReport;
import io.mosaik.bootstrap.node.Node;
import io.mosaik.bootstrap.node.NodePlan;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A running node: looks at the slots of its network, hands on every peer that it finds there alive,
 * and keeps a slot for itself, so that others find it.
 *
 * <pre>{@code
 * try (DhtBootstrap bootstrap = DhtBootstrap.builder().network("my-app").start()) {
 *   …
 * }
 * }</pre>
 *
 * <p>Thread-safe: everything happens on one scheduler thread of its own, named {@code
 * mosaik-bootstrap-…}.
 */
public final class DhtBootstrap implements AutoCloseable, MetricSource, ReadinessCheck {

  private final NetworkId network;
  private final PeerId id;
  private final Node node;

  DhtBootstrap(NodePlan plan, Node node) {
    this.network = plan.chain().network();
    this.id = plan.identity().peerId();
    this.node = node;
  }

  /**
   * Starts to describe a node.
   *
   * @return a builder with the defaults of Rust's mosaik
   */
  public static DhtBootstrapBuilder builder() {
    return new DhtBootstrapBuilder();
  }

  /**
   * The network of this node.
   *
   * @return the network id
   */
  public NetworkId network() {
    return network;
  }

  /**
   * Who this node is.
   *
   * @return its peer id
   */
  public PeerId id() {
    return id;
  }

  /**
   * Who this node is, and where it believes to be reachable: what it was configured with, what its
   * pingers listen on, and what the DHT sees.
   *
   * @return the address as of the last look at the surroundings, usually at most a second ago
   */
  public PeerAddress address() {
    return node.address();
  }

  /**
   * The slot that this node holds.
   *
   * @return its index, or empty while it holds none
   */
  public OptionalInt heldSlot() {
    return node.heldSlot();
  }

  /**
   * Returns the live view of peers: everyone who answered a ping, or whose record could be read but
   * not asked, and who has not been lost since. The events {@link
   * io.mosaik.bootstrap.model.BootstrapEvent.PeerAdded}, {@link
   * io.mosaik.bootstrap.model.BootstrapEvent.PeerUpdated} and {@link
   * io.mosaik.bootstrap.model.BootstrapEvent.PeerLost} tell of its changes. It is updated before
   * listeners hear of them, and holds at most 1024 peers.
   *
   * @return an immutable snapshot, in the order in which the peers entered the view; empty after
   *     {@link #close}
   */
  public List<KnownPeer> peers() {
    return node.peers();
  }

  /**
   * What the last scan saw.
   *
   * @return the report, or empty before the first scan is over
   */
  public Optional<ScanReport> lastReport() {
    return node.lastReport();
  }

  /**
   * What this node says about itself when it is pinged, freshly signed, its version raised.
   *
   * @param dialect how to lay it out
   * @return a new signed entry
   */
  public SignedPeerEntry currentEntry(Dialect dialect) {
    return node.currentEntry(dialect);
  }

  /**
   * Replaces the configured addresses. The record of this node is corrected within seconds.
   *
   * @param addresses where this node may be reached, beyond what pingers and DHT find out
   * @throws IllegalArgumentException if nobody could dial one of them: a wildcard, a group, port 0
   */
  public void configureAddresses(Collection<? extends TransportAddress> addresses) {
    node.configureAddresses(addresses);
  }

  /**
   * Returns the metrics of the mechanism, whose names begin with {@code mosaik_bootstrap_}, and
   * those of the instances that this node made itself, such as its DHT node and its QUIC endpoint.
   * Instances that were given are sources of their own.
   */
  @Override
  public List<Metric> metrics() {
    return node.metrics();
  }

  /** A node is ready when somebody answered a lookup in its last scan. */
  @Override
  public Optional<String> unreadyReason() {
    return node.unreadyReason();
  }

  /**
   * Returns an instance that this node works with, to use what its SPI does not offer: a {@code
   * QuicPeerPinger} for instance has an endpoint that other protocols share. What the node made is
   * closed with it.
   *
   * @param <T> type of the instance
   * @param type class or interface of a DHT client, a pinger or a sink
   * @return the first instance of that type, given ones before those that providers made
   * @throws IllegalArgumentException if there is none; names those that there are
   */
  public <T> T unwrap(Class<T> type) {
    return node.unwrap(type);
  }

  /** Looks at the slots now instead of at the end of the present pause. */
  public void scanNow() {
    node.scanNow();
  }

  /**
   * Leaves: empties the slot that this node holds, which takes no longer than 2 s, then ends all
   * work and closes what providers made. Instances that were given are not closed. Idempotent;
   * leaves no thread.
   */
  @Override
  public void close() {
    node.close();
  }
}
