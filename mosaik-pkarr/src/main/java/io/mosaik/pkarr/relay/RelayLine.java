package io.mosaik.pkarr.relay;

import io.mosaik.api.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * One relay: who waits for a turn with it, how often it may be asked, whether it works, and what it
 * is known to do. Confined to the core's thread.
 */
final class RelayLine {

  /** A scan asks for all its keys within this time, so that the urgent ones can go first; ours. */
  static final Duration GATHER = Duration.ofMillis(5);

  /** The most requests under way; ours. */
  static final int MAX_UNDER_WAY = 10;

  private final RelayUrl url;
  private final CircuitBreaker breaker;
  private final Budget budget;
  private final TreeSet<Exchange> waiting = new TreeSet<>();
  private Deadline gatheredAt = Deadline.NEVER;
  private int underWay;
  private SwapSupport swap = SwapSupport.UNKNOWN;
  private long sent;
  private long replies;
  private long faults;
  private long complaints;

  RelayLine(RelayUrl url, RelaySettings settings, RandomGenerator random, Deadline now) {
    this.url = url;
    this.breaker = new CircuitBreaker(random);
    this.budget = new Budget(settings.perSecond(), settings.burst(), now);
  }

  RelayUrl url() {
    return url;
  }

  /** Whether it makes sense to ask this relay for something that is wanted by then. */
  boolean admits(Deadline now, Deadline wantedBy) {
    return breaker.admits(now) && budget.silentUntil().isBefore(wantedBy);
  }

  /** Whether the relay works, but asked to be left alone. */
  boolean isBusy(Deadline now) {
    return breaker.admits(now) && !budget.silentUntil().hasPassed(now);
  }

  /** Whether those that wait do so because of how often the relay may be asked, not in vain. */
  boolean isPaced(Deadline now) {
    return breaker.admits(now) && underWay < MAX_UNDER_WAY;
  }

  void enqueue(Exchange exchange, Deadline now) {
    if (waiting.isEmpty()) {
      gatheredAt = now.plus(GATHER);
    }
    waiting.add(exchange);
  }

  /** The exchange whose turn it is. */
  Optional<Exchange> ready(Deadline now) {
    return nextTurn(now).hasPassed(now) ? Optional.of(waiting.first()) : Optional.empty();
  }

  /** That exchange is being sent. */
  void sent(Exchange exchange, Deadline now) {
    waiting.remove(exchange);
    budget.take(now);
    breaker.sent();
    underWay++;
    sent++;
    exchange.sent(now);
  }

  /** When somebody's turn comes by the passing of time alone. */
  Deadline nextTurn(Deadline now) {
    if (waiting.isEmpty() || underWay >= MAX_UNDER_WAY || !breaker.admits(now)) {
      return Deadline.NEVER;
    }
    Deadline token = budget.next(now);
    return gatheredAt.isBefore(token) ? token : gatheredAt;
  }

  /** Takes an exchange out that no longer wants anything. */
  void withdraw(Exchange exchange) {
    if (exchange.isSent()) {
      underWay--;
      breaker.abandoned();
    } else {
      waiting.remove(exchange);
    }
  }

  /** A reply has come that a working relay gives. */
  void works(RelayReply reply) {
    underWay--;
    replies++;
    breaker.succeeded();
    budget.contented();
    learn(reply);
  }

  void complains(Duration pause, Deadline now) {
    underWay--;
    complaints++;
    breaker.succeeded();
    budget.throttled(pause, now);
  }

  /** Those who waited in vain, if the relay is left alone from now on. */
  List<Exchange> isFaulty(Deadline now) {
    underWay--;
    faults++;
    if (!breaker.failed(now)) {
      return List.of();
    }
    List<Exchange> inVain = new ArrayList<>(waiting);
    waiting.clear();
    return inVain;
  }

  SwapSupport swap() {
    return swap;
  }

  RelayStatus status(Deadline now) {
    return new RelayStatus(
        url.toString(),
        sent,
        replies,
        faults,
        complaints,
        !breaker.admits(now),
        swap == SwapSupport.HONOURED);
  }

  private void learn(RelayReply reply) {
    SwapSupport.toldBy(reply).ifPresent(told -> swap = told);
  }
}
