package io.mosaik.it.container;

import io.mosaik.testkit.container.BeaconContainer;
import io.mosaik.testkit.container.PrivateDht;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.lifecycle.Startables;

/** Nodes of ours in containers, and what they tell. Ids are in hexadecimal digits throughout. */
final class Beacons implements AutoCloseable {

  private static final String LOCAL_PEER = "local_peer_id";

  private final List<BeaconContainer> containers = new ArrayList<>();

  Beacons(List<BeaconContainer> containers) {
    this.containers.addAll(containers);
  }

  /** Describes containers with some nodes each. */
  static Beacons of(PrivateDht dht, String network, int containers, int nodes, String... options) {
    return new Beacons(
        Stream.generate(
                () -> new BeaconContainer(dht, network).withCount(nodes).withOptions(options))
            .limit(containers)
            .toList());
  }

  /** Starts all at once. */
  Beacons start() {
    Startables.deepStart(containers).join();
    return this;
  }

  List<BeaconContainer> containers() {
    return containers;
  }

  /** All nodes, in the order of their containers. */
  Set<String> ids() {
    return started().stream().map(event -> event.text(LOCAL_PEER)).collect(Collectors.toSet());
  }

  /** The start of each node. */
  List<Event> started() {
    return events("beacon_started");
  }

  /** Everything of one kind that any node told, in the order of time. */
  List<Event> events(String kind) {
    return containers.stream()
        .flatMap(container -> Event.of(container.log(), kind).stream())
        .sorted(Comparator.comparing(Event::at))
        .toList();
  }

  /** Everything that one node told, in the order of time. */
  List<Event> told(String node) {
    return containers.stream()
        .flatMap(container -> Event.of(container.log()).stream())
        .filter(event -> event.has(LOCAL_PEER) && event.text(LOCAL_PEER).equals(node))
        .toList();
  }

  /** What one node told of one kind. */
  List<Event> told(String node, String kind) {
    return events(kind).stream().filter(event -> event.text(LOCAL_PEER).equals(node)).toList();
  }

  /** Whom each node has found, by ping, and when first. */
  Map<String, Map<String, Instant>> found() {
    Map<String, Map<String, Instant>> found = new LinkedHashMap<>();
    ids().forEach(id -> found.put(id, new LinkedHashMap<>()));
    for (Event peer : events("peer_discovered")) {
      found.get(peer.text(LOCAL_PEER)).putIfAbsent(peer.text("peer_id"), peer.at());
    }
    return found;
  }

  /** Whether each node has found all of these, itself aside. */
  boolean haveFound(Set<String> others) {
    return missing(others).isEmpty();
  }

  /** Who has not found whom. */
  Map<String, Set<String>> missing(Set<String> others) {
    Map<String, Set<String>> missing = new TreeMap<>();
    found()
        .forEach(
            (node, known) -> {
              Set<String> left = new HashSet<>(others);
              left.remove(node);
              left.removeAll(known.keySet());
              if (!left.isEmpty()) {
                missing.put(node, left);
              }
            });
    return missing;
  }

  /** Which slot each node holds, by its own account; who holds none is not there. */
  Map<String, Integer> slots() {
    Map<String, Integer> held = new TreeMap<>();
    for (String id : ids()) {
      for (Event event : told(id)) {
        switch (event.kind()) {
          case "slot_claimed", "slot_confirmed" -> held.put(id, event.number("slot"));
          case "slot_displaced", "slot_vacated" -> held.remove(id, event.number("slot"));
          default -> {}
        }
      }
    }
    return held;
  }

  /** Whether every node holds a slot that no other one holds. */
  boolean haveSlots() {
    Map<String, Integer> held = slots();
    return held.keySet().equals(ids()) && Set.copyOf(held.values()).size() == held.size();
  }

  /** How many scans a node has told of. */
  long scans(String node) {
    return told(node, "scan_finished").size();
  }

  /** What was wrong with claims: slots taken whose holder had just answered a ping. */
  List<String> claimsOfHealthySlots() {
    List<String> wrong = new ArrayList<>();
    for (String id : ids()) {
      Event scan = null;
      for (Event event : told(id)) {
        if (event.kind().equals("scan_finished")) {
          scan = event;
        } else if (event.kind().equals("slot_claimed") && scan != null) {
          String verdict = verdict(scan, event.number("slot"));
          if (verdict.equals("healthy") || verdict.equals("alive")) {
            wrong.add(id + " took slot " + event.number("slot") + ", " + verdict + " in " + scan);
          }
        }
      }
    }
    return wrong;
  }

  private static String verdict(Event scan, int slot) {
    return scan.slots().get(slot).get("status").getAsString();
  }

  /** The end of what each container printed, for people. */
  String tail() {
    return containers.stream()
        .map(
            container -> {
              List<String> lines = container.log().toString().lines().toList();
              return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
            })
        .collect(Collectors.joining("\n--\n", "\n", ""));
  }

  /** When all nodes had found all of these, counted from a moment. */
  Duration complete(Set<String> others, Instant from) {
    Instant last =
        found().values().stream()
            .flatMap(known -> known.entrySet().stream())
            .filter(entry -> others.contains(entry.getKey()))
            .map(Map.Entry::getValue)
            .max(Comparator.naturalOrder())
            .orElse(from);
    return Duration.between(from, last);
  }

  @Override
  public void close() {
    containers.parallelStream().forEach(GenericContainer::stop);
  }
}
