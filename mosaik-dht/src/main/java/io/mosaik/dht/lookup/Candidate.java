package io.mosaik.dht.lookup;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import io.mosaik.dht.routing.Subnets;
import java.util.ArrayList;
import java.util.List;
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

  /** How many of those who named a node are remembered. Our choice. */
  private static final int MAX_REFERRALS = 8;

  private final NodeInfo node;
  private final boolean secure;
  private final double distance;
  private final int block;
  private final long network;
  private final List<Referral> referrals = new ArrayList<>();
  private List<Referral> charged = List.of();
  private Optional<Referral> subnet = Optional.empty();
  private boolean failed;
  private boolean hopeless;
  private State state = State.FRESH;
  private boolean excused;
  private boolean known;
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
    if (next == State.ASKED) {
      charge();
    } else {
      release();
    }
    state = next;
  }

  /** Notes who named the node; nobody if it comes from our own table. */
  void namedBy(Optional<Referral> referral, Optional<Referral> ofItsSubnet) {
    if (referral.isEmpty()) {
      known = true;
    } else if (referrals.size() < MAX_REFERRALS && !referrals.contains(referral.get())) {
      referrals.add(referral.get());
    }
    subnet = ofItsSubnet;
  }

  /** Takes over who named another node at the same address: what matters is whether one answers. */
  void succeed(Candidate other) {
    known |= other.known;
    referrals.addAll(other.referrals);
    subnet = other.subnet;
  }

  /**
   * Whether all who named it have little credit. What became of others in its subnet is no reason:
   * anybody can name nodes there that do not exist.
   */
  boolean isDoubtful() {
    return state != State.ANSWERED
        && !known
        && !referrals.isEmpty()
        && referrals.stream().allMatch(it -> it.record().isDistrusted());
  }

  /** Notes that no query to it can be answered any more. */
  void hopeless() {
    hopeless = true;
  }

  /** Whether it was asked, or proved useless otherwise, and no answer is to be expected. */
  boolean isAskedInVain() {
    return state == State.FAILED || state == State.GIVEN_UP && hopeless;
  }

  /** Whether too many nodes that the same referrers named are being asked. */
  boolean mustWait() {
    return !known
        && !excused
        && !referrals.isEmpty()
        && (referrals.stream().noneMatch(Referral::hasRoom)
            || subnet.filter(it -> !it.hasRoom()).isPresent());
  }

  /** It did not answer in time. */
  void disappointed(Deadline now) {
    if (!failed && state != State.ANSWERED) {
      failed = true;
      referrals.forEach(it -> it.record().failed(now));
      subnet.ifPresent(it -> it.record().failed(now));
    }
  }

  /** Notes that it is in the list no more. */
  void release() {
    charged.forEach(Referral::release);
    charged = List.of();
  }

  private void charge() {
    release();
    charged = new ArrayList<>(referrals);
    subnet.ifPresent(charged::add);
    charged.forEach(Referral::ask);
  }

  /** Notes that the node was asked before we knew its id. */
  void alreadyAsked() {
    if (state == State.FRESH) {
      become(State.ASKED);
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

  void answered(Optional<Bytes> given, Deadline now) {
    if (state != State.ANSWERED) {
      List<Referral> all = new ArrayList<>(referrals);
      subnet.ifPresent(all::add);
      all.forEach(it -> credit(it.record(), now));
    }
    become(State.ANSWERED);
    token = given;
  }

  private void credit(Referrers.History record, Deadline now) {
    if (failed) {
      record.answeredLate(now);
    } else {
      record.answered(now);
    }
  }

  Optional<Responder> responder() {
    return state == State.ANSWERED
        ? token.map(given -> new Responder(node, given))
        : Optional.empty();
  }
}
