package io.mosaik.cli.command;

import io.mosaik.api.KeyPair;
import io.mosaik.api.NetworkId;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.cli.render.FailureMessage;
import io.mosaik.cli.render.PingView;
import io.mosaik.transport.quic.QuicEndpoint;
import io.mosaik.transport.quic.QuicEndpointBuilder;
import io.mosaik.transport.quic.QuicException;
import io.mosaik.transport.quic.QuicPing;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks one peer whether it is alive. */
@Command(
    name = "ping",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Asks one peer, at one or more addresses, whether it is alive.",
      "It must prove that it owns the key PEER_ID; what it says about itself is printed."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mosaik ping 1b2c...9f 192.0.2.7:4433",
      "  mosaik ping --network my-app 1b2c...9f 192.0.2.7:4433 [2001:db8::7]:4433",
      "",
      "Ends with 0 if the peer is alive (and in the network, if one is named), else 1."
    })
final class PingCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Parameters(
      index = "0",
      paramLabel = "PEER_ID",
      description = "Who to ask: the peer's public key, hexadecimal, base58 or z-base-32.")
  private String peer;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "HOST:PORT",
      converter = PeerSocket.Converter.class,
      description = "Where it may be reached; the first that answers decides.")
  private List<PeerSocket> addresses;

  @Option(
      names = {"-n", "--network"},
      paramLabel = "NAME",
      description = {
        "The network that the peer must belong to (default: any).",
        "64 hexadecimal digits are the id itself, any other text is hashed."
      })
  private Optional<String> network = Optional.empty();

  @Option(
      names = "--bind",
      paramLabel = "ADDR:PORT",
      converter = SocketAddressConverter.class,
      description = "Local address for the traffic with the peer (default: any).")
  private Optional<InetSocketAddress> bind = Optional.empty();

  @Mixin private SecretOptions secret;
  @Mixin private TimeoutOption timeout;
  @Mixin private OutputOptions output;

  PingCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    timeout.check();
    PeerId id = parse(peer);
    Optional<NetworkId> wanted =
        network.map(name -> NetworkOption.parse(name, surroundings, output));
    KeyPair identity = identity();
    bind.ifPresent(local -> LocalSockets.checkUdp("--bind", local));
    PeerAddress address = PeerAddress.of(id, transportAddresses());
    Duration limit = timeout.duration();
    try (Lifetime lifetime = new Lifetime(surroundings)) {
      QuicEndpoint endpoint = lifetime.closeAtEnd(startEndpoint(identity));
      surroundings.terminal().progress("asking " + address + " ...");
      PingOutcome outcome = await(QuicPing.ping(endpoint, address, wanted, limit));
      show(new PingView(address, wanted, outcome));
      return PingView.isAlive(outcome) ? 0 : CommandFailure.FAILED;
    }
  }

  private KeyPair identity() {
    return secret
        .given(surroundings)
        .orElseGet(() -> KeyPair.generate(surroundings.ambient().random()));
  }

  private QuicEndpoint startEndpoint(KeyPair identity) {
    QuicEndpointBuilder builder =
        QuicEndpoint.builder(identity)
            .ambient(surroundings.ambient())
            .keyLogFromEnvironment(surroundings.environment());
    bind.ifPresent(builder::bind);
    try {
      return builder.start().toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof QuicException unbound) {
        throw CommandFailure.failed(FailureMessage.of(unbound));
      }
      throw e;
    }
  }

  /** A ping ends by itself, in time and never exceptionally. */
  private static PingOutcome await(CompletionStage<PingOutcome> ping) throws InterruptedException {
    try {
      return ping.toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the ping failed", e.getCause());
    }
  }

  private void show(PingView view) {
    Instant now = surroundings.ambient().wallClock().instant();
    if (output.json()) {
      surroundings.printJson(view.json(now));
    } else {
      view.text(now).forEach(surroundings.terminal()::print);
    }
  }

  private List<TransportAddress> transportAddresses() {
    return addresses.stream()
        .flatMap(each -> each.resolve().stream())
        .distinct()
        .<TransportAddress>map(TransportAddress.Ip::new)
        .toList();
  }

  private static PeerId parse(String text) {
    try {
      return PeerId.parse(text);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(e.getMessage());
    }
  }
}
