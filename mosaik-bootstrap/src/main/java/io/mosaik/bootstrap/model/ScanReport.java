package io.mosaik.bootstrap.model;

import io.mosaik.api.NetworkId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * What one look at all slots saw, what was concluded, and what the node decided to do.
 *
 * <p>Immutable.
 *
 * @param network whose chain was scanned
 * @param number of the scan, counting from 1
 * @param startedAt when the scan began
 * @param took how long it lasted
 * @param slots one report per slot, in the order of the chain
 * @param decisions what the node does about it, at least one
 * @param clients how well each DHT client could be reached until now
 * @param remarks what else an operator should know: failing providers, clocks that differ
 */
public record ScanReport(
    NetworkId network,
    long number,
    Instant startedAt,
    Duration took,
    List<SlotReport> slots,
    List<Decision> decisions,
    List<ClientReport> clients,
    List<String> remarks) {

  /** Copies the lists. */
  public ScanReport {
    Objects.requireNonNull(network, "network");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(took, "took");
    slots = List.copyOf(slots);
    decisions = List.copyOf(decisions);
    clients = List.copyOf(clients);
    remarks = List.copyOf(remarks);
  }

  /** What a node does with a slot after a scan. */
  public enum Action {
    /** Nothing is written. */
    NONE,
    /** A slot that nobody uses becomes ours. */
    CLAIM,
    /** Our record gets the addresses that we have now. */
    UPDATE,
    /** Our record is signed again, so that those who store it keep it. */
    REFRESH,
    /** One of several records of ours is emptied. */
    VACATE
  }

  /**
   * What the node does.
   *
   * @param action what
   * @param slot where, empty for {@link Action#NONE}
   * @param why the reason, for people
   */
  public record Decision(Action action, OptionalInt slot, String why) {

    /** Checks that nothing is missing. */
    public Decision {
      Objects.requireNonNull(action, "action");
      Objects.requireNonNull(slot, "slot");
      Objects.requireNonNull(why, "why");
    }

    /** One line, such as {@code claim slot 3: empty}. */
    @Override
    public String toString() {
      String where = slot.isPresent() ? " slot " + slot.getAsInt() : "";
      return action.name().toLowerCase(Locale.ROOT) + where + ": " + why;
    }
  }

  /**
   * How many slots got a verdict.
   *
   * @param verdict which verdict
   * @return the number of slots
   */
  public int count(Verdict verdict) {
    return (int) slots.stream().filter(slot -> slot.verdict() == verdict).count();
  }

  /** A table: a headline, one line per slot, one per decision, client and remark. */
  @Override
  public String toString() {
    String head =
        String.format(
            Locale.ROOT, "scan %d of %s at %s, %d ms", number, network, startedAt, took.toMillis());
    String table = slots.stream().map(slot -> "\n  " + slot).collect(Collectors.joining());
    String tail = decisions.stream().map(d -> "\n  " + d).collect(Collectors.joining());
    String reached = clients.stream().map(c -> "\n  " + c).collect(Collectors.joining());
    String notes = remarks.stream().map(r -> "\n  ! " + r).collect(Collectors.joining());
    return head + table + tail + reached + notes;
  }
}
