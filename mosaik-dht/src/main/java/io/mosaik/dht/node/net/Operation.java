package io.mosaik.dht.node.net;

import com.google.common.util.concurrent.MoreExecutors;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.DhtException.Reason;
import io.mosaik.dht.node.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that the application wants, and what both families make of it. A family in which nobody
 * answers is not waited for, as long as there is somebody in the other one.
 *
 * <p>Confined to the event loop, but for its future. Everything it tells the application is told on
 * the callback executor, one after the other.
 *
 * @param <R> what a core makes of it
 * @param <T> what the application gets
 */
final class Operation<R, T> {

  private static final Logger LOG = LoggerFactory.getLogger(Operation.class);

  private final String what;
  private final Merge<R> merge;
  private final Function<R, T> view;
  private final Consumer<SignedPacket> early;
  private final Executor callbacks;
  private final CompletableFuture<T> future = new CompletableFuture<>();
  private final List<Part> parts = new ArrayList<>();
  private Optional<SignedPacket> best = Optional.empty();
  private boolean ended;

  Operation(
      String what,
      Merge<R> merge,
      Function<R, T> view,
      Consumer<SignedPacket> early,
      Executor callbacks) {
    this.what = what;
    this.merge = merge;
    this.view = view;
    this.early = early;
    this.callbacks = MoreExecutors.newSequentialExecutor(callbacks);
  }

  /** Tells what the application wants, for people. */
  String name() {
    return what;
  }

  CompletableFuture<T> future() {
    return future;
  }

  /**
   * Asks these nodes, unless nobody wants to know any more.
   *
   * @param requests what to ask each of them
   * @param heard is told what each of them says
   */
  void begin(
      List<FamilyNode> nodes,
      Function<FamilyNode, Command.Request<R>> requests,
      BiConsumer<FamilyNode, R> heard) {
    if (future.isDone()) {
      return;
    }
    nodes.forEach(node -> parts.add(new Part(node, requests.apply(node), heard)));
    List.copyOf(parts).forEach(Part::begin);
  }

  /** Whoever asked no longer wants to know; nothing to do if that is because we told. */
  void giveUp() {
    if (!ended) {
      ended = true;
      parts.forEach(Part::giveUp);
    }
  }

  /** Nobody is there to carry it out. To be called on any thread. */
  void closed() {
    DhtException gone = closedException();
    tell(() -> future.completeExceptionally(gone));
  }

  /** Nobody can carry it out. */
  void impossible(String why) {
    tell(() -> future.completeExceptionally(new DhtException(Reason.NO_NODES, what + ": " + why)));
  }

  private void improved(SignedPacket packet) {
    if (best.isPresent() && best.get().compareTo(packet) >= 0) {
      return;
    }
    best = Optional.of(packet);
    tell(
        () -> {
          if (future.isDone()) {
            return;
          }
          try {
            early.accept(packet);
          } catch (RuntimeException theirs) {
            LOG.warn("the listener for early results of {} threw", what, theirs);
          }
        });
  }

  private void ended(Part part) {
    if (ended || isWorthWaiting(part)) {
      return;
    }
    ended = true;
    if (!merge.outlives()) {
      parts.forEach(Part::giveUp);
    }
    Optional<R> result = parts.stream().flatMap(done -> done.result.stream()).reduce(merge.both());
    if (result.isPresent()) {
      tell(() -> complete(result.get()));
    } else {
      Throwable failure = worst();
      tell(() -> future.completeExceptionally(failure));
    }
  }

  /** Whether another family may still say something that matters beside what this one has said. */
  private boolean isWorthWaiting(Part latest) {
    boolean anyOpen = parts.stream().anyMatch(Part::isOpen);
    boolean anyOpenUp = parts.stream().anyMatch(part -> part.isOpen() && part.node.isConnected());
    boolean enough = latest.result.filter(merge.suffices()).isPresent();
    return anyOpen && !enough && (anyOpenUp || !latest.node.isConnected());
  }

  /** That somebody else was faster tells more than that nobody was there. */
  private Throwable worst() {
    List<Throwable> failures = parts.stream().flatMap(done -> done.failure.stream()).toList();
    return failures.stream()
        .filter(failure -> failure instanceof DhtException dht && dht.reason().isConcurrency())
        .findFirst()
        .orElse(failures.get(0));
  }

  private DhtException closedException() {
    return new DhtException(Reason.CLOSED, "the node is closed: " + what);
  }

  private void complete(R result) {
    try {
      future.complete(view.apply(result));
    } catch (RuntimeException ours) {
      future.completeExceptionally(ours);
    }
  }

  private void tell(Runnable news) {
    callbacks.execute(news);
  }

  /** What one family makes of it. */
  private final class Part implements FamilyNode.Listener<R> {
    private final FamilyNode node;
    private final Command.Request<R> request;
    private final BiConsumer<FamilyNode, R> heard;
    private Optional<R> result = Optional.empty();
    private Optional<Throwable> failure = Optional.empty();

    private Part(FamilyNode node, Command.Request<R> request, BiConsumer<FamilyNode, R> heard) {
      this.node = node;
      this.request = request;
      this.heard = heard;
    }

    private boolean isOpen() {
      return result.isEmpty() && failure.isEmpty();
    }

    private void begin() {
      if (!ended) {
        node.begin(request, this);
      }
    }

    private void giveUp() {
      if (isOpen()) {
        node.giveUp(request);
      }
    }

    @Override
    public void improved(SignedPacket packet) {
      Operation.this.improved(packet);
    }

    @Override
    public void completed(R said) {
      result = Optional.of(said);
      heard.accept(node, said);
      ended(this);
    }

    @Override
    public void failed(DhtException why) {
      failure = Optional.of(why);
      ended(this);
    }

    @Override
    public void gone() {
      failed(closedException());
    }
  }
}
