package io.mosaik.dht.lookup;

import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.KrpcError;
import io.mosaik.dht.krpc.Response;
import io.mosaik.dht.routing.AddressFamily;
import io.mosaik.dht.routing.AddressScope;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import io.mosaik.dht.routing.RoutingTable;
import io.mosaik.dht.routing.SilentNodes;
import io.mosaik.dht.routing.Subnets;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the nodes closest to a target, and what they have stored there (BEP 5, "Routing Table"). It
 * asks the closest nodes that it knows of, hears from them of closer ones, and ends when the 20
 * closest ones have answered, or as many more as it takes to be safe from those who crowd around a
 * target ({@link Coverage}).
 *
 * <p>A node that lets it wait is asked once more, and then no longer waited for; others take its
 * place meanwhile, and its answer is still welcome. Nodes that were silent to others just before
 * are not asked at all, nor are those that only nodes name of whose names hardly any answered
 * ({@link Referrers}); and of those that one node named, a few are asked at a time until one has
 * answered. All this is for speed only: a lookup that would end inconclusive waits for the last
 * late answer, and asks the silent and the doubtful ones, too.
 *
 * <p>Confined to the core's thread. Bounded: asks at most {@value #MAX_ASKED} nodes, so that nobody
 * can lead it on for ever.
 */
public final class Lookup implements QuerySource {

  /** How many nodes must have answered at least, and how many of each answer are looked at. */
  public static final int CLOSEST = RoutingTable.BUCKET_SIZE;

  /** How many of the {@link #CLOSEST} nodes must have answered for the outcome to be believed. */
  public static final int CONCLUSIVE = 8;

  /** How many nodes one lookup asks. Our choice: a quiet network needs some 40. */
  static final int MAX_ASKED = 200;

  /** How many queries one lookup has in flight when it has the network to itself. Our choice. */
  static final int MAX_PARALLEL = 16;

  private final NodeId target;
  private final NodeId self;
  private final QueryTemplate query;
  private final ValueCollector collector;
  private final boolean needsToken;
  private final SilentNodes silent;
  private final Coverage coverage;
  private final Referrers referrers;
  private final Map<Referrers.History, Referral> referrals = new HashMap<>();
  private final Map<Long, Referral> subnets = new HashMap<>();
  private final CandidateList candidates;
  private final Contacts contacts = new Contacts();
  private final Set<Ask> awaited = new HashSet<>();
  private final Set<Ask> overdue = new HashSet<>();
  private final Set<InetSocketAddress> asked = new HashSet<>();
  private final Set<InetSocketAddress> heard = new HashSet<>();
  private int unusableValues;
  private int forgedValues;

  /**
   * Starts with nobody to ask: see {@link #hear} and {@link #contact}.
   *
   * @param target what to get close to
   * @param self our own id, not to be asked
   * @param query what to ask
   * @param collector looks at the answers
   * @param needsToken whether only an answer with a token counts. Who knows {@code get} and {@code
   *     get_peers} gives one; who takes them for {@code find_node} holds nothing, and what it does
   *     not find proves nothing
   * @param silent nodes that are not worth asking
   * @param coverage when those that answered are enough
   * @param referrers what became of the nodes that others named
   */
  public Lookup(
      NodeId target,
      NodeId self,
      QueryTemplate query,
      ValueCollector collector,
      boolean needsToken,
      SilentNodes silent,
      Coverage coverage,
      Referrers referrers) {
    this.target = target;
    this.self = self;
    this.query = query;
    this.collector = collector;
    this.needsToken = needsToken;
    this.silent = silent;
    this.coverage = coverage;
    this.referrers = referrers;
    this.candidates = new CandidateList(target);
  }

  /** What this lookup gets close to. */
  public NodeId target() {
    return target;
  }

  /** Tells of nodes that we know ourselves. */
  public void hear(List<NodeInfo> nodes) {
    hear(nodes, Optional.empty(), Deadline.NEVER);
  }

  private void hear(List<NodeInfo> nodes, Optional<InetSocketAddress> referrer, Deadline now) {
    Optional<Referral> referral = referrer.map(by -> referral(referrers.of(by, now)));
    for (NodeInfo node : nodes) {
      if (!node.id().equals(self) && !isDisproved(node.address())) {
        candidates.hear(node);
        candidates
            .find(node.address())
            .filter(candidate -> candidate.node().id().equals(node.id()))
            .ifPresent(candidate -> candidate.namedBy(referral, subnetOf(node, referral, now)));
        if (contacts.isAwaited(node.address())) {
          candidates.find(node.address()).ifPresent(Candidate::alreadyAsked);
        }
      }
    }
  }

  /** Tells of nodes that another lookup heard of; most of them are far from this one's target. */
  public void overhear(List<NodeInfo> nodes, InetSocketAddress referrer, Deadline now) {
    for (NodeInfo node : nodes) {
      if (candidates.wouldBeAmong(CLOSEST, node)) {
        hear(List.of(node), Optional.of(referrer), now);
      }
    }
  }

  private Referral referral(Referrers.History record) {
    return referrals.computeIfAbsent(record, Referral::new);
  }

