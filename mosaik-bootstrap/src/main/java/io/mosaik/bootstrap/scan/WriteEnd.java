package io.mosaik.bootstrap.scan;

import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.PublishReceipt;
import java.util.Objects;
import java.util.Optional;

/**
 * How a write ended.
 *
 * <p>Immutable.
 */
public sealed interface WriteEnd {

  /**
   * At least one node stored the packet. Others may have refused it: only reading again tells who
   * prevails.
   *
   * @param receipt of all clients together
   */
  record Stored(PublishReceipt receipt) implements WriteEnd {

    /** Checks that there is a receipt. */
    public Stored {
      Objects.requireNonNull(receipt, "receipt");
    }
  }

  /**
   * No node stored the packet.
   *
   * @param reason why, empty if a client broke its contract
   * @param detail what happened, for people
   */
  record NotStored(Optional<DhtException.Reason> reason, String detail) implements WriteEnd {

    /** Checks that nothing is missing. */
    public NotStored {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(detail, "detail");
    }

    boolean isRace() {
      return reason.map(DhtException.Reason::isConcurrency).orElse(false);
    }
  }
}
