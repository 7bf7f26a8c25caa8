package io.mosaik.api.spi;

import java.util.Map;

/**
 * The end of a write that succeeded at least somewhere.
 *
 * <p>Immutable.
 *
 * @param asked how many nodes were asked to store the packet
 * @param stored how many did
 * @param refused how many refused, by reason; those missing from both did not answer
 */
public record PublishReceipt(int asked, int stored, Map<DhtException.Reason, Integer> refused) {

  /** Copies the map and checks the counts. */
  public PublishReceipt {
    refused = Map.copyOf(refused);
    if (asked < 0 || stored < 0 || stored > asked) {
      throw new IllegalArgumentException(stored + " copies from " + asked + " requests");
    }
  }
}
