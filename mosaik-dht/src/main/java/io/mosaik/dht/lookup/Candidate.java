package io.mosaik.dht.lookup;

import io.mosaik.api.Bytes;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import io.mosaik.dht.routing.Subnets;
import java.util.Optional;

/**
 * A node that a lookup has heard of, and how far it got with it.
 *
 * <p>Confined to its lookup's thread.
 */
final class Candidate {

  /** How far a lookup got with a node. */
  enum State {
    /** Not asked yet. */
    FRESH,
    /** Asked, and the answer may come any moment. */
    ASKED,
    /** The first query may have been lost, another one should be sent. */
    RETRY,
    /** Asked for the second time. */
    ASKED_AGAIN,
    /** Known to be silent, and therefore not asked. */
    SKIPPED,
    /** Waited for in vain; an answer would still count. */
    GIVEN_UP,
    /** Answered properly. */
    ANSWERED,
    /** Refused, or answered with what is not true, or without the token that was needed. */
    FAILED;

    /** Whether a lookup that wants this node's answer must not end yet. */
    boolean isOpen() {
      return this == FRESH || this == ASKED || this == RETRY || this == ASKED_AGAIN;
    }

    /** Whether this node may be expected to become one of those that answered. */
    boolean isPromising() {
      return this == FRESH || this == ASKED || this == ANSWERED;
    }
  }

  private final NodeInfo node;
  private final boolean secure;
  private final double distance;
  private final int block;
  private final long network;
  private State state = State.FRESH;
  private boolean excused;
  private Optional<Bytes> token = Optional.empty();

  Candidate(NodeInfo node, NodeId target) {
    this.node = node;
    this.secure = node.isSecure();
    this.distance = target.distanceShare(node.id());
    this.block = Subnets.blockOf(node.address().getAddress());
    this.network = Subnets.networkOf(node.address().getAddress());
  }

  NodeInfo node() {
    return node;
  }

  /** Whether the id fits the address (BEP 42). */
  boolean isSecure() {
    return secure;
  }

  /** Whether both are of one subnet ({@link Subnets#areNeighbours}). */
  boolean isNeighbourOf(Candidate other) {
    return network == other.network;
  }

  /** Counts this node; returns whether those counted so far are enough. */
  boolean addTo(Coverage.Tally tally) {
    return tally.add(distance, block);
  }

  State state() {
    return state;
  }

  void become(State next) {
    state = next;
  }

  /** Notes that the node was asked before we knew its id. */
  void alreadyAsked() {
    if (state == State.FRESH) {
      state = State.ASKED;
    }
  }

  /** Asks the node although it is known to be silent. */
  void excuse() {
    excused = true;
    state = State.FRESH;
  }

  boolean isExcused() {
    return excused;
  }

  void answered(Optional<Bytes> given) {
    state = State.ANSWERED;
    token = given;
  }

  Optional<Responder> responder() {
    return state == State.ANSWERED
        ? token.map(given -> new Responder(node, given))
        : Optional.empty();
  }
}
