package io.mosaik.transport.quic;

import io.mosaik.api.NetworkId;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.transport.quic.endpoint.InitialPolicy;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Pings for those who belong to no network themselves, such as tools: they have an endpoint, but no
 * entry to answer pings with. Nodes use a {@link QuicPeerPinger}. Thread-safe by having no state.
 */
public final class QuicPing {

  private QuicPing() {}

  /**
   * Pings a peer once. Cancelling {@code stage.toCompletableFuture()} gives the ping up.
   *
   * @param endpoint whose identity to show
   * @param address who and where
   * @param network the network that the peer must belong to; empty if any will do
   * @param timeout the limit for the whole exchange, from the first datagram to the verified entry
   * @return completes with the outcome, never exceptionally but by cancellation
   */
  public static CompletionStage<PingOutcome> ping(
      QuicEndpoint endpoint, PeerAddress address, Optional<NetworkId> network, Duration timeout) {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(network, "network");
    PingCall call =
        new PingCall(endpoint.dialler(), address, network, InitialPolicy.RETRANSMIT, timeout);
    CompletableFuture<PingOutcome> told = new CompletableFuture<>();
    call.outcome().thenAccept(outcome -> endpoint.onCallbackExecutor(() -> told.complete(outcome)));
    told.whenComplete(
        (outcome, failure) -> {
          if (told.isCancelled()) {
            call.giveUp("the ping was cancelled");
          }
        });
    return told;
  }
}
