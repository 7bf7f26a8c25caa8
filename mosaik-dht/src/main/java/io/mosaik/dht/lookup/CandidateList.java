package io.mosaik.dht.lookup;

import io.mosaik.dht.routing.AddressScope;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The nodes that a lookup has heard of, in mainline's order: those whose id fits their address (BEP
 * 42) before the others, and then by distance to the target. That is where mainline's writers
 * store, and where its readers look.
 *
 * <p>Confined to its lookup's thread. Bounded: of more than {@value #MAX_CANDIDATES}, and of more
 * than {@value #MAX_NEIGHBOURS} of one public subnet, the last ones that were not asked yet go.
 */
final class CandidateList {

  /**
   * More than {@link Lookup#MAX_ASKED}, so that there are always some that were not asked yet, and
   * the last of them can go. Our choice.
   */
  static final int MAX_CANDIDATES = 256;

  /**
   * How many nodes of one /24 (or /48) we listen to: whoever owns it could crowd all others out. A
   * test network that has no other addresses still has its 20 closest nodes, and some to spare. Our
   * choice.
   */
  static final int MAX_NEIGHBOURS = 24;

  private final NodeId target;
  private final List<Candidate> sorted = new ArrayList<>();
  private final Map<InetSocketAddress, Candidate> byAddress = new HashMap<>();

  CandidateList(NodeId target) {
    this.target = target;
  }

  /** All of them, in order. Not to be changed. */
  List<Candidate> all() {
    return sorted;
  }

  int size() {
    return sorted.size();
  }

  Optional<Candidate> find(InetSocketAddress address) {
    return Optional.ofNullable(byAddress.get(address));
  }

  /**
   * Adds a node that is not there yet, if there is room for it and no rival was there before. Of
   * all ids that are said to live at one address, the closest counts until we ask: whoever is the
   * first to name a node, and far off, would else hide it from us.
   */
  void hear(NodeInfo node) {
    Optional<Candidate> known = find(node.address());
    if (known.isPresent() && !yields(known.get(), node)) {
      return;
    }
    Candidate candidate = new Candidate(node, target);
    int position = -1 - Collections.binarySearch(sorted, candidate, this::compare);
    if (position < 0 || position >= MAX_CANDIDATES || hasRival(node)) {
      return;
    }
    known.ifPresent(candidate::succeed);
    known.ifPresent(this::remove); // it comes later, so the position stays right
    sorted.add(position, candidate);
    byAddress.put(node.address(), candidate);
    if (AddressScope.of(node.address().getAddress()) == AddressScope.PUBLIC) {
      trimNeighbours(candidate);
    }
    trim();
  }

  /** Whether {@link #hear} might add a node, and it would then be one of the closest ones. */
  boolean wouldBeAmong(int closest, NodeInfo node) {
    Optional<Candidate> known = find(node.address());
    if (known.isPresent() && !yields(known.get(), node)) {
      return false;
    }
    return sorted.size() < closest || comesBefore(node, sorted.get(closest - 1));
  }

  /** Adds a node that has just answered, in place of whatever we thought lived at its address. */
  Optional<Candidate> meet(NodeInfo node) {
    Optional<Candidate> known = find(node.address());
    if (known.isPresent() && known.get().node().id().equals(node.id())) {
      return known;
    }
    known.ifPresent(this::remove);
    hear(node);
    return find(node.address());
  }

  /** Whether one of whom we only know by hearsay gives way to another one at the same address. */
  private boolean yields(Candidate known, NodeInfo node) {
    return known.state() == Candidate.State.FRESH
        && !known.node().id().equals(node.id())
        && comesBefore(node, known);
  }

  private boolean comesBefore(NodeInfo node, Candidate other) {
    boolean secure = node.isSecure();
    return secure == other.isSecure()
        ? target.compareDistance(node.id(), other.node().id()) < 0
        : secure;
  }

  private int compare(Candidate a, Candidate b) {
    if (a.isSecure() != b.isSecure()) {
      return a.isSecure() ? -1 : 1;
    }
    int byDistance = target.compareDistance(a.node().id(), b.node().id());
    return byDistance != 0
        ? byDistance
        : Integer.compare(a.node().address().hashCode(), b.node().address().hashCode());
  }

  private boolean hasRival(NodeInfo node) {
    return AddressScope.of(node.address().getAddress()) == AddressScope.PUBLIC
        && sorted.stream()
            .map(Candidate::node)
            .anyMatch(old -> !old.address().equals(node.address()) && old.isRivalOf(node));
  }

  private void trim() {
    for (int i = sorted.size() - 1; i >= 0 && sorted.size() > MAX_CANDIDATES; i--) {
      if (sorted.get(i).state() == Candidate.State.FRESH) {
        remove(sorted.get(i));
      }
    }
  }

  private void trimNeighbours(Candidate added) {
    int neighbours = 0;
    Optional<Candidate> last = Optional.empty();
    for (Candidate candidate : sorted) {
      if (candidate.isNeighbourOf(added)) {
        neighbours++;
        last = candidate.state() == Candidate.State.FRESH ? Optional.of(candidate) : last;
      }
    }
    if (neighbours > MAX_NEIGHBOURS) {
      last.ifPresent(this::remove); // there is only one too many
    }
  }

  private void remove(Candidate candidate) {
    candidate.release();
    sorted.remove(candidate);
    byAddress.remove(candidate.node().address());
  }
}
