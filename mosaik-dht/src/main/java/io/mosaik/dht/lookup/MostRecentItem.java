package io.mosaik.dht.lookup;

import io.mosaik.api.Bytes;
import io.mosaik.api.PublicKey;
import io.mosaik.dht.krpc.MutableItem;
import io.mosaik.dht.krpc.ResponseBody;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Collects the most recent item of a key and salt: the one with the greatest sequence number, and
 * of those the one whose value is greater, byte by byte (pkarr's order). An item of another key is
 * a lie, however well signed: anybody could fill anybody's place with it.
 *
 * <p>Only what would be better than the best is verified: the twentieth copy costs nothing.
 *
 * <p>Confined to its lookup's thread.
 *
 * @param <T> what a verified item is turned into
 */
public final class MostRecentItem<T> extends BodyVisitor implements ValueCollector {

  /** By sequence number, then by value: pkarr's order. */
  public static final Comparator<MutableItem> OLDEST_FIRST =
      Comparator.comparingLong(MutableItem::seq).thenComparing(MostRecentItem::content);

  private final PublicKey key;
  private final Bytes salt;
  private final Function<MutableItem, Optional<T>> opener;
  private final Consumer<T> improved;
  private Optional<MutableItem> best = Optional.empty();
  private Optional<T> verified = Optional.empty();

  /**
   * Starts with nothing.
   *
   * @param key whose item
   * @param salt which of them; empty for none
   * @param opener verifies an item's signature and turns it into what is wanted; empty if it does
   *     not hold, or the value is not of the wanted kind
   * @param improved hears of each item that is better than all before
   */
  public MostRecentItem(
      PublicKey key, Bytes salt, Function<MutableItem, Optional<T>> opener, Consumer<T> improved) {
    this.key = key;
    this.salt = salt;
    this.opener = opener;
    this.improved = improved;
  }

  /** The most recent one so far. */
  public Optional<T> best() {
    return verified;
  }

  @Override
  public Finding offer(ResponseBody body) {
    return body.readWith(this);
  }

  @Override
  public Finding mutableValue(ResponseBody.MutableValue body) {
    return offer(body.item());
  }

  /** Looks at an item, whose salt need not be filled in: it does not travel with answers. */
  public Finding offer(MutableItem received) {
    if (!received.key().equals(key.bytes()) || received.seq() < 0) {
      return Finding.UNUSABLE;
    }
    MutableItem item =
        new MutableItem(
            received.key(), salt, received.seq(), received.signature(), received.value());
    if (best.isPresent() && OLDEST_FIRST.compare(item, best.get()) <= 0) {
      return Finding.VALUE;
    }
    Optional<T> opened = opener.apply(item);
    if (opened.isEmpty()) {
      return item.hasValidSignature() ? Finding.UNUSABLE : Finding.FORGED;
    }
    best = Optional.of(item);
    verified = opened;
    improved.accept(opened.get());
    return Finding.VALUE;
  }

  private static Bytes content(MutableItem item) {
    return item.value().string().orElseGet(() -> item.value().encoded());
  }
}
