package io.mosaik.bootstrap.client;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.spi.DiscoverySink;
import io.mosaik.bootstrap.guest.Guest;
import io.mosaik.bootstrap.guest.GuestCalls;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * All sinks of a node. Each hears everything, on a thread of its own and in order; one that is too
 * slow loses what no longer fits into its queue.
 *
 * <p>Thread-safe, immutable. Futures complete on any thread.
 */
public final class Sinks {

  /** How long a sink may take to count its neighbours. */
  private static final Duration COUNT_LIMIT = Duration.ofSeconds(1);

  private record Line(Guest<DiscoverySink> guest, Executor thread) {

    String name() {
      return guest.name();
    }
  }

  private final List<Line> lines;
  private final GuestCalls calls;

  /**
   * Takes sinks in.
   *
   * @param sinks the sinks
   * @param calls how to call them
   * @param threads makes the thread of a sink, by name
   */
  public Sinks(
      List<Guest<DiscoverySink>> sinks, GuestCalls calls, Function<String, Executor> threads) {
    this.calls = calls;
    this.lines =
        sinks.stream()
            .map(guest -> new Line(guest, threads.apply("sink-" + guest.name())))
            .toList();
  }

  /**
   * Tells all sinks of a healthy peer.
   *
   * @param peer who and where
   */
  public void peerDiscovered(PeerAddress peer) {
    tell("peerDiscovered", sink -> sink.peerDiscovered(peer));
  }

  /**
   * Tells all sinks of a peer that nothing could ask.
   *
   * @param peer who and where
   */
  public void unverifiedPeerDiscovered(PeerAddress peer) {
    tell("unverifiedPeerDiscovered", sink -> sink.unverifiedPeerDiscovered(peer));
  }

  /**
   * Tells all sinks of a peer that is gone.
   *
   * @param peer who, and where it was last known to be
   */
  public void peerLost(PeerAddress peer) {
    tell("peerLost", sink -> sink.peerLost(peer));
  }

  /**
   * Tells all sinks of a round trip.
   *
   * @param peer to whom
   * @param roundTrip how long
   */
  public void roundTripSampled(PeerId peer, Duration roundTrip) {
    tell("roundTripSampled", sink -> sink.roundTripSampled(peer, roundTrip));
  }

  /**
   * Asks all sinks how many peers the application is connected to.
   *
   * @return completes with the largest count, or empty if no sink knows; a sink that fails, or is
   *     busy for longer than a second, is left out. Fails only by cancellation
   */
  public CompletableFuture<OptionalInt> neighborCount() {
    List<CompletableFuture<OptionalInt>> counts = lines.stream().map(this::count).toList();
    return Futures.mapped(
        Futures.all(counts), all -> all.stream().flatMapToInt(OptionalInt::stream).max());
  }

  private CompletableFuture<OptionalInt> count(Line line) {
    var call = new GuestCalls.Call(line.name(), "neighborCount", line.thread(), COUNT_LIMIT);
    CompletableFuture<OptionalInt> answer =
        calls.call(call, error -> false, () -> completed(line.guest().instance().neighborCount()));
    return Futures.handled(answer, count -> count, fault -> OptionalInt.empty());
  }

  private static CompletableFuture<OptionalInt> completed(OptionalInt count) {
    return CompletableFuture.completedFuture(count);
  }

  private void tell(String operation, Consumer<DiscoverySink> what) {
    for (Line line : lines) {
      calls.post(line.name(), operation, line.thread(), () -> what.accept(line.guest().instance()));
    }
  }
}
