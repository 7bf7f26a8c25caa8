package com.example.foreign;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.NodeContext;
import io.mosaik.api.spi.PeerPinger;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.testkit.PeerPingerContract;
import io.mosaik.testkit.TestNodeContext;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Pingers over TCP, each with one fault. */
final class FaultyPingers {

  private static final PingOutcome BLOCKED =
      new PingOutcome.Failed(PingOutcome.Reason.LOCAL_FAILURE, "blocked for too long");

  private FaultyPingers() {}

  /** A pinger that does all as {@link TcpPinger} does it, until overridden. */
  private static class Pinger implements PeerPinger {

    final PeerPinger right;

    Pinger(NodeContext context) throws IOException {
      this.right = new TcpPinger(context);
    }

    @Override
    public String name() {
      return right.name();
    }

    @Override
    public CompletionStage<PingOutcome> ping(PeerAddress address, Duration timeout) {
      return right.ping(address, timeout);
    }

    @Override
    public Set<TransportAddress.Kind> reaches() {
      return right.reaches();
    }

    @Override
    public Set<TransportAddress> localAddresses() {
      return right.localAddresses();
    }

    @Override
    public Subscription onPeerMet(Consumer<PeerAddress> listener) {
      return right.onPeerMet(listener);
    }

    @Override
    public void close() {
      right.close();
    }
  }

  /** Runs the contract on faulty pingers. */
  abstract static class Faulty extends PeerPingerContract {

    @Override
    protected Duration patience() {
      return Duration.ofSeconds(2);
    }
  }

  static class WrongThread extends Faulty {
    @Override
    protected PeerPinger newPinger(NodeContext context) throws IOException {
      return new Pinger(new TestNodeContext(context.networkId(), Runnable::run)) {};
    }
  }

  static class Blocks extends Faulty {
    @Override
    protected PeerPinger newPinger(NodeContext context) throws IOException {
      return new Pinger(context) {
        @Override
        public CompletionStage<PingOutcome> ping(PeerAddress address, Duration timeout) {
          // Even here there is an end: some tests hold the executor that the outcome waits for.
          return CompletableFuture.completedFuture(
              super.ping(address, timeout)
                  .toCompletableFuture()
                  .completeOnTimeout(BLOCKED, 1, TimeUnit.SECONDS)
                  .join());
        }
      };
    }
  }

  static class CallsSilenceRefusal extends Faulty {
    @Override
    protected PeerPinger newPinger(NodeContext context) throws IOException {
      return new Pinger(context) {
        @Override
        public CompletionStage<PingOutcome> ping(PeerAddress address, Duration timeout) {
          return super.ping(address, timeout)
              .thenApply(
                  outcome ->
                      outcome instanceof PingOutcome.Failed failed
                              && failed.reason() == PingOutcome.Reason.SILENT
                          ? new PingOutcome.Failed(PingOutcome.Reason.REFUSED, failed.detail())
                          : outcome);
        }
      };
    }
  }

  static class TrustsAnybody extends Faulty {
    @Override
    protected PeerPinger newPinger(NodeContext context) throws IOException {
      return new Pinger(context) {
        @Override
        public CompletionStage<PingOutcome> ping(PeerAddress address, Duration timeout) {
          return super.ping(address, timeout)
              .thenApply(
                  outcome ->
                      outcome instanceof PingOutcome.Failed failed
                              && failed.reason() == PingOutcome.Reason.WRONG_IDENTITY
                          ? new PingOutcome.Healthy(
                              context.currentEntry(context.configuredDialect()), Duration.ZERO)
                          : outcome);
        }
      };
    }
  }

  static class ForgetsToUnsubscribe extends Faulty {
    @Override
    protected PeerPinger newPinger(NodeContext context) throws IOException {
      return new Pinger(context) {
        @Override
        public Subscription onPeerMet(Consumer<PeerAddress> listener) {
          super.onPeerMet(listener);
          return () -> {};
        }
      };
    }
  }

  static class MeetsNobody extends Faulty {
    @Override
    protected PeerPinger newPinger(NodeContext context) throws IOException {
      return new Pinger(context) {
        @Override
        public Subscription onPeerMet(Consumer<PeerAddress> listener) {
          return () -> {};
        }
      };
    }
  }

  static class SaysItIsEverywhere extends Faulty {
    @Override
    protected PeerPinger newPinger(NodeContext context) throws IOException {
      return new Pinger(context) {
        @Override
        public Set<TransportAddress> localAddresses() {
          return Set.of(TransportAddress.parseIp("0.0.0.0:4433"));
        }
      };
    }
  }

  static class NeverCloses extends Faulty {
    @Override
    protected PeerPinger newPinger(NodeContext context) throws IOException {
      return new Pinger(context) {
        @Override
        public void close() {}
      };
    }
  }
}
