package io.mosaik.bootstrap.client;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.TransportAddress.Kind;
import io.mosaik.api.spi.PeerPinger;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.bootstrap.guest.Fault;
import io.mosaik.bootstrap.guest.Guest;
import io.mosaik.bootstrap.guest.GuestCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * All pingers of a node. Each kind of address belongs to the first pinger that reaches it. A peer
 * with addresses of several pingers is pinged by all of them at once: the first that finds it alive
 * settles the matter, and only if none does, what they say is weighed.
 *
 * <p>Thread-safe, immutable. Futures complete, and listeners are called, on any thread.
 */
public final class Pingers {

  private record Line(Guest<PeerPinger> guest, Executor thread) {

    PeerPinger pinger() {
      return guest.instance();
    }

    String name() {
      return guest.name();
    }
  }

  private final List<Line> lines;
  private final Map<Kind, Line> byKind = new EnumMap<>(Kind.class);
  private final Duration grace;
  private final GuestCalls calls;

  /**
   * Takes pingers in.
   *
   * @param pingers the preferred ones first
   * @param grace how much longer than the timeout of a ping a pinger may take before it is given up
   * @param calls how to call them
   * @param threads makes the thread of a pinger, by name
   */
  public Pingers(
      List<Guest<PeerPinger>> pingers,
      Duration grace,
      GuestCalls calls,
      Function<String, Executor> threads) {
    this.grace = grace;
    this.calls = calls;
    this.lines =
        pingers.stream()
            .map(guest -> new Line(guest, threads.apply("pinger-" + guest.name())))
            .toList();
    for (Line line : lines) {
      Set<Kind> kinds =
          calls.ask(
              line.name(), "reaches", Set.<Kind>of(), () -> Set.copyOf(line.pinger().reaches()));
      kinds.forEach(kind -> byKind.putIfAbsent(kind, line));
    }
  }

  /**
   * The kinds of addresses that can be pinged.
   *
   * @return an unmodifiable set, empty if there is no pinger
   */
  public Set<Kind> reaches() {
    return Set.copyOf(byKind.keySet());
  }

  /**
   * Where others can ping us.
   *
   * @return what all pingers say at this moment
   */
  public SortedSet<TransportAddress> localAddresses() {
    SortedSet<TransportAddress> all = new TreeSet<>();
    for (Line line : lines) {
      all.addAll(
          calls.ask(
              line.name(),
              "localAddresses",
              Set.<TransportAddress>of(),
              () -> Set.copyOf(line.pinger().localAddresses())));
    }
    return all;
  }

  /**
   * Pings a peer.
   *
   * @param peer who and where
   * @param timeout the limit for the whole exchange
   * @return completes with the outcome; fails only by cancellation, which gives the ping up
   */
  public CompletableFuture<PingOutcome> ping(PeerAddress peer, Duration timeout) {
    Map<Line, List<TransportAddress>> shares = new LinkedHashMap<>();
    for (TransportAddress address : peer.addresses()) {
      Line line = byKind.get(address.kind());
      if (line != null) {
        shares.computeIfAbsent(line, any -> new ArrayList<>()).add(address);
      }
    }
    if (shares.isEmpty()) {
      return CompletableFuture.completedFuture(
          new PingOutcome.Failed(
              PingOutcome.Reason.NO_PATH, "no pinger reaches any of " + peer.addresses()));
    }
    List<CompletableFuture<PingOutcome>> pings = new ArrayList<>();
    shares.forEach(
        (line, share) -> pings.add(ping(line, PeerAddress.of(peer.id(), share), timeout)));
    return pings.size() == 1 ? pings.get(0) : PingRace.of(pings);
  }

  /**
   * Returns the addresses of a peer from which datagrams came back to a pinger.
   *
   * @param peer the peer with the addresses that were dialled
   * @return some of them
   */
  public Set<TransportAddress> responsive(PeerAddress peer) {
    Set<TransportAddress> responsive = new HashSet<>();
    for (TransportAddress address : peer.addresses()) {
      Line line = byKind.get(address.kind());
      if (line != null
          && calls.ask(
              line.name(), "hasHeardFrom", false, () -> line.pinger().hasHeardFrom(address))) {
        responsive.add(address);
      }
    }
    return responsive;
  }

  private CompletableFuture<PingOutcome> ping(Line line, PeerAddress peer, Duration timeout) {
    var call = new GuestCalls.Call(line.name(), "ping", line.thread(), timeout.plus(grace));
    var answer = calls.call(call, error -> false, () -> line.pinger().ping(peer, timeout));
    return Futures.handled(
        answer,
        outcome -> credible(line, peer, outcome),
        fault ->
            new PingOutcome.Failed(
                PingOutcome.Reason.LOCAL_FAILURE, String.valueOf(fault.getMessage())));
  }

  /** A pinger that takes one peer for another proves nothing about either. */
  private PingOutcome credible(Line line, PeerAddress peer, PingOutcome outcome) {
    boolean isAboutPeer = true;
    if (outcome instanceof PingOutcome.Healthy healthy) {
      isAboutPeer = healthy.entry().entry().id().equals(peer.id());
    } else if (outcome instanceof PingOutcome.AliveUnknownVersion alive) {
      isAboutPeer = alive.id().equals(peer.id());
    }
    if (isAboutPeer) {
      return outcome;
    }
    Fault fault =
        calls.report(
            line.name(), "ping", Fault.Kind.LIED, "somebody else is alive, not " + peer.id());
    return new PingOutcome.Failed(PingOutcome.Reason.LOCAL_FAILURE, fault.toString());
  }

  /**
   * Listens for peers that pinged us and proved who they are.
   *
   * @param listener is called on threads of the pingers, possibly often
   * @return ends the calls; harmless if called twice
   */
  public Runnable onPeerMet(Consumer<PeerAddress> listener) {
    List<Runnable> ends = new ArrayList<>();
    for (Line line : lines) {
      PeerPinger.Subscription subscription =
          calls.<PeerPinger.Subscription>ask(
              line.name(), "onPeerMet", () -> {}, () -> subscribe(line, listener));
      ends.add(() -> calls.tell(line.name(), "onPeerMet", subscription::close));
    }
    return () -> ends.forEach(Runnable::run);
  }

  private PeerPinger.Subscription subscribe(Line line, Consumer<PeerAddress> listener) {
    return line.pinger()
        .onPeerMet(
            peer -> {
              if (peer == null) {
                calls.report(line.name(), "onPeerMet", Fault.Kind.LIED, "met a peer that is null");
              } else {
                listener.accept(peer);
              }
            });
  }
}
