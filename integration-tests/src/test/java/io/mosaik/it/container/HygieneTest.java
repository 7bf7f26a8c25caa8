package io.mosaik.it.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.it.program.CliProcess;
import io.mosaik.testkit.container.MainlineDhtContainer;
import io.mosaik.testkit.container.PrivateDht;
import io.mosaik.testkit.container.TestRun;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nothing is left behind, whichever way a run ends, and no run disturbs another. */
@ExtendWith(Lab.class)
class HygieneTest {

  @Test
  void twoRunsSideBySideHaveSubnetsOfTheirOwnAndTheOneThatEndsTakesOnlyItsOwnAlong()
      throws Exception {
    try (PrivateDht ours = new PrivateDht(2);
        CliProcess other = SideRun.start()) {
      ours.start();
      String theirNetwork = SideRun.awaitNetwork(other);
      assertFalse(
          subnets(ours.network().getId()).stream().anyMatch(subnets(theirNetwork)::contains));
      assertTrue(networks().contains(theirNetwork));

      other.terminate();
      other.awaitExit();
      assertFalse(networks().contains(theirNetwork), "the network of a run that has ended");
      assertEquals(Set.of(), containersIn(theirNetwork));
      assertTrue(ours.nodes().stream().allMatch(MainlineDhtContainer::isRunning));
    }
  }

  @Test
  void aRunThatFailsLeavesNothing() throws Exception {
    try (CliProcess other = SideRun.start("fail")) {
      String theirNetwork = SideRun.awaitNetwork(other);
      assertEquals(1, other.awaitExit(), other.output());
      assertFalse(networks().contains(theirNetwork));
      assertEquals(Set.of(), containersIn(theirNetwork));
    }
  }

  @Test
  void whatAKilledRunLeftBehindIsRemovedByTheNext() throws Exception {
    CliProcess other = SideRun.start();
    String theirNetwork;
    try {
      theirNetwork = SideRun.awaitNetwork(other);
    } finally {
      other.close(); // which kills
    }
    other.awaitExit();
    assertEquals(2, containersIn(theirNetwork).size());

    try (PrivateDht ours = new PrivateDht(1)) {
      ours.start();
      assertTrue(TestRun.removeLeftovers() >= 3, "two containers and a network");
      assertTrue(ours.nodes().get(0).isRunning());
    }
    assertFalse(networks().contains(theirNetwork));
    assertEquals(Set.of(), containersIn(theirNetwork));
  }

  @Test
  void imagesStayAndAreNamedByTheirContent() {
    Set<String> tags = new TreeSet<>();
    Docker.client()
        .listImagesCmd()
        .exec()
        .forEach(image -> tags.addAll(List.of(tagsOf(image.getRepoTags()))));
    assertTrue(
        tags.stream().anyMatch(tag -> tag.matches("mosaik-cli:[0-9a-f]{16}")), tags::toString);
  }

  private static String[] tagsOf(String[] tags) {
    return tags == null ? new String[0] : tags;
  }

  private static List<String> subnets(String network) {
    return Docker.client()
        .inspectNetworkCmd()
        .withNetworkId(network)
        .exec()
        .getIpam()
        .getConfig()
        .stream()
        .map(config -> config.getSubnet())
        .toList();
  }

  private static Set<String> networks() {
    Set<String> ids = new TreeSet<>();
    Docker.client().listNetworksCmd().exec().forEach(network -> ids.add(network.getId()));
    return ids;
  }

  private static Set<String> containersIn(String network) {
    Set<String> ids = new TreeSet<>();
    Docker.client()
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(List.of(TestRun.RUN_LABEL))
        .exec()
        .stream()
        .filter(
            container ->
                container.getNetworkSettings().getNetworks().values().stream()
                    .anyMatch(attached -> network.equals(attached.getNetworkID())))
        .forEach(container -> ids.add(container.getId()));
    return ids;
  }

  /** Another run: a JVM of its own with a private DHT, which prints the DHT's network. */
  static final class SideRun {

    private static final String PREFIX = "network ";

    private SideRun() {}

    static CliProcess start(String... arguments) {
      List<String> command =
          new java.util.ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-Dmosaik.base-image=" + System.getProperty("mosaik.base-image"),
                  "-cp",
                  System.getProperty("java.class.path"),
                  SideRun.class.getName()));
      command.addAll(List.of(arguments));
      return CliProcess.launch(command);
    }

    static String awaitNetwork(CliProcess run) throws Exception {
      return run.awaitLine(line -> line.startsWith(PREFIX)).substring(PREFIX.length());
    }

    /** Ends when it is told to, or by an exception if there is an argument. */
    public static void main(String[] arguments) throws InterruptedException {
      PrivateDht dht = new PrivateDht(2);
      dht.start();
      System.out.println(PREFIX + dht.network().getId());
      if (arguments.length > 0) {
        throw new IllegalStateException("as a test that fails");
      }
      new java.util.concurrent.CountDownLatch(1).await();
    }
  }
}
