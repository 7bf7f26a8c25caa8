package io.mosaik.pkarr.relay;

import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.Resolution;
import io.mosaik.api.time.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Asks all relays for the packet of a key; the newest counts. Confined to the core's thread. */
final class ReadOperation extends Operation {

  private final int majority;
  private final Consumer<SignedPacket> early;
  private final KeyHistory history;
  private Optional<SignedPacket> newest = Optional.empty();
  private final List<String> details = new ArrayList<>();
  private int answered;
  private boolean blurred;

  /**
   * Begins to read.
   *
   * @param majority how many relays have to answer until "nothing newer" may be believed
   */
  ReadOperation(
      long id,
      PublicKey key,
      Deadline giveUpAt,
      int majority,
      Consumer<SignedPacket> early,
      KeyHistory history) {
    super(id, key, giveUpAt);
    this.majority = majority;
    this.early = early;
    this.history = history;
  }

  @Override
  Judgement judge(Exchange exchange, RelayReply reply) {
    return ReplyJudge.judgeGet(key(), reply);
  }

  @Override
  Optional<RelayRequest> judged(Exchange exchange, Judgement judgement, Deadline now) {
    if (judgement instanceof Judgement.Found found) {
      answered++;
      if (newest.isEmpty() || newest.get().compareTo(found.packet()) < 0) {
        newest = Optional.of(found.packet());
        early.accept(found.packet());
      }
    } else if (judgement == Judgement.Nothing.INSTANCE) {
      answered++;
    } else if (judgement instanceof Judgement.NotAPacket) {
      answered++;
      blurred = true;
    }
    if (answered >= majority) {
      enough(now);
    }
    return Optional.empty();
  }

  @Override
  void failed(RelayLine line, String detail) {
    details.add(line.url() + ": " + detail);
  }

  @Override
  void timedOut(RelayLine line) {
    failed(line, "no answer in time");
  }

  /**
   * A relay that says "nothing" may only have lost the DHT; those of pkarr 5 do not tell the
   * difference. It is believed nevertheless: a claim that follows goes through the same relay, with
   * a swap, and fails there if the DHT cannot be reached or holds something.
   */
  @Override
  RelayCommand conclude(Deadline now) {
    if (answered == 0 && foundBusy()) {
      return new RelayCommand.Failed(
          id(),
          new DhtException(
              DhtException.Reason.BUSY,
              "not read under " + key() + ", relays are busy: " + String.join("; ", details)));
    }
    if (answered > 0) {
      history.answered(key(), newest.isPresent(), now);
    }
    return new RelayCommand.Resolved(
        id(), new Resolution(newest, asked(), answered, answered >= majority && !blurred));
  }
}
