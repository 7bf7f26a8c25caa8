package io.mosaik.bootstrap.client;

import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.DhtException.Reason;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.bootstrap.guest.Fault;
import io.mosaik.bootstrap.guest.GuestCalls;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How the write of one client ended.
 *
 * <p>Immutable.
 *
 * @param receipt if at least one node stored the packet
 * @param reason why not, if the client kept to its contract
 * @param failure why not, for people; empty if it was stored
 */
record ClientWrite(Optional<PublishReceipt> receipt, Optional<Reason> reason, String failure) {

  /** The reasons of several clients in the order in which one stands for all. */
  private static final List<Reason> BY_WEIGHT =
      List.of(
          Reason.NOT_MOST_RECENT,
          Reason.SWAP_LOST,
          Reason.CONFLICTING_WRITE,
          Reason.REFUSED,
          Reason.BUSY,
          Reason.TIMED_OUT,
          Reason.NO_NODES,
          Reason.CLOSED);

  static ClientWrite finished(String client, PublishReceipt receipt, GuestCalls calls) {
    if (receipt.stored() > 0) {
      return new ClientWrite(Optional.of(receipt), Optional.empty(), "");
    }
    Fault fault =
        calls.report(client, "publish", Fault.Kind.LIED, "success, but no node stored the packet");
    return new ClientWrite(Optional.empty(), Optional.empty(), fault.toString());
  }

  static ClientWrite failed(String client, Throwable cause) {
    Optional<Reason> reason =
        cause instanceof DhtException failure ? Optional.of(failure.reason()) : Optional.empty();
    String text = client + ": " + Failures.describe(cause);
    return new ClientWrite(Optional.empty(), reason, text);
  }

  static WriteOutcome combine(List<ClientWrite> writes) {
    List<PublishReceipt> receipts =
        writes.stream().flatMap(write -> write.receipt().stream()).toList();
    List<String> failures =
        writes.stream().map(ClientWrite::failure).filter(text -> !text.isEmpty()).toList();
    if (!receipts.isEmpty()) {
      return new WriteOutcome.Stored(sum(receipts), failures);
    }
    List<Reason> reasons = writes.stream().flatMap(write -> write.reason().stream()).toList();
    Optional<Reason> heaviest = BY_WEIGHT.stream().filter(reasons::contains).findFirst();
    return new WriteOutcome.NotStored(
        heaviest, failures.stream().collect(Collectors.joining("; ")));
  }

  private static PublishReceipt sum(List<PublishReceipt> receipts) {
    int asked = 0;
    int stored = 0;
    Map<Reason, Integer> refused = new EnumMap<>(Reason.class);
    for (PublishReceipt receipt : receipts) {
      asked += receipt.asked();
      stored += receipt.stored();
      receipt.refused().forEach((reason, count) -> refused.merge(reason, count, Integer::sum));
    }
    return new PublishReceipt(asked, stored, refused);
  }
}
