package io.mosaik.bootstrap.client;

import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.PublishReceipt;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a write through all DHT clients ended.
 *
 * <p>Implementations are immutable.
 */
public sealed interface WriteOutcome {

  /**
   * At least one client stored the packet. If another was refused, only reading again tells who
   * prevails.
   *
   * @param receipt the sum over the clients that stored it
   * @param failures what happened to the other clients, for people
   */
  record Stored(PublishReceipt receipt, List<String> failures) implements WriteOutcome {

    /** Copies the list. */
    public Stored {
      Objects.requireNonNull(receipt, "receipt");
      failures = List.copyOf(failures);
    }
  }

  /**
   * No client stored the packet.
   *
   * @param reason why; if clients differ, that somebody else was faster comes first. Empty if no
   *     client kept to its contract
   * @param detail what happened to each client, for people
   */
  record NotStored(Optional<DhtException.Reason> reason, String detail) implements WriteOutcome {

    /** Checks that nothing is missing. */
    public NotStored {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(detail, "detail");
    }
  }
}
