package io.mosaik.it.container;

import io.mosaik.it.stranger.Stranger;
import io.mosaik.testkit.container.ContainerLog;
import io.mosaik.testkit.container.PrivateDht;
import io.mosaik.testkit.container.TestRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.testcontainers.containers.GenericContainer;

/**
 * Nodes of Rust's mosaik, unmodified, on a private DHT that they take for the public one. Ready
 * when all are online.
 */
final class RustMosaikContainer extends GenericContainer<RustMosaikContainer> {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static String image;

  private final ContainerLog log = new ContainerLog();

  /**
   * Describes nodes.
   *
   * @param line {@code 0.3} or {@code 0.4}
   * @param count how many
   */
  RustMosaikContainer(
      String line, PrivateDht dht, IrohRelayContainer relay, String network, int count)
      throws InterruptedException, TimeoutException {
    super(image());
    dht.standInForPublicNodes(TestRun.current().own(this));
    withLogConsumer(log);
    withEnv("RUST_LOG", "mosaik::discovery=trace");
    withCommand(
        "node-" + line,
        "--network",
        network,
        "--relay",
        relay.url(),
        "--count",
        Integer.toString(count));
    waitingFor(
        log.untilPrinted(printed -> printed.contains("\"event\":\"online\""), count, PATIENCE));
  }

  /** The image of all Rust programs, made when it is first needed. */
  static synchronized String image() throws InterruptedException, TimeoutException {
    if (image == null) {
      image = Base.rust(Stranger.rustProgram(".").normalize());
    }
    return image;
  }

  /** What the nodes print, and the crate's own log. */
  ContainerLog log() {
    return log;
  }

  /** The nodes, in the order in which they came online. */
  List<String> ids() {
    return online().stream().map(event -> event.text("id")).toList();
  }

  List<Event> online() {
    return Event.of(log, "online");
  }

  /** Whom a node has in its catalog. */
  Set<String> catalog(int node) {
    return Event.of(log, "peer").stream()
        .filter(event -> event.number("node") == node)
        .map(event -> event.text("id"))
        .collect(Collectors.toSet());
  }

  /** Lines of the crate's log that have all these words. */
  List<String> logged(String... words) {
    return log.lines().stream()
        .map(ContainerLog.Line::text)
        .filter(line -> List.of(words).stream().allMatch(line::contains))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
