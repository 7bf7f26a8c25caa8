package io.mosaik.pkarr.relay;

import io.mosaik.api.PublicKey;
import io.mosaik.api.time.Deadline;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * One read or write at all relays. It is over when every relay is done, when it is out of time, or,
 * if it is a read, some time after enough relays are done. Confined to the core's thread.
 */
abstract class Operation {

  /** How long the other relays get once enough are done; ours. */
  static final Duration GRACE = Duration.ofSeconds(3);

  private final long id;
  private final PublicKey key;
  private final Deadline giveUpAt;
  private final Set<Exchange> open = new LinkedHashSet<>();
  private Deadline graceEnds = Deadline.NEVER;
  private int asked;
  private boolean busy;

  Operation(long id, PublicKey key, Deadline giveUpAt) {
    this.id = id;
    this.key = key;
    this.giveUpAt = giveUpAt;
  }

  long id() {
    return id;
  }

  PublicKey key() {
    return key;
  }

  /** How many relays are asked. */
  int asked() {
    return asked;
  }

  void relayAsked() {
    asked++;
  }

  /** A relay works, but had no time for this operation. */
  void relayBusy(RelayLine line, String detail) {
    busy = true;
    failed(line, detail);
  }

  /** Whether a relay works and had no time. */
  boolean foundBusy() {
    return busy;
  }

  Set<Exchange> open() {
    return open;
  }

  Deadline giveUpAt() {
    return giveUpAt;
  }

  Deadline nextDeadline() {
    return Deadline.min(giveUpAt, graceEnds);
  }

  boolean isOver(Deadline now) {
    return open.isEmpty() || giveUpAt.hasPassed(now) || graceEnds.hasPassed(now);
  }

  /** Enough relays are done. */
  void enough(Deadline now) {
    if (graceEnds.equals(Deadline.NEVER)) {
      graceEnds = now.plus(GRACE);
    }
  }

  /**
   * A relay replied, and neither complained nor was at fault.
   *
   * @return what to send to the same relay next, if anything
   */
  abstract Optional<RelayRequest> judged(Exchange exchange, Judgement judgement, Deadline now);

  /** What a reply to the request of an exchange means. */
  abstract Judgement judge(Exchange exchange, RelayReply reply);

  /** A relay brought nothing that can be used. */
  abstract void failed(RelayLine line, String detail);

  /** A relay was given up, because the time was over. */
  abstract void timedOut(RelayLine line);

  /** The end, as the caller hears of it. */
  abstract RelayCommand conclude(Deadline now);
}
