package io.mosaik.dht.node;

import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.Query;
import io.mosaik.dht.routing.ExternalAddressVotes;
import io.mosaik.dht.routing.NodeId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Where others see us (BEP 42, {@code ip}), whether they reach us there, and what follows from that
 * for our role.
 *
 * <p>Confined to the core's thread.
 */
final class Reachability {

  private final ExternalAddressVotes votes = new ExternalAddressVotes();
  private final Role role;
  private final SelfPing selfPing;
  private final Consumer<Datagram> out;

  Reachability(NodeMode mode, RandomGenerator random, Consumer<Datagram> out, Deadline now) {
    this.role = new Role(mode, now);
    this.selfPing = new SelfPing(random);
    this.out = out;
  }

  /** Whether we answer others. */
  Role role() {
    return role;
  }

  /** A query has come. Returns whether it was our own ping, which needs no answer. */
  boolean heard(Query query, InetSocketAddress from, NodeId self) {
    if (selfPing.isOurs(query, self)) {
      role.heardOurselves();
      return true;
    }
    role.queried(from, votes.winner());
    return false;
  }

  /**
   * A node that we asked has said where our query came from.
   *
   * @return our address, if that has changed
   */
  Optional<InetAddress> vote(InetSocketAddress voter, InetSocketAddress seen, Deadline now) {
    boolean moved = votes.winner().isPresent();
    if (!votes.vote(voter, seen, now)) {
      return Optional.empty();
    }
    if (moved) {
      role.moved(now);
    }
    return votes.winner();
  }

  /** Sends a ping to where others see us, if we have to find out whether that leads here. */
  void tryOut(NodeId self) {
    if (role.isOpen()) {
      votes.winnerEndpoint().ifPresent(us -> out.accept(selfPing.to(us, self, !role.answers())));
    }
  }
}
