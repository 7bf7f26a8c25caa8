package io.mosaik.dht;

import io.mosaik.api.Bytes;
import io.mosaik.api.PublicKey;
import io.mosaik.api.spi.DhtException.Reason;
import io.mosaik.api.spi.PublishReceipt;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Stores something once more. A mutable item is looked for first: if a newer one is there, nothing
 * is stored; else the swap (BEP 44, {@code cas}) makes sure that nobody writes in between
 * unnoticed. If a swap is lost although nobody has written anything newer, too many nodes hold
 * something older; the next round does without, and leaves it to the nodes to refuse what is older
 * than theirs. Some (bittorrent-dht) refuse what they have already as not newer: if the item itself
 * was found a moment ago, that is as good as stored.
 *
 * <p>Confined to the executor of its {@link Keep}, but for what is under way, which is volatile.
 */
final class KeepRound {

  /** mosaik's order of items: the greater value wins among those of one sequence number. */
  private static final Comparator<SignedItem> ORDER =
      Comparator.comparingLong(SignedItem::sequence).thenComparing(SignedItem::value);

  /** What is needed of a node. */
  interface Store {
    CompletableFuture<Optional<SignedItem>> getMutable(PublicKey key, Bytes salt);

    CompletableFuture<PublishReceipt> putMutable(SignedItem item, OptionalLong cas);

    CompletableFuture<PublishReceipt> putImmutable(Bytes value);

    CompletableFuture<PublishReceipt> announcePeer(DhtId infoHash, OptionalInt port);
  }

  /**
   * What came of it: one of both, or neither if those who were asked have the item already.
   *
   * @param stored who stored it
   * @param newer what was found instead
   */
  record Result(Optional<PublishReceipt> stored, Optional<SignedItem> newer) {}

  private final Store store;
  private final Publication what;
  private boolean swapLost;
  private volatile CompletableFuture<?> underWay = CompletableFuture.completedFuture(null);
  private volatile boolean cancelled;

  KeepRound(Store store, Publication what) {
    this.store = store;
    this.what = what;
  }

  CompletableFuture<Result> run() {
    if (what instanceof Publication.Mutable mutable) {
      SignedItem ours = mutable.item();
      return cancellable(store.getMutable(ours.key(), ours.salt()))
          .thenCompose(found -> put(ours, found));
    }
    if (what instanceof Publication.Immutable immutable) {
      return stored(store.putImmutable(immutable.value()));
    }
    Publication.Announcement announcement = (Publication.Announcement) what;
    return stored(store.announcePeer(announcement.infoHash(), announcement.port()));
  }

  /** Gives up what is under way, and stores nothing more. */
  void cancel() {
    cancelled = true;
    underWay.cancel(true);
  }

  /** Hears why the round failed. */
  void failed(Reason reason) {
    swapLost = swapLost || reason == Reason.SWAP_LOST;
  }

  void succeeded() {
    swapLost = false;
  }

  private CompletableFuture<Result> put(SignedItem ours, Optional<SignedItem> found) {
    if (found.isPresent() && ORDER.compare(found.get(), ours) > 0) {
      return CompletableFuture.completedFuture(new Result(Optional.empty(), found));
    }
    OptionalLong cas =
        found.isPresent() && !swapLost
            ? OptionalLong.of(found.get().sequence())
            : OptionalLong.empty();
    return stored(store.putMutable(ours, cas))
        .exceptionally(
            failure -> {
              if (found.equals(Optional.of(ours))
                  && Keep.reasonOf(failure) == Reason.NOT_MOST_RECENT) {
                return new Result(Optional.empty(), Optional.empty());
              }
              throw new CompletionException(failure);
            });
  }

  private CompletableFuture<Result> stored(CompletableFuture<PublishReceipt> put) {
    return cancellable(put)
        .thenApply(receipt -> new Result(Optional.of(receipt), Optional.empty()));
  }

  private <T> CompletableFuture<T> cancellable(CompletableFuture<T> operation) {
    underWay = operation;
    if (cancelled) {
      operation.cancel(true);
    }
    return operation;
  }
}