  /** Of this lookup only: who names nodes all over the world must not push real records out. */
  private Optional<Referral> subnetOf(NodeInfo node, Optional<Referral> named, Deadline now) {
    return named
        .filter(hearsay -> Referrers.isPublic(node.address()))
        .map(
            hearsay ->
                subnets.computeIfAbsent(
                    Subnets.networkOf(node.address().getAddress()),
                    subnet -> new Referral(new Referrers.History(now))));
  }

  /** Tells of addresses at which there should be a node. */
  public void contact(List<InetSocketAddress> addresses) {
    contacts.add(addresses);
  }

  /** Whether there was never anybody to ask. */
  public boolean isStranded() {
    return candidates.size() == 0 && contacts.isEmpty();
  }

  @Override
  public Optional<Ask> nextAsk(Deadline now) {
    if (awaited.size() >= MAX_PARALLEL) {
      return Optional.empty();
    }
    Optional<Ask> next = contacts.next(this::isCandidate).map(this::ask);
    if (next.isEmpty()) {
      next = nextCandidate(now);
    }
    if (next.isEmpty()
        && !isWaitingForCoverage()
        && !hasOpenCandidates()
        && !isConclusive()
        && excuseSilent()) {
      next = nextCandidate(now);
    }
    next.ifPresent(
        ask -> {
          awaited.add(ask);
          asked.add(ask.to());
        });
    return next;
  }

  @Override
  public boolean answered(Ask ask, Response response, Deadline now) {
    settle(ask);
    heard.add(ask.to());
    contacts.answered(ask.to());
    if (response.sender().equals(self)) {
      fail(ask.to()); // that is us, or somebody who says so
      return false;
    }
    Optional<Candidate> found = candidates.meet(new NodeInfo(response.sender(), ask.to()));
    switch (collector.offer(response.body())) {
      case FORGED:
        forgedValues++;
        found.ifPresent(liar -> liar.become(Candidate.State.FAILED));
        return false;
      case UNUSABLE:
        unusableValues++;
        break;
      default:
        break;
    }
    if (needsToken && response.body().token().isEmpty()) {
      fail(ask.to());
    } else {
      found.ifPresent(candidate -> candidate.answered(response.body().token(), now));
    }
    hear(plausible(response.body().nodes(), ask.to()), Optional.of(ask.to()), now);
    return true;
  }

  @Override
  public void refused(Ask ask, KrpcError error, Deadline now) {
    settle(ask);
    contacts.answered(ask.to());
    fail(ask.to());
  }

  @Override
  public void slow(Ask ask, Deadline now) {
    awaited.remove(ask);
    overdue.add(ask);
    contacts.slow(ask.to());
    candidates
        .find(ask.to())
        .ifPresent(
            candidate -> {
              candidate.disappointed(now);
              if (candidate.state() == Candidate.State.ASKED) {
                candidate.become(
                    candidate.isDoubtful() ? Candidate.State.GIVEN_UP : Candidate.State.RETRY);
              } else if (candidate.state() == Candidate.State.ASKED_AGAIN) {
                candidate.become(Candidate.State.GIVEN_UP);
              }
            });
  }

  @Override
  public void hopeless(Ask ask, Deadline now) {
    settle(ask);
    if (overdue.stream().noneMatch(other -> other.to().equals(ask.to()))) {
      candidates.find(ask.to()).ifPresent(Candidate::hopeless);
    }
  }

  @Override
  public boolean isSettled() {
    if (collector.isSatisfied()) {
      return true;
    }
    if (isWaitingForCoverage()) {
      return false;
    }
    if (hasOpenCandidates() || contacts.areOpen() && answered() < CLOSEST) {
      return false;
    }
    return isConclusive() || !hasSkipped() && overdue.isEmpty();
  }

  /** What has come of it so far. */
  public LookupOutcome outcome() {
    List<Candidate> answered =
        candidates.all().stream()
            .filter(candidate -> candidate.state() == Candidate.State.ANSWERED)
            .toList();
    return new LookupOutcome(
        answered.stream().limit(CLOSEST).map(Candidate::node).toList(),
        responders(answered),
        asked.size(),
        answered.size(),
        isConclusive());
  }

  /** How many answers held a value that was not the one asked for. */
  public int unusableValues() {
    return unusableValues;
  }

  /** How many answers held a value whose signature or hash did not hold. */
  public int forgedValues() {
    return forgedValues;
  }

  /** Those who permit to store, as many of them as are enough. */
  private List<Responder> responders(List<Candidate> answered) {
    Coverage.Tally tally = coverage.start();
    List<Responder> responders = new ArrayList<>();
    for (Candidate candidate : answered) {
      Optional<Responder> responder = candidate.responder();
      responder.ifPresent(responders::add);
      if (responder.isPresent() && candidate.addTo(tally)) {
        break;
      }
    }
    return responders;
  }

