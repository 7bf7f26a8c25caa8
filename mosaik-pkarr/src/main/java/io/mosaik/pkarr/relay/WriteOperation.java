package io.mosaik.pkarr.relay;

import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.DhtException.Reason;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.time.Deadline;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Stores a packet at all relays. Where a relay is not known to compare before it stores, what is
 * there is read and compared just before. Confined to the core's thread.
 */
final class WriteOperation extends Operation {

  /** The reasons of several relays in the order in which one stands for all. */
  private static final List<Reason> BY_WEIGHT =
      List.of(
          Reason.NOT_MOST_RECENT,
          Reason.SWAP_LOST,
          Reason.CONFLICTING_WRITE,
          Reason.REFUSED,
          Reason.TIMED_OUT,
          Reason.NO_NODES);

  private final SignedPacket packet;
  private final Expected expected;
  private final KeyHistory history;
  private final Map<Reason, Integer> refused = new EnumMap<>(Reason.class);
  private final List<String> details = new ArrayList<>();
  private int stored;
  private boolean silence;

  WriteOperation(
      long id, SignedPacket packet, Expected expected, Deadline giveUpAt, KeyHistory history) {
    super(id, packet.key(), giveUpAt);
    this.packet = packet;
    this.expected = expected;
    this.history = history;
  }

  SignedPacket packet() {
    return packet;
  }

  /** What to send to a relay first. */
  RelayRequest firstRequest(RelayLine line) {
    return expected == Expected.any() || line.swap() == SwapSupport.HONOURED
        ? put(line)
        : RelayRequest.get(line.url(), key(), false);
  }

  @Override
  Judgement judge(Exchange exchange, RelayReply reply) {
    return isPut(exchange) ? ReplyJudge.judgePut(reply) : ReplyJudge.judgeGet(key(), reply);
  }

  @Override
  Optional<RelayRequest> judged(Exchange exchange, Judgement judgement, Deadline now) {
    RelayLine line = exchange.line();
    if (judgement == Judgement.Stored.INSTANCE) {
      stored++;
      history.written(key(), now);
    } else if (judgement instanceof Judgement.Refused no) {
      refuse(line, no.reason(), no.detail());
    } else if (judgement instanceof Judgement.NotAPacket no) {
      refuse(line, Reason.SWAP_LOST, no.detail());
    } else {
      Optional<SignedPacket> found =
          judgement instanceof Judgement.Found there
              ? Optional.of(there.packet())
              : Optional.empty();
      if (isAsExpected(found)) {
        return Optional.of(put(line));
      }
      refuse(line, Reason.SWAP_LOST, "something else is stored than expected");
    }
    return Optional.empty();
  }

  @Override
  void failed(RelayLine line, String detail) {
    details.add(line.url() + ": " + detail);
  }

  @Override
  void timedOut(RelayLine line) {
    silence = true;
    failed(line, "no answer in time");
  }

  @Override
  RelayCommand conclude(Deadline now) {
    if (stored > 0) {
      return new RelayCommand.Published(id(), new PublishReceipt(asked(), stored, refused));
    }
    Reason unheard = silence ? Reason.TIMED_OUT : Reason.NO_NODES;
    Reason otherwise = foundBusy() ? Reason.BUSY : unheard;
    Reason reason = BY_WEIGHT.stream().filter(refused::containsKey).findFirst().orElse(otherwise);
    String why =
        details.isEmpty() ? "every relay rests after failures" : String.join("; ", details);
    return new RelayCommand.Failed(
        id(), new DhtException(reason, "no relay stored the packet of " + key() + ": " + why));
  }

  private static boolean isPut(Exchange exchange) {
    return exchange.request().body().isPresent();
  }

  private RelayRequest put(RelayLine line) {
    return RelayRequest.put(line.url(), packet, expected);
  }

  /** As nodes of the DHT do it, an expectation is not checked where nothing is stored (BEP 44). */
  private boolean isAsExpected(Optional<SignedPacket> found) {
    return found
        .map(
            there ->
                there.equals(packet)
                    || expected instanceof Expected.At at
                        && at.timestamp().equals(there.timestamp()))
        .orElse(true);
  }

  private void refuse(RelayLine line, Reason reason, String detail) {
    refused.merge(reason, 1, Integer::sum);
    details.add(line.url() + ": " + detail);
  }
}
