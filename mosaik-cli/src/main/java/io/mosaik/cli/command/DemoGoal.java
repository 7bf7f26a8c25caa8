package io.mosaik.cli.command;

import java.util.ArrayList;
import java.util.List;

/** What the demonstration is after: everybody in the chain is known to everybody. */
final class DemoGoal {

  static final int SLOTS = 16;

  private DemoGoal() {}

  static boolean isReached(List<DemoPeer> peers) {
    return missing(peers).isEmpty();
  }

  /** What is not so yet, a sentence each. */
  static List<String> missing(List<DemoPeer> peers) {
    List<DemoPeer> holders = peers.stream().filter(DemoPeer::holdsSlot).toList();
    List<String> missing = new ArrayList<>();
    int wanted = Math.min(peers.size(), SLOTS);
    if (holders.size() < wanted) {
      missing.add(holders.size() + " of " + wanted + " slots are held");
    }
    List<DemoPeer> toBeKnown = peers.size() <= SLOTS ? peers : holders;
    for (DemoPeer peer : peers) {
      long unknown =
          toBeKnown.stream().filter(other -> other != peer && !peer.knows(other)).count();
      if (unknown > 0) {
        missing.add(
            "peer " + peer.id().toShortHex() + " has not found " + unknown + " of the others");
      }
    }
    return missing;
  }
}
