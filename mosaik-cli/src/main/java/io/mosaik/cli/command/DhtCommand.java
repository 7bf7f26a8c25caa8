package io.mosaik.cli.command;

import io.mosaik.api.NetworkId;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.bootstrap.DhtBootstrap;
import io.mosaik.bootstrap.DhtBootstrapBuilder;
import io.mosaik.bootstrap.model.ScanReport;
import io.mosaik.bootstrap.model.Verdict;
import io.mosaik.cli.render.ReportView;
import io.mosaik.cli.render.Screen;
import io.mosaik.cli.render.TerminalSize;
import io.mosaik.cli.render.WatchView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows who is in a network. */
@Command(
    name = "dht",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Shows the 16 slots of a network: who is in each, and whether that peer is alive.",
      "Only looks, never writes."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mosaik dht --network my-app",
      "  mosaik dht --network my-app --watch",
      "",
      "Ends with 0 if the slots could be read, with 1 if the DHT did not answer."
    })
final class DhtCommand implements Callable<Integer> {

  private static final Duration WATCH_INTERVAL = Duration.ofSeconds(5);
  private static final Duration SIZE_INTERVAL = Duration.ofMillis(500);

  private final Surroundings surroundings;

  @Option(
      names = "--no-check-status",
      description = "Do not ask the peers whether they are alive; only show the records.")
  private boolean noCheckStatus;

  @Option(names = "--watch", description = "Look again every five seconds until Ctrl+C.")
  private boolean watch;

  @Mixin private NetworkOption networkOption;
  @Mixin private ClientOptions clientOptions;
  @Mixin private TimeoutOption timeout;
  @Mixin private OutputOptions output;

  private NetworkId network;

  DhtCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    timeout.check();
    clientOptions.check();
    network = networkOption.id(surroundings, output);
    try (Lifetime lifetime = new Lifetime(surroundings)) {
      List<DhtClient> clients = clientOptions.startClients(surroundings, lifetime);
      return watch ? watch(clients, lifetime) : look(clients);
    }
  }

  private int look(List<DhtClient> clients) throws InterruptedException {
    ScanReport report = scan(clients);
    show(report);
    if (report.count(Verdict.UNKNOWN) == report.slots().size()) {
      throw CommandFailure.failed(ReportView.unreadable(report));
    }
    return 0;
  }

  private int watch(List<DhtClient> clients, Lifetime lifetime) throws InterruptedException {
    boolean isDrawn = surroundings.terminal().isInteractive() && !output.json();
    Screen screen = lifetime.closeAtEnd(new Screen(surroundings.terminal()));
    boolean isOver = false;
    while (!isOver) {
      ScanReport report = scan(clients);
      if (isDrawn) {
        isOver = drawUntilNextScan(screen, report, lifetime);
      } else {
        show(report);
        isOver = lifetime.await(WATCH_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
    return lifetime.isInterrupted() ? CommandFailure.INTERRUPTED : 0;
  }

  /**
   * Draws again when the window has another size, which is looked at now and then; true if the
   * program has been told to end.
   */
  private boolean drawUntilNextScan(Screen screen, ScanReport report, Lifetime lifetime)
      throws InterruptedException {
    TerminalSize drawn = null;
    for (long looks = WATCH_INTERVAL.dividedBy(SIZE_INTERVAL); looks > 0; looks--) {
      TerminalSize size = TerminalSize.detect(surroundings.environment());
      if (!size.equals(drawn)) {
        Instant now = surroundings.ambient().wallClock().instant();
        screen.draw(WatchView.lines(networkOption.name(), report, now, size));
        drawn = size;
      }
      if (lifetime.await(SIZE_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
        return true;
      }
    }
    return false;
  }

  private ScanReport scan(List<DhtClient> clients) throws InterruptedException {
    if (!watch) {
      surroundings.terminal().progress("reading the slots of " + networkOption.name() + " ...");
    }
    DhtBootstrapBuilder builder =
        DhtBootstrap.builder()
            .network(network)
            .bindAddresses(clientOptions.defaultPeerBind())
            .ambient(surroundings.ambient())
            .pinging(!noCheckStatus);
    clients.forEach(builder::dhtClient);
    return timeout.await(builder.scanOnce(), "reading the slots");
  }

  private void show(ScanReport report) {
    Instant now = surroundings.ambient().wallClock().instant();
    if (output.json()) {
      surroundings.printJson(ReportView.json(report, now));
    } else {
      ReportView.text(report, now).forEach(surroundings.terminal()::print);
    }
  }
}
