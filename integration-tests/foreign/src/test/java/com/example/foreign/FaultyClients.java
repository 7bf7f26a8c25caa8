package com.example.foreign;

import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.NodeContext;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import io.mosaik.testkit.DhtClientContract;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Clients of a map, each with one fault. */
final class FaultyClients {

  private FaultyClients() {}

  /** A client that does all as {@link SharedMapClient} does it, until overridden. */
  private static class Client implements DhtClient {

    final Map<PublicKey, SignedPacket> map;
    final Executor callbacks;
    final DhtClient right;

    Client(Map<PublicKey, SignedPacket> map, Executor callbacks) {
      this.map = map;
      this.callbacks = callbacks;
      this.right = new SharedMapClient(map, callbacks);
    }

    @Override
    public String name() {
      return right.name();
    }

    @Override
    public CompletionStage<Resolution> resolveMostRecent(
        PublicKey key, Consumer<SignedPacket> early) {
      return right.resolveMostRecent(key, early);
    }

    @Override
    public CompletionStage<PublishReceipt> publish(SignedPacket packet, Expected expected) {
      return right.publish(packet, expected);
    }

    @Override
    public boolean supportsCompareAndSwap() {
      return right.supportsCompareAndSwap();
    }

    @Override
    public void close() {
      right.close();
    }
  }

  /** Runs the contract on faulty clients. */
  abstract static class Faulty extends DhtClientContract {

    private final Map<PublicKey, SignedPacket> map = new ConcurrentHashMap<>();

    abstract DhtClient faulty(Map<PublicKey, SignedPacket> store, Executor callbacks);

    @Override
    protected Duration patience() {
      return Duration.ofSeconds(2);
    }

    @Override
    protected DhtClient newClient(NodeContext context) {
      return faulty(map, context.callbackExecutor());
    }

    @Override
    protected Optional<DhtClient> newClientOfSilentStore(NodeContext context) {
      return Optional.empty();
    }

    @Override
    protected Optional<DhtClient> newClientOfLyingStore(NodeContext context, SignedPacket lie) {
      return Optional.of(faulty(new LyingMap(lie), context.callbackExecutor()));
    }
  }

  static class WrongThread extends Faulty {
    @Override
    DhtClient faulty(Map<PublicKey, SignedPacket> store, Executor callbacks) {
      return new Client(store, Runnable::run);
    }
  }

  static class NeverTellsEarly extends Faulty {
    @Override
    DhtClient faulty(Map<PublicKey, SignedPacket> store, Executor callbacks) {
      return new Client(store, callbacks) {
        @Override
        public CompletionStage<Resolution> resolveMostRecent(
            PublicKey key, Consumer<SignedPacket> early) {
          return super.resolveMostRecent(key, packet -> {});
        }
      };
    }
  }

  static class GoesOnWhenCancelled extends Faulty {
    @Override
    DhtClient faulty(Map<PublicKey, SignedPacket> store, Executor callbacks) {
      return new Client(store, callbacks) {
        @Override
        public CompletionStage<Resolution> resolveMostRecent(
            PublicKey key, Consumer<SignedPacket> early) {
          return super.resolveMostRecent(key, early).thenApply(found -> found);
        }
      };
    }
  }

  static class IgnoresExpectations extends Faulty {
    @Override
    DhtClient faulty(Map<PublicKey, SignedPacket> store, Executor callbacks) {
      return new Client(store, callbacks) {
        @Override
        public CompletionStage<PublishReceipt> publish(SignedPacket packet, Expected expected) {
          return super.publish(packet, Expected.any());
        }
      };
    }
  }

  static class GoesBackInTime extends Faulty {
    @Override
    DhtClient faulty(Map<PublicKey, SignedPacket> store, Executor callbacks) {
      return new Client(store, callbacks) {
        @Override
        public CompletionStage<PublishReceipt> publish(SignedPacket packet, Expected expected) {
          if (expected.equals(Expected.any())) {
            map.remove(packet.key());
          }
          return super.publish(packet, expected);
        }
      };
    }
  }

  static class KeepsToItself extends Faulty {
    @Override
    DhtClient faulty(Map<PublicKey, SignedPacket> store, Executor callbacks) {
      return new Client(new ConcurrentHashMap<>(), callbacks);
    }
  }

  static class BelievesLies extends Faulty {
    @Override
    DhtClient faulty(Map<PublicKey, SignedPacket> store, Executor callbacks) {
      return new Client(store, callbacks) {
        @Override
        public CompletionStage<Resolution> resolveMostRecent(
            PublicKey key, Consumer<SignedPacket> early) {
          return super.resolveMostRecent(key, early)
              .thenApply(found -> new Resolution(Optional.ofNullable(map.get(key)), 1, 1, true));
        }
      };
    }
  }

  static class NeverCloses extends Faulty {
    @Override
    DhtClient faulty(Map<PublicKey, SignedPacket> store, Executor callbacks) {
      return new Client(store, callbacks) {
        @Override
        public void close() {}
      };
    }
  }

  static class FailsIfEmpty extends Faulty {
    @Override
    DhtClient faulty(Map<PublicKey, SignedPacket> store, Executor callbacks) {
      return new Client(store, callbacks) {
        @Override
        public CompletionStage<Resolution> resolveMostRecent(
            PublicKey key, Consumer<SignedPacket> early) {
          return map.containsKey(key)
              ? super.resolveMostRecent(key, early)
              : CompletableFuture.failedFuture(
                  new DhtException(DhtException.Reason.NO_NODES, "nothing there"));
        }
      };
    }
  }

  static class LosesUnderLoad extends Faulty {
    @Override
    DhtClient faulty(Map<PublicKey, SignedPacket> store, Executor callbacks) {
      AtomicInteger calls = new AtomicInteger();
      return new Client(store, callbacks) {
        @Override
        public CompletionStage<PublishReceipt> publish(SignedPacket packet, Expected expected) {
          return calls.incrementAndGet() > 20
              ? new CompletableFuture<>()
              : super.publish(packet, expected);
        }
      };
    }
  }
}
