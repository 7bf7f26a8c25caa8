package io.mosaik.bootstrap.node;

import io.mosaik.bootstrap.model.BootstrapEvent;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** JFR event {@code io.mosaik.Claim}: what became of the record of this node in a slot. */
@Name("io.mosaik.Claim")
@Label("Claim")
@Category({"mosaik", "Bootstrap"})
@Description("Change of the record of this node in a slot")
@StackTrace(false)
final class ClaimEvent extends Event {

  @Label("Peer")
  @Description("Peer id of this node")
  String peer;

  @Label("Slot")
  int slot;

  @Label("Outcome")
  @Description("claimed, confirmed, refreshed, lost, displaced or vacated")
  String outcome;

  @Label("Reason")
  String reason;

  /** Costs nothing while no recording wants it. */
  static void emit(BootstrapEvent what, String peer) {
    ClaimEvent event = new ClaimEvent();
    if (event.isEnabled() && event.describe(what)) {
      event.peer = peer;
      event.commit();
    }
  }

  private boolean describe(BootstrapEvent what) {
    if (what instanceof BootstrapEvent.SlotClaimed claimed) {
      return set(claimed.slot(), "claimed", "");
    }
    if (what instanceof BootstrapEvent.SlotConfirmed confirmed) {
      return set(confirmed.slot(), "confirmed", "");
    }
    if (what instanceof BootstrapEvent.SlotRefreshed refreshed) {
      return set(refreshed.slot(), "refreshed", "");
    }
    if (what instanceof BootstrapEvent.ClaimLost lost) {
      return set(lost.slot(), "lost", lost.why());
    }
    if (what instanceof BootstrapEvent.SlotDisplaced displaced) {
      return set(displaced.slot(), "displaced", displaced.by().map(id -> "by " + id).orElse(""));
    }
    return what instanceof BootstrapEvent.SlotVacated vacated
        && set(vacated.slot(), "vacated", vacated.why());
  }

  private boolean set(int where, String what, String why) {
    slot = where;
    outcome = what;
    reason = why;
    return true;
  }
}
