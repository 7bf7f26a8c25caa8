package io.mosaik.dht.node.net;

import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.DhtException.Reason;
import io.mosaik.dht.node.Command;
import io.mosaik.dht.routing.AddressFamily;
import io.mosaik.dht.routing.NodeInfo;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a node gets into its DHTs: first through the nodes that it knew when it last ran, then
 * through the bootstrap nodes, again and again in turn; and through what one DHT tells of the
 * other.
 *
 * <p>Confined to the event loop, but for the future.
 */
final class Entrance implements FamilyNode.Owner {

  private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);

  /** How many saved nodes are tried at a time: a lookup takes no more contacts. */
  private static final int MAX_TRIED = 64;

  /**
   * How often names are resolved for a family in which nobody answers while the other one works:
   * most machines have no IPv6, and no need to ask for names every minute for ever. Our choice.
   */
  private static final int MOST_URGENT = 4;

  private final BootstrapResolver resolver;
  private final Optional<TableFile> file;
  private final EventLoop loop;
  private final Executor callbacks;
  private final RandomGenerator random;
  private final List<FamilyNode> nodes = new ArrayList<>();
  private final Map<AddressFamily, Integer> attempts = new EnumMap<>(AddressFamily.class);
  private final CompletableFuture<Integer> joined = new CompletableFuture<>();
  private List<NodeInfo> known;

  /**
   * Waits for somebody to ask.
   *
   * @param resolver knows the bootstrap nodes
   * @param file where nodes are saved, if anywhere; read at once
   * @param random shuffles them, so that those that are gone do not always stand in front
   * @param loop whose thread the nodes run on
   * @param callbacks where the future completes
   */
  Entrance(
      BootstrapResolver resolver,
      Optional<TableFile> file,
      RandomGenerator random,
      EventLoop loop,
      Executor callbacks) {
    this.resolver = resolver;
    this.file = file;
    this.known = file.map(TableFile::load).orElse(List.of());
    this.random = random;
    this.loop = loop;
    this.callbacks = callbacks;
  }

  /** Whether nodes were saved. */
  boolean isKnown() {
    return !known.isEmpty();
  }

  /** Returns the addresses of the bootstrap nodes; none if one of them has yet to be resolved. */
  List<InetAddress> entryPoints() {
    return resolver.addressesIfAllKnown();
  }

  /** These are the nodes that want to get in. Before they start. */
  void begin(List<FamilyNode> families) {
    nodes.addAll(families);
    if (resolver.isEmpty()) {
      joined(0);
    }
  }

  /** Completes with the number of known nodes when the first of them is in. */
  CompletableFuture<Integer> joinedFuture() {
    return joined.copy();
  }

  /** Nobody will get in any more. To be called on any thread. */
  void abandon() {
    callbacks.execute(
        () -> joined.completeExceptionally(new DhtException(Reason.CLOSED, "the node is closed")));
  }

  /** Frees the threads, once what is being saved is saved, or this time has passed. */
  void close(Duration limit) {
    resolver.close();
    file.ifPresent(it -> it.close(limit));
  }

  /** Saves what is known now. */
  void save() {
    List<NodeInfo> now = nodes.stream().flatMap(node -> node.knownNodes().stream()).toList();
    if (!now.isEmpty()) {
      known = now;
      file.ifPresent(it -> it.save(now));
    }
  }

  @Override
  public void joined(int knownNodes) {
    callbacks.execute(() -> joined.complete(knownNodes));
  }

  @Override
  public void tableTidied() {
    save();
  }

  @Override
  public void contactsWanted(FamilyNode node) {
    List<InetSocketAddress> saved =
        of(node.family(), known.stream().map(NodeInfo::address).toList());
    int attempt = attempts.merge(node.family(), 1, Integer::sum);
    boolean savedOnesFirst = attempt % 2 == 1;
    boolean urgent = attempt <= MOST_URGENT || nodes.stream().noneMatch(FamilyNode::isConnected);
    if (!saved.isEmpty() && (savedOnesFirst || resolver.isEmpty())) {
      tell(node, new Command.Contacts(some(saved)));
    } else if (!urgent) {
      List<InetSocketAddress> found = of(node.family(), resolver.addresses());
      tell(node, new Command.Contacts(found));
    } else {
      resolver.resolve(found -> tell(node, new Command.Contacts(of(node.family(), found))));
    }
  }

  @Override
  public void nodesOfOtherFamily(FamilyNode teller, List<NodeInfo> told) {
    for (FamilyNode node : nodes) {
      if (node != teller) {
        tell(node, new Command.Hearsay(told));
      }
    }
  }

  /** Later, and not while the core still speaks; not at all if the event loop has ended. */
  private void tell(FamilyNode node, Command command) {
    try {
      loop.execute(() -> node.accept(command));
    } catch (RejectedExecutionException gone) {
      LOG.debug("no event loop to tell of {}", command);
    }
  }

  private static List<InetSocketAddress> of(
      AddressFamily family, List<InetSocketAddress> addresses) {
    return addresses.stream().filter(address -> family.contains(address.getAddress())).toList();
  }

  private List<InetSocketAddress> some(List<InetSocketAddress> all) {
    List<InetSocketAddress> drawn = new ArrayList<>(all);
    int count = Math.min(MAX_TRIED, drawn.size());
    for (int i = 0; i < count; i++) {
      Collections.swap(drawn, i, random.nextInt(i, drawn.size()));
    }
    return drawn.subList(0, count);
  }
}
