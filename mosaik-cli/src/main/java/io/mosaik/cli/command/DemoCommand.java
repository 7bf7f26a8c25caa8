package io.mosaik.cli.command;

import io.mosaik.cli.render.DemoView;
import io.mosaik.dht.TestNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The main job, on this machine alone. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Shows the main job on this machine alone.",
      "Starts a private DHT and a few peers that share nothing but a network name, and waits until"
          + " every peer has found every other."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mosaik demo",
      "  mosaik demo --peers 15",
      "  mosaik demo --http 127.0.0.1:9464      stays until Ctrl+C",
      "",
      "A network has 16 slots: with more peers each has to find every slot holder.",
      "Ends with 0 if that happened, with 1 and the reason if not."
    })
final class DemoCommand implements Callable<Integer> {

  /** Enough that the 20 closest nodes of a key are a choice. */
  private static final int DHT_NODES = 25;

  private static final int MAX_PEERS = 100;
  private static final Duration LOOK = Duration.ofMillis(200);

  private final Surroundings surroundings;

  @Option(
      names = "--peers",
      paramLabel = "N",
      defaultValue = "5",
      description = "How many peers (default: ${DEFAULT-VALUE}).")
  private int peers;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "Give up after so many seconds (default: ${DEFAULT-VALUE}).")
  private int timeoutSeconds;

  @Mixin private HttpOptions http;
  @Mixin private OutputOptions output;

  DemoCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    Limits.check("--peers", peers, 2, MAX_PEERS);
    Limits.check("--timeout", timeoutSeconds, 1, TimeoutOption.MAX_SECONDS);
    try (Lifetime lifetime = new Lifetime(surroundings)) {
      DemoView view = new DemoView(surroundings.terminal(), output.jsonClock(surroundings));
      http.start(surroundings, output, lifetime);
      view.introduce(DHT_NODES, peers, DemoPeer.LONELY, DemoPeer.CONNECTED);
      TestNetwork dht =
          lifetime.closeAtEnd(
              TestNetwork.builder().nodes(DHT_NODES).ambient(surroundings.ambient()).start());
      http.testNetwork(dht);
      view.dhtStarted(dht.size(), dht.bootstrapAddresses().get(0));
      List<DemoPeer> started = start(dht, lifetime);
      boolean complete = watch(started, view, lifetime);
      if (lifetime.isInterrupted()) {
        return CommandFailure.INTERRUPTED;
      }
      view.conclude(
          started.stream().map(DemoPeer::progress).toList(), complete, DemoGoal.missing(started));
      if (complete && http.isWanted()) {
        surroundings.terminal().note("Ctrl+C ends it");
        lifetime.await();
      }
      return complete ? 0 : CommandFailure.FAILED;
    }
  }

  private List<DemoPeer> start(TestNetwork dht, Lifetime lifetime) {
    List<DemoPeer> started = new ArrayList<>();
    for (int i = 0; i < peers; i++) {
      DemoPeer peer = lifetime.closeAtEnd(DemoPeer.start(i, dht, surroundings.ambient()));
      started.add(peer);
      peer.register(http);
    }
    http.started();
    return started;
  }

  /** Looks until all is found, the time is over, or the user has had enough. */
  private boolean watch(List<DemoPeer> started, DemoView view, Lifetime lifetime)
      throws InterruptedException {
    var clock = surroundings.ambient().monotonic();
    var deadline = clock.now().plus(Duration.ofSeconds(timeoutSeconds));
    while (!deadline.hasPassed(clock.now())) {
      view.update(started.stream().map(DemoPeer::progress).toList());
      if (DemoGoal.isReached(started)) {
        return true;
      }
      if (lifetime.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
    }
    return false;
  }
}
