package io.mosaik.dht.node;

import io.mosaik.dht.routing.AddressFamily;
import java.time.Duration;

/**
 * What the core of a node must know about itself.
 *
 * <p>Immutable.
 *
 * @param mode whether to answer queries, and to store for others (BEP 43)
 * @param family of which family the addresses are that the node talks to (BEP 32)
 * @param expectsContacts whether somebody will tell where to enter the network
 * @param limits what bounds its memory and its work for others
 * @param queryTimeout how late an answer may come and still count
 * @param minPatience the least time to wait for an answer before going on without
 */
public record NodeConfig(
    NodeMode mode,
    AddressFamily family,
    boolean expectsContacts,
    NodeLimits limits,
    Duration queryTimeout,
    Duration minPatience) {

  /** mainline waits 2 seconds, mosaik's pkarr client 5; nobody waits for this one. Our choice. */
  public static final Duration DEFAULT_QUERY_TIMEOUT = Duration.ofSeconds(3);

  /** Longer than a garbage collection, shorter than anybody notices. Our choice. */
  public static final Duration DEFAULT_MIN_PATIENCE = Duration.ofMillis(40);

  /** An IPv4 node with the default limits that serves or does not. */
  public static NodeConfig defaults(boolean server, boolean expectsContacts) {
    return defaults(NodeMode.of(server), expectsContacts);
  }

  /** An IPv4 node with the default limits. */
  public static NodeConfig defaults(NodeMode mode, boolean expectsContacts) {
    return new NodeConfig(
        mode,
        AddressFamily.IPV4,
        expectsContacts,
        NodeLimits.DEFAULTS,
        DEFAULT_QUERY_TIMEOUT,
        DEFAULT_MIN_PATIENCE);
  }

  /** The same for addresses of another family. */
  public NodeConfig withFamily(AddressFamily other) {
    return new NodeConfig(mode, other, expectsContacts, limits, queryTimeout, minPatience);
  }

  /** The same, but somebody will tell where to enter the network. */
  public NodeConfig withContacts() {
    return new NodeConfig(mode, family, true, limits, queryTimeout, minPatience);
  }

  /** The same with no more queries in flight than this. */
  public NodeConfig withAtMostInFlight(int limit) {
    return withLimits(limits.withAtMostInFlight(limit));
  }

  /** The same with other limits. */
  public NodeConfig withLimits(NodeLimits others) {
    return new NodeConfig(mode, family, expectsContacts, others, queryTimeout, minPatience);
  }
}
