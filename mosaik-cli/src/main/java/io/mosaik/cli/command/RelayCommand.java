package io.mosaik.cli.command;

import io.mosaik.api.spi.DhtClient;
import io.mosaik.cli.render.DhtNodeView;
import io.mosaik.cli.render.Json;
import io.mosaik.cli.render.Sockets;
import io.mosaik.dht.Dht;
import io.mosaik.dht.DhtMode;
import io.mosaik.relay.PkarrRelay;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A pkarr relay over our DHT node. */
@Command(
    name = "relay",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Runs a pkarr relay until Ctrl+C: an HTTP interface to the DHT for programs that UDP does"
          + " not reach.",
      "Liveness, readiness and metrics are at /health, /ready and /metrics."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mosaik relay --bind 0.0.0.0:6881",
      "  mosaik relay --bind 127.0.0.1:0 --trust-proxy X-Forwarded-For",
      "  mosaik beacon --network my-app --pkarr-relay http://127.0.0.1:6881"
    })
final class RelayCommand implements Callable<Integer> {

  /** Some gigabytes of packets. */
  private static final int MAX_CACHE = 10_000_000;

  /** A token (RFC 9110, section 5.6.2). */
  private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  private final Surroundings surroundings;

  @Option(
      names = "--bind",
      paramLabel = "ADDR:PORT",
      defaultValue = "0.0.0.0:6881",
      converter = SocketAddressConverter.class,
      description = "Local address for HTTP (default: ${DEFAULT-VALUE}); port 0 means any.")
  private InetSocketAddress bind;

  @Option(
      names = "--cache",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Keep so many packets in memory (default: ${DEFAULT-VALUE}).")
  private int cache;

  @Option(
      names = "--snapshot",
      paramLabel = "FILE",
      description = "Keep packets there over a restart (default: nowhere).")
  private Path snapshot;

  @Option(
      names = "--trust-proxy",
      paramLabel = "HEADER",
      description = {
        "Believe a reverse proxy who asks; only for a relay that is not reached otherwise."
      })
  private String proxyHeader;

  @Option(
      names = "--unlimited",
      description = "Do not limit clients (default: 50 requests a second, 500 at once).")
  private boolean unlimited;

  @Mixin private DhtOptions dhtOptions;
  @Mixin private OutputOptions output;

  RelayCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (dhtOptions.isNone()) {
      throw CommandFailure.usage("a relay needs the DHT: leave out --dht-bootstrap none");
    }
    Limits.check("--cache", cache, 1, MAX_CACHE);
    if (proxyHeader != null && !HEADER_NAME.matcher(proxyHeader).matches()) {
      throw CommandFailure.usage("--trust-proxy: '" + proxyHeader + "' is no name of a header");
    }
    dhtOptions.check();
    LocalSockets.checkTcp("--bind", bind);
    try (Lifetime lifetime = new Lifetime(surroundings)) {
      Dht dht = dhtOptions.start(surroundings, lifetime, DhtMode.SERVER);
      announce(lifetime.closeAtEnd(start(dht)));
      dht.joined().thenAccept(known -> announceJoined(dht, known));
      lifetime.await();
      return 0;
    }
  }

  private PkarrRelay start(DhtClient dht) {
    PkarrRelay.Builder builder = PkarrRelay.over(dht).bind(bind).ambient(surroundings.ambient());
    if (unlimited) {
      builder.unlimited();
    }
    if (snapshot != null) {
      builder.snapshot(snapshot);
    }
    if (proxyHeader != null) {
      builder.trustProxy(proxyHeader);
    }
    try {
      return builder.cacheCapacity(cache).start();
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--cache: " + e.getMessage());
    }
  }

  /** It serves before, but until then it has only its cache to serve from. */
  private void announceJoined(Dht dht, int known) {
    if (output.json()) {
      surroundings.printJson(DhtNodeView.ready(dht, known));
    } else {
      surroundings.terminal().progress("joined the DHT: knows " + known + " nodes");
    }
  }

  private void announce(PkarrRelay relay) {
    String address = Sockets.text(relay.localAddress());
    if (output.json()) {
      surroundings.printJson(Json.event("relay_started").with("url", "http://" + address));
    } else {
      surroundings.terminal().print("relay http://" + address);
    }
  }
}
