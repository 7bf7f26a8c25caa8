package io.mosaik.cli.render;

import io.mosaik.api.PeerId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Shows the demonstration: a table that renews itself on a terminal, and its end elsewhere. */
public final class DemoView {

  /**
   * How far a peer has come.
   *
   * @param number its number, from 0
   * @param id who it is
   * @param slot the slot that it holds, if any
   * @param found how many others it has found
   * @param firstPeerAfter how long after its start it found the first one
   */
  public record Progress(
      int number, PeerId id, OptionalInt slot, int found, Optional<Duration> firstPeerAfter) {}

  private final Terminal terminal;
  private final Optional<InstantSource> jsonClock;
  private int shownLines;

  /**
   * Creates a view.
   *
   * @param terminal where output goes
   * @param jsonClock the clock for the times of JSON lines; empty for text
   */
  public DemoView(Terminal terminal, Optional<InstantSource> jsonClock) {
    this.terminal = terminal;
    this.jsonClock = jsonClock;
  }

  /**
   * Says what is going to happen, and what is different from real life.
   *
   * @param nodes how many DHT nodes
   * @param peers how many peers
   * @param lonely the poll interval of a peer that knows nobody
   * @param connected the poll interval of a peer that knows somebody
   */
  public void introduce(int nodes, int peers, Duration lonely, Duration connected) {
    if (jsonClock.isPresent()) {
      return;
    }
    terminal.print(
        String.format(
            Locale.ROOT,
            "%d peers share a name and nothing else, on a private DHT of %d nodes. They look every"
                + " %.1f and %.1f s instead of every 5 and 60.",
            peers,
            nodes,
            lonely.toMillis() / 1000.0,
            connected.toMillis() / 1000.0));
  }

  /**
   * Shows that the private DHT runs.
   *
   * @param nodes how many nodes it has
   * @param address of its first node
   */
  public void dhtStarted(int nodes, InetSocketAddress address) {
    printJson(
        Json.event("testnet_started")
            .with("nodes", nodes)
            .with("bootstrap", List.of(Sockets.text(address))));
  }

  /**
   * Renews the table, if somebody is watching.
   *
   * @param peers how far they have come
   */
  public void update(List<Progress> peers) {
    if (jsonClock.isEmpty() && terminal.isInteractive()) {
      table(peers);
    }
  }

  /**
   * Shows how it ended.
   *
   * @param peers how far they have come
   * @param complete whether the goal was reached
   * @param missing what was not, for people
   */
  public void conclude(List<Progress> peers, boolean complete, List<String> missing) {
    if (jsonClock.isPresent()) {
      peers.forEach(peer -> printJson(event(peer)));
      printJson(Json.event("demo_finished").with("complete", complete).with("missing", missing));
      return;
    }
    table(peers);
    if (complete) {
      terminal.print(
          everybodyHasASlot(peers)
              ? "@|green Every peer has found every other by a ping.|@"
              : "@|green Every peer has found every slot holder by a ping.|@");
    } else {
      terminal.print("@|red Not everybody was found in time:|@");
      missing.forEach(terminal::print);
    }
  }

  private static boolean everybodyHasASlot(List<Progress> peers) {
    return peers.stream().allMatch(peer -> peer.slot().isPresent());
  }

  private void table(List<Progress> peers) {
    terminal.goBack(shownLines);
    terminal.print("  peer  id          slot  found  first peer");
    for (Progress peer : peers) {
      terminal.print(
          String.format(
              Locale.ROOT,
              "  %4d  %s  %4s  %5d  %s",
              peer.number(),
              peer.id().toShortHex(),
              peer.slot().isPresent() ? peer.slot().getAsInt() : "-",
              peer.found(),
              peer.firstPeerAfter().map(after -> "after " + after.toMillis() + " ms").orElse("-")));
    }
    shownLines = peers.size() + 1;
  }

  private void printJson(Json event) {
    jsonClock.ifPresent(clock -> terminal.printJson(event, clock));
  }

  private static Json event(Progress peer) {
    Json event =
        Json.event("demo_peer")
            .with("number", peer.number())
            .withLocalPeer(peer.id())
            .with("discovered", peer.found());
    peer.slot().ifPresent(slot -> event.with("slot", slot));
    peer.firstPeerAfter().ifPresent(after -> event.with("first_discovery_ms", after));
    return event;
  }
}
