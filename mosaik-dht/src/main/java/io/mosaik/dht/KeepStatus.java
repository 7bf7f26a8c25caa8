package io.mosaik.dht;

import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.PublishReceipt;
import java.util.Optional;

/**
 * How it goes with something that is kept in the DHT.
 *
 * <p>Immutable.
 *
 * @param rounds how often it was stored
 * @param latest who stored it the last time; empty before the first time
 * @param problem why the latest attempt failed; empty if it did not
 * @param end why it is not kept any more; empty while it is
 */
public record KeepStatus(
    long rounds,
    Optional<PublishReceipt> latest,
    Optional<DhtException.Reason> problem,
    Optional<End> end) {

  static final KeepStatus NEW =
      new KeepStatus(0, Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * Why something is not kept any more.
   *
   * @param newer the item that has taken its place; empty if we were asked to stop, or the node is
   *     closed
   */
  public record End(Optional<SignedItem> newer) {

    /**
     * Whether a newer item has taken its place.
     *
     * @return false if we were asked to stop, or the node is closed
     */
    public boolean isSuperseded() {
      return newer.isPresent();
    }
  }

  /** Stored by those in the receipt; without one, it was there already. */
  KeepStatus stored(Optional<PublishReceipt> receipt) {
    return new KeepStatus(rounds + 1, receipt.or(() -> latest), Optional.empty(), end);
  }

  KeepStatus failed(DhtException.Reason reason) {
    return new KeepStatus(rounds, latest, Optional.of(reason), end);
  }

  KeepStatus ended(Optional<SignedItem> newer) {
    return new KeepStatus(rounds, latest, problem, Optional.of(new End(newer)));
  }
}
