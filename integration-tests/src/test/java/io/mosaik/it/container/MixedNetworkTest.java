package io.mosaik.it.container;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.mosaik.api.PeerId;
import io.mosaik.it.stranger.Stranger;
import io.mosaik.testkit.container.BeaconContainer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.lifecycle.Startables;

/**
 * Three nodes of ours, three of Rust's mosaik 0.3 and two of 0.4, one name, one private DHT: over
 * ten scans of ours, nobody can tell us from the others, and we hurt nobody.
 */
@ExtendWith(Lab.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MixedNetworkTest {

  private static final int SCANS = 10;
  private static final int SCAN_SECONDS = 10;
  private static final String UNHEALTHY = "unhealthy peer in DHT slot";

  private static final String NETWORK = Lab.network("mixed");

  /** Rust nodes look once a minute, and at times miss a record. */
  private static final Duration RUST_SCANS = Duration.ofSeconds(240);

  private static HostBuffers raised;
  private static Beacons java;
  private static List<RustMosaikContainer> rust03;
  private static List<RustMosaikContainer> rust04;

  @BeforeAll
  static void startAllAtOnceAndLetThemScan() throws Exception {
    Stranger.RUST.assumePresent();
    raised = HostBuffers.raise();
    System.out.println(raised);
    java = Beacons.of(Lab.dht(), NETWORK, 3, 1, "--poll", Integer.toString(SCAN_SECONDS));
    rust03 = List.of(rust("0.3"), rust("0.3"), rust("0.3"));
    rust04 = List.of(rust("0.4"), rust("0.4"));
    Startables.deepStart(
            Stream.of(java.containers(), rust03, rust04).flatMap(List::stream).toList())
        .join();
    Await.until(
        () -> java.haveFound(all()), Duration.ofSeconds(240), () -> java.missing(all()) + tail());
    long already = java.ids().stream().mapToLong(java::scans).max().orElse(0);
    Await.until(
        () -> java.ids().stream().allMatch(id -> java.scans(id) >= already + SCANS),
        Duration.ofSeconds(30 + SCANS * SCAN_SECONDS * 4 / 3),
        MixedNetworkTest::tail);
    printTimeline();
  }

  @AfterAll
  static void end() {
    if (raised != null) {
      raised.close();
    }
    if (java != null) {
      Stream.of(java.containers(), rust03, rust04)
          .flatMap(List::stream)
          .parallel()
          .forEach(GenericContainer::stop);
    }
  }

  @Test
  @Order(1)
  void everyNodeOfOursSeesEveryOtherSlotHolderHealthy() throws Exception {
    for (String id : java.ids()) {
      // A slot changes hands while Rust nodes overwrite each other: one quiet scan will come.
      Await.until(() -> holdersAreHealthy(id), Duration.ofSeconds(60), () -> lastScan(id).json());
    }
  }

  private static boolean holdersAreHealthy(String id) {
    List<JsonObject> taken =
        lastScan(id).slots().stream().filter(slot -> slot.has("peer_id")).toList();
    return taken.size() >= 2
        && taken.stream()
            .map(slot -> slot.get("status").getAsString())
            .allMatch(Set.of("healthy", "ours")::contains);
  }

  @Test
  @Order(2)
  void overTenScansNobodyAliveIsCalledDead() {
    List<String> wrong = new ArrayList<>();
    for (Event scan : java.events("scan_finished")) {
      for (JsonObject slot : scan.slots()) {
        String verdict = slot.get("status").getAsString();
        if (Set.of("dead", "malformed", "poisoned").contains(verdict)) {
          wrong.add(scan.at() + " " + slot);
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  @Order(3)
  void noRustNodeFindsOneOfOursUnhealthy() {
    for (RustMosaikContainer node : rust03) {
      List<String> unhealthy = node.logged(UNHEALTHY);
      java.ids()
          .forEach(
              id ->
                  assertTrue(
                      unhealthy.stream().noneMatch(line -> names(line, id)),
                      () -> id + ":\n" + String.join("\n", unhealthy)));
    }
  }

  @Test
  @Order(4)
  void everyNodeOfOursAnsweredEveryRustNode() throws Exception {
    Set<String> strangers = all();
    strangers.removeAll(java.ids());
    for (String id : java.ids()) {
      Await.until(
          () -> met(id).containsAll(strangers),
          RUST_SCANS,
          () -> id + " was pinged by " + met(id) + tail());
    }
  }

  @Test
  @Order(5)
  void noNodeOfOursTookTheSlotOfAnybodyAlive() {
    assertAll(
        () -> assertEquals(List.of(), java.claimsOfHealthySlots()),
        () ->
            assertTrue(
                java.events("slot_displaced").stream()
                    .noneMatch(
                        event ->
                            event.has("peer_id") && java.ids().contains(event.text("peer_id"))),
                () -> java.events("slot_displaced").toString()));
  }

  @Test
  @Order(6)
  void whoWasDisplacedIsBackWithinTwoScans() throws Exception {
    for (String id : java.ids()) {
      for (Event displaced : java.told(id, "slot_displaced")) {
        Await.until(
            () -> scansUntilBack(id, displaced) >= 0,
            Duration.ofSeconds(60),
            () -> id + " was displaced: " + displaced.json() + tail());
        assertTrue(scansUntilBack(id, displaced) <= 2, () -> displaced.json() + tail());
      }
    }
    System.out.println("displaced and back: " + java.events("slot_displaced").size() + " times");
  }

  /** How many scans ended between the displacement and the next claim; negative if none came. */
  private static int scansUntilBack(String id, Event displaced) {
    int scans = 0;
    for (Event event : java.told(id)) {
      if (event.at().isAfter(displaced.at())) {
        if (event.kind().equals("slot_claimed") || event.kind().equals("slot_confirmed")) {
          return scans;
        }
        scans += event.kind().equals("scan_finished") ? 1 : 0;
      }
    }
    return -1;
  }

  @Test
  @Order(7)
  void rustNodesOfDifferentVersionsDoNotKnowEachOtherButWeKnowBoth() {
    Set<String> ids03 = ids(rust03);
    Set<String> ids04 = ids(rust04);
    rust03.forEach(
        node -> assertTrue(Collections.disjoint(node.catalog(0), ids04), "0.3 knows 0.4"));
    rust04.forEach(
        node -> assertTrue(Collections.disjoint(node.catalog(0), ids03), "0.4 knows 0.3"));
    assertTrue(java.haveFound(ids03));
    assertTrue(java.haveFound(ids04));
  }

  @Test
  @Order(8)
  void bothCommandLinesCallTheNodesOfTheOtherHealthy() throws Exception {
    ExecResult theirs = rust03.get(0).execInContainer("mosaik-0.3", "dht", "-n", NETWORK);
    System.out.println("$ mosaik dht -n " + NETWORK + "     (Rust, 0.3.17)\n" + theirs.getStdout());
    BeaconContainer beacon = java.containers().get(0);
    ExecResult ours =
        beacon.execInContainer(
            "sh",
            "/opt/mosaik/mosaik",
            "dht",
            "--network",
            NETWORK,
            "--dht-bootstrap",
            String.join(",", Lab.dht().bootstrap()));
    System.out.println("$ ./mosaik dht --network " + NETWORK + "\n" + ours.getStdout());

    String plain = theirs.getStdout().replaceAll("\u001b\\[[0-9;]*m", "");
    Set<String> holders = java.slots().keySet();
    assertFalse(holders.isEmpty());
    for (String id : holders) {
      assertTrue(
          plain.lines().anyMatch(line -> names(line, id)), () -> id + " is not in\n" + plain);
    }
    assertTrue(plain.contains("healthy (uptime"), plain);
    assertEquals(0, ours.getExitCode(), ours.getStderr());
    Set<String> rust = ids(rust03);
    assertTrue(
        ours.getStdout()
            .lines()
            .anyMatch(line -> line.contains("healthy") && rust.stream().anyMatch(line::contains)),
        ours.getStdout());
  }

  // ---- who is who

  private static RustMosaikContainer rust(String line) throws Exception {
    return new RustMosaikContainer(line, Lab.dht(), Lab.relay(), NETWORK, 1);
  }

  private static Set<String> ids(List<RustMosaikContainer> nodes) {
    Set<String> ids = new HashSet<>();
    nodes.forEach(node -> ids.addAll(node.ids()));
    return ids;
  }

  private static Set<String> all() {
    Set<String> all = new HashSet<>(java.ids());
    all.addAll(ids(rust03));
    all.addAll(ids(rust04));
    return all;
  }

  private static Set<String> met(String id) {
    Set<String> met = new HashSet<>();
    java.told(id, "inbound_peer").forEach(event -> met.add(event.text("peer_id")));
    return met;
  }

  /** Rust writes ids in several ways, and shortens them. */
  private static boolean names(String line, String hex) {
    return line.contains(hex)
        || line.contains(hex.substring(0, 10))
        || line.contains(PeerId.parse(hex).toBase58());
  }

  private static Event lastScan(String id) {
    List<Event> scans = java.told(id, "scan_finished");
    return scans.get(scans.size() - 1);
  }

  private static String tail() {
    return java.tail();
  }

  private static void printTimeline() {
    System.out.println("slots of " + NETWORK + ", whenever a scan of ours saw a change:");
    String before = "";
    for (Event scan : java.events("scan_finished")) {
      StringBuilder now = new StringBuilder();
      for (JsonObject slot : scan.slots()) {
        if (slot.has("peer_id")) {
          String peer = slot.get("peer_id").getAsString();
          now.append(' ')
              .append(slot.get("slot"))
              .append('=')
              .append(kind(peer))
              .append('-')
              .append(peer, 0, 4);
        }
      }
      if (!now.toString().equals(before)) {
        System.out.println("  " + scan.at() + now);
        before = now.toString();
      }
    }
  }

  private static String kind(String id) {
    if (java.ids().contains(id)) {
      return "java";
    }
    return ids(rust03).contains(id) ? "rust03" : "rust04";
  }
}
