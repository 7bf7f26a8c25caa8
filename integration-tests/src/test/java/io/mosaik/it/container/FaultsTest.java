package io.mosaik.it.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.TransportAddress;
import io.mosaik.testkit.container.BeaconContainer;
import io.mosaik.testkit.container.MosaikContainer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testcontainers.containers.GenericContainer;

/**
 * Six nodes on a DHT that loses, falls apart and heals; one of them freezes, another one moves, and
 * somebody lives at the end of a slow path. That path is a relay of ours: not every kernel can
 * delay.
 */
@ExtendWith(Lab.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultsTest {

  private static final int NODES = 6;
  private static final String LOSE =
      "iptables -A INPUT -p udp -m statistic --mode random --probability 0.2 -j DROP";
  private static final Duration DELAY = Duration.ofMillis(100);
  private static final int FAR_PORT = 4433;
  private static final String HEAL = "iptables -F INPUT";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final String NETWORK = Lab.network("faults");
  private static Beacons nodes;
  private static DeadSlots outside;

  @BeforeAll
  static void describe() {
    outside = new DeadSlots(Lab.dht());
    nodes = Beacons.of(Lab.dht(), NETWORK, NODES, 1, "--poll", "10");
  }

  /** A test that is run alone finds the nodes in place, too. */
  private static void awaitAllInPlace() throws Exception {
    if (nodes.containers().stream().noneMatch(GenericContainer::isRunning)) {
      nodes.start();
    }
    Await.until(nodes::haveSlots, PATIENCE, () -> nodes.slots() + nodes.tail());
  }

  /** Also after a test that failed: its fault is not to be the next one's. */
  @AfterEach
  void heal() {
    everywhere(Lab.dht().nodes(), HEAL);
    everywhere(nodes.containers().stream().filter(GenericContainer::isRunning).toList(), HEAL);
  }

  @AfterAll
  static void end() {
    if (nodes != null) {
      nodes.close();
      outside.close();
    }
  }

  @Test
  @Order(1)
  void underLossAllPairsMeetWithinThreeScans() throws Exception {
    everywhere(Lab.dht().nodes(), LOSE);
    nodes.containers().forEach(container -> beginWith(container, LOSE));
    nodes.start();
    Await.until(
        () -> nodes.haveFound(nodes.ids()),
        PATIENCE,
        () -> nodes.missing(nodes.ids()) + nodes.tail());
    awaitAllInPlace();
    Map<String, Long> scans = new TreeMap<>();
    nodes.found().forEach((node, known) -> scans.put(node, scansBefore(node, last(known))));
    System.out.println("loss of 20 %: scans between the last claim and the last meeting: " + scans);
    assertTrue(scans.values().stream().allMatch(count -> count < 3), scans::toString);
  }

  private static Instant last(Map<String, Instant> known) {
    return known.values().stream().max(Instant::compareTo).orElseThrow();
  }

  /** Since all were in the chain: before that they could not be found there. */
  private static long scansBefore(String node, Instant at) {
    Instant complete =
        nodes.ids().stream().map(FaultsTest::firstInSlot).max(Instant::compareTo).orElseThrow();
    return since(nodes.told(node, "scan_finished"), complete).stream()
        .filter(scan -> scan.at().isBefore(at))
        .count();
  }

  /** A claim whose receipts were lost is confirmed only. */
  private static Instant firstInSlot(String node) {
    return nodes.told(node).stream()
        .filter(event -> Set.of("slot_claimed", "slot_confirmed").contains(event.kind()))
        .findFirst()
        .orElseThrow()
        .at();
  }

  @Test
  @Order(2)
  void aPartitionMakesNobodyClaimAndHealsWithinFiveScans() throws Exception {
    BeaconContainer deaf = new BeaconContainer(Lab.dht(), NETWORK).withOptions("--poll", "10");
    beginWith(deaf, "iptables -A INPUT ! -i lo -j DROP");
    try (Beacons newcomer = new Beacons(List.of(deaf))) {
      awaitAllInPlace();
      Instant apart = Instant.now();
      partition();
      newcomer.start();
      // Long enough for every node to look twice, and to find half of the world gone.
      Await.until(() -> scannedSince(nodes, apart, 2), PATIENCE, nodes::tail);
      Await.until(() -> scannedSince(newcomer, apart, 2), PATIENCE, newcomer::tail);
      assertEquals(List.of(), since(nodes.events("slot_claimed"), apart));
      assertEquals(List.of(), newcomer.events("slot_claimed"));
      System.out.println("partition: verdicts in the last scans before it healed: " + verdicts());

      everywhere(Lab.dht().nodes(), HEAL);
      everywhere(nodes.containers(), HEAL);
      everywhere(newcomer.containers(), HEAL);
      Instant healed = Instant.now();
      List<BeaconContainer> all = new ArrayList<>(nodes.containers());
      all.add(deaf);
      Beacons everybody = new Beacons(all);
      Await.until(
          () -> everybody.haveSlots() && seenOnce(everybody, healed),
          PATIENCE,
          () -> everybody.slots() + everybody.tail());
      Map<String, Integer> scans = new TreeMap<>();
      everybody
          .ids()
          .forEach(id -> scans.put(id, since(everybody.told(id, "scan_finished"), healed).size()));
      System.out.printf(
          Locale.ROOT,
          "healed: every node in exactly one slot after %d ms, scans needed %s%n",
          Duration.between(healed, Instant.now()).toMillis(),
          scans.values());
      assertTrue(scans.values().stream().allMatch(count -> count <= 5), scans::toString);
    }
  }

  /** Every second DHT node and every second peer do not hear the others, nor these them. */
  private static void partition() {
    List<MosaikContainer<?>> all = new ArrayList<>(Lab.dht().nodes());
    all.addAll(nodes.containers());
    List<List<MosaikContainer<?>>> halves = List.of(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < all.size(); i++) {
      halves.get(i % 2).add(all.get(i));
    }
    for (int half = 0; half < 2; half++) {
      String others =
          halves.get(1 - half).stream()
              .map(MosaikContainer::networkAddress)
              .collect(Collectors.joining(","));
      everywhere(halves.get(half), "iptables -A INPUT -s " + others + " -j DROP");
    }
  }

  /** Whether a scan of each node since then shows each node in exactly one slot. */
  private static boolean seenOnce(Beacons all, Instant since) {
    return all.ids().stream()
        .allMatch(
            observer -> {
              List<Event> scans = since(all.told(observer, "scan_finished"), since);
              return !scans.isEmpty()
                  && all.ids().stream()
                      .allMatch(id -> slotsOf(id, scans.get(scans.size() - 1)).size() == 1);
            });
  }

  private static List<JsonObject> slotsOf(String id, Event scan) {
    return scan.slots().stream()
        .filter(slot -> slot.has("peer_id") && slot.get("peer_id").getAsString().equals(id))
        .toList();
  }

  private static Map<String, Long> verdicts() {
    return nodes.ids().stream()
        .map(id -> nodes.told(id, "scan_finished"))
        .flatMap(scans -> scans.get(scans.size() - 1).slots().stream())
        .map(slot -> slot.get("status").getAsString())
        .collect(Collectors.groupingBy(verdict -> verdict, TreeMap::new, Collectors.counting()));
  }

  @Test
  @Order(3)
  void whoWasFrozenFindsItsSlotTakenAndGetsOneWithinTwoScans() throws Exception {
    awaitAllInPlace();
    BeaconContainer frozen = nodes.containers().get(0);
    String id = frozen.peerId().toHex();
    int slot = nodes.slots().get(id);
    try (GenericContainer<?> silent = outside.silentHosts(1)) {
      assertTrue(silent.isRunning());
      Docker.pause(frozen);
      Instant pausedAt = Instant.now();
      String observer = nodes.containers().get(1).peerId().toHex();
      Await.until(
          () ->
              since(nodes.told(observer, "scan_finished"), pausedAt).stream()
                  .anyMatch(scan -> isDead(scan, slot)),
          PATIENCE,
          nodes::tail);
      outside.overwrite(NETWORK, slot).get(30, TimeUnit.SECONDS);
      Docker.unpause(frozen);
      Instant awake = Instant.now();
      Await.until(
          () -> !since(nodes.told(id, "slot_claimed"), awake).isEmpty() && nodes.haveSlots(),
          PATIENCE,
          nodes::tail);
      Instant claimed = since(nodes.told(id, "slot_claimed"), awake).get(0).at();
      // A scan that was frozen in the middle is none of them.
      long scans =
          since(nodes.told(id, "scan_finished"), awake).stream()
              .filter(scan -> scan.at().isBefore(claimed) && begin(scan).isAfter(awake))
              .count();
      System.out.printf(
          Locale.ROOT,
          "frozen: in slot %d again (before: %d) %d ms after it woke, scans needed %d%n",
          nodes.slots().get(id),
          slot,
          Duration.between(awake, claimed).toMillis(),
          scans);
      assertTrue(scans <= 2, () -> scans + " scans" + nodes.tail());
    }
  }

  private static Instant begin(Event scan) {
    return scan.at().minusMillis((long) scan.json().get("duration_ms").getAsDouble());
  }

  private static boolean isDead(Event scan, int slot) {
    return scan.slots().get(slot).get("status").getAsString().equals("dead");
  }

  @Test
  @Order(4)
  void whoMovesCorrectsItsRecordWithinTwoScans() throws Exception {
    awaitAllInPlace();
    BeaconContainer moving = nodes.containers().get(2);
    String id = moving.peerId().toHex();
    String network = Lab.dht().network().getId();
    String before = Docker.address(moving, network);
    Docker.disconnect(moving, network);
    // Somebody else gets the old address, and says nothing.
    try (GenericContainer<?> successor = outside.silentHosts(1)) {
      Docker.connect(moving, network);
      Instant moved = Instant.now();
      String after = Docker.address(moving, network);
      assertNotEquals(before, after, () -> "old address of " + successor.getContainerName());
      Await.until(() -> hosts(id).equals(Set.of(after)), PATIENCE, () -> hosts(id) + nodes.tail());
      Instant corrected = Instant.now();
      long scans =
          since(nodes.told(id, "scan_finished"), moved).stream()
              .filter(scan -> scan.at().isBefore(corrected))
              .count();
      System.out.printf(
          Locale.ROOT,
          "moved from %s to %s: record corrected after %d ms, scans needed %d%n",
          before,
          after,
          Duration.between(moved, corrected).toMillis(),
          scans);
      assertTrue(scans <= 2, () -> scans + " scans" + nodes.tail());
    }
  }

  /** Where the record of a node says that it is, read from outside. */
  private static Set<String> hosts(String id) {
    return Optional.ofNullable(nodes.slots().get(id))
        .flatMap(slot -> outside.read(NETWORK, slot))
        .filter(peer -> peer.id().toHex().equals(id))
        .map(PeerAddress::addresses)
        .orElse(Collections.emptySortedSet())
        .stream()
        .map(address -> ((TransportAddress.Ip) address).address().getHostAddress())
        .collect(Collectors.toSet());
  }

  @Test
  @Order(5)
  void aSlowPathThatReordersAndDuplicatesIsGoodEnough() throws Exception {
    awaitAllInPlace();
    String gateway = gateway();
    try (SlowPath slow = new SlowPath(DELAY, DELAY.dividedBy(2));
        BeaconContainer far =
            new BeaconContainer(Lab.dht(), NETWORK)
                .withOptions("--bind", "0.0.0.0:" + FAR_PORT)
                .withOptions("--address", gateway + ":" + slow.port())) {
      // Nobody gets there but through the relay, though the record has the direct address too.
      beginWith(
          far, "iptables -A INPUT -p udp --dport " + FAR_PORT + " ! -s " + gateway + " -j DROP");
      far.start();
      slow.leadTo(new InetSocketAddress(far.networkAddress(), FAR_PORT));
      String id = far.peerId().toHex();
      Await.until(() -> nodes.haveFound(Set.of(id)), PATIENCE, () -> nodes.missing(Set.of(id)));
      List<Double> trips =
          nodes.events("peer_discovered").stream()
              .filter(peer -> peer.text("peer_id").equals(id))
              .map(peer -> peer.json().get("rtt_ms").getAsDouble())
              .toList();
      System.out.println(
          slow + ", " + slow.forwarded() + " datagrams: found by all, round trips " + trips);
      assertTrue(trips.size() >= NODES && slow.forwarded() > 0, trips::toString);
      assertTrue(trips.stream().allMatch(trip -> trip >= 2 * DELAY.toMillis()), trips::toString);
    }
  }

  private static String gateway() {
    return Docker.client()
        .inspectNetworkCmd()
        .withNetworkId(Lab.dht().network().getId())
        .exec()
        .getIpam()
        .getConfig()
        .get(0)
        .getGateway();
  }

  // ---- all at once

  /** Runs a command before a node starts, with the right to cut links. */
  private static void beginWith(BeaconContainer container, String command) {
    Docker.mayCutLinks(container);
    container.withCreateContainerCmdModifier(
        create ->
            create.withEntrypoint(
                "sh", "-c", command + " && exec sh \"$@\"", "sh", "/opt/mosaik/mosaik"));
  }

  private static void everywhere(List<? extends GenericContainer<?>> containers, String command) {
    containers.parallelStream().forEach(container -> Docker.run(container, command));
  }

  private static List<Event> since(List<Event> events, Instant from) {
    return events.stream().filter(event -> event.at().isAfter(from)).toList();
  }

  /** Whether every node has ended so many scans that began after then. */
  private static boolean scannedSince(Beacons some, Instant from, int scans) {
    Set<String> ids = some.ids();
    return !ids.isEmpty()
        && ids.stream().allMatch(id -> since(some.told(id, "scan_finished"), from).size() > scans);
  }
}
