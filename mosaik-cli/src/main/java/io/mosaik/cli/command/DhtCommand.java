package io.mosaik.cli.command;

import io.mosaik.api.NetworkId;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.bootstrap.DhtBootstrap;
import io.mosaik.bootstrap.DhtBootstrapBuilder;
import io.mosaik.bootstrap.model.ScanReport;
import io.mosaik.bootstrap.model.Verdict;
import io.mosaik.cli.render.ReportView;
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
    network = networkOption.id(surroundings);
    try (Lifetime lifetime = new Lifetime(surroundings)) {
      List<DhtClient> clients = clientOptions.startClients(surroundings, lifetime);
      ScanReport report = scan(clients);
      show(report);
      while (watch && !lifetime.await(WATCH_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
        report = scan(clients);
        if (lifetime.isInterrupted()) {
          return CommandFailure.INTERRUPTED;
        }
        if (!output.json()) {
          surroundings.terminal().clear();
        }
        show(report);
      }
      return report.count(Verdict.UNKNOWN) == report.slots().size() ? unanswered() : 0;
    }
  }

  private ScanReport scan(List<DhtClient> clients) throws InterruptedException {
    surroundings.terminal().progress("reading the slots of " + networkOption.name() + " ...");
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

  private int unanswered() {
    surroundings
        .terminal()
        .note(
            "no slot could be read: check --dht-bootstrap and that UDP gets through, or give"
                + " --pkarr-relay");
    return CommandFailure.FAILED;
  }
}