  /**
   * The next node to ask, up to where those that may still answer are enough. Who cannot be asked
   * any more is none of them: whoever stands behind must not wait for it.
   */
  private Optional<Ask> nextCandidate(Deadline now) {
    Coverage.Tally promising = coverage.start();
    for (Candidate candidate : candidates.all()) {
      if (candidate.state() == Candidate.State.RETRY) {
        candidate.become(Candidate.State.ASKED_AGAIN);
        return Optional.of(new Ask(candidate.node().address(), query, 2));
      }
      if (candidate.state() == Candidate.State.FRESH) {
        if (isExhausted()) {
          continue;
        }
        InetSocketAddress address = candidate.node().address();
        boolean worthless = silent.contains(address, now) || candidate.isDoubtful();
        if (!worthless && candidate.mustWait()) {
          continue; // until some of the others that the same nodes named have answered, or not
        }
        if (candidate.isExcused() || !worthless) {
          candidate.become(Candidate.State.ASKED);
          return Optional.of(ask(address));
        }
        candidate.become(Candidate.State.SKIPPED);
      }
      if (candidate.state().isPromising() && candidate.addTo(promising)) {
        break;
      }
    }
    return Optional.empty();
  }

  private Ask ask(InetSocketAddress address) {
    return new Ask(address, query, asked.contains(address) ? 2 : 1);
  }

  /**
   * Whether a node has answered from this address under an id that could not be taken in. To
   * believe others that it has another id after all would mean to ask it for ever.
   */
  private boolean isDisproved(InetSocketAddress address) {
    return heard.contains(address) && !isCandidate(address);
  }

  private boolean isCandidate(InetSocketAddress address) {
    return candidates.find(address).isPresent();
  }

  private boolean isExhausted() {
    return asked.size() >= MAX_ASKED;
  }

  /** Whether one of those that could be among the closest to answer still may do so. */
  private boolean hasOpenCandidates() {
    Coverage.Tally answered = coverage.start();
    for (Candidate candidate : candidates.all()) {
      boolean fresh = candidate.state() == Candidate.State.FRESH;
      if (candidate.state().isOpen() && !(fresh && isExhausted())) {
        return true;
      }
      if (candidate.state() == Candidate.State.ANSWERED && candidate.addTo(answered)) {
        return false;
      }
    }
    return false;
  }

  /** Whether it is not known yet how far to look, but will soon be. */
  private boolean isWaitingForCoverage() {
    return needsToken && coverage.isPending();
  }

  private long answered() {
    return candidates.all().stream()
        .filter(candidate -> candidate.state() == Candidate.State.ANSWERED)
        .count();
  }

  private boolean hasSkipped() {
    return candidates.all().stream()
        .anyMatch(candidate -> candidate.state() == Candidate.State.SKIPPED);
  }

  /**
   * Whether enough of the closest nodes have answered: {@value #CONCLUSIVE}, or all of a network
   * that is smaller. In that case a contact that stays silent counts as a node that has not
   * answered: perhaps it alone knew the rest of the network, and who answered is cut off from it. A
   * private network of one or two nodes is believed if its list of contacts is right.
   *
   * <p>A doubtful node counts as well until it was asked in vain: else two answers from a large
   * network would do, if most of the names that they gave before were those of dead nodes.
   *
   * <p>Or as many as store a value, when there is nobody left to wait for: else whoever names nodes
   * near a target that do not exist, or many that have just gone, would make it unreadable.
   *
   * <p>What is read, or where to write, is not believed before the size of the network is known by
   * estimate: until then nobody knows how far to look, and 20 Sybils around a target would do.
   */
  private boolean isConclusive() {
    if (needsToken && !coverage.isEstablished()) {
      return false;
    }
    int known = contacts.givenUp(this::isCandidate);
    int looked = 0;
    int near = 0;
    int doubtful = 0;
    for (Candidate candidate : candidates.all()) {
      if (candidate.state() == Candidate.State.ANSWERED) {
        near++;
      } else if (candidate.isDoubtful()) {
        doubtful += candidate.isAskedInVain() ? 0 : 1;
        continue; // takes no other one's place among the closest
      }
      known++;
      if (++looked == CLOSEST) {
        break;
      }
    }
    return near > 0 && near >= Math.min(CONCLUSIVE, known + doubtful)
        || !hasSkipped() && overdue.isEmpty() && answered() >= CLOSEST;
  }

  /** Gives all nodes a chance that were left out because they had been silent to others. */
  private boolean excuseSilent() {
    boolean any = false;
    for (Candidate candidate : candidates.all()) {
      if (candidate.state() == Candidate.State.SKIPPED) {
        candidate.excuse();
        any = true;
      }
    }
    return any;
  }

  private void fail(InetSocketAddress address) {
    candidates
        .find(address)
        .filter(candidate -> candidate.state() != Candidate.State.ANSWERED)
        .ifPresent(candidate -> candidate.become(Candidate.State.FAILED));
  }

  private void settle(Ask ask) {
    awaited.remove(ask);
    overdue.remove(ask);
  }

  private static List<NodeInfo> plausible(List<NodeInfo> told, InetSocketAddress teller) {
    AddressFamily family = AddressFamily.of(teller.getAddress());
    return told.stream()
        .filter(node -> family.contains(node.address().getAddress()))
        .limit(CLOSEST)
        .filter(node -> AddressScope.isPlausible(node.address(), teller))
        .toList();
  }
}
