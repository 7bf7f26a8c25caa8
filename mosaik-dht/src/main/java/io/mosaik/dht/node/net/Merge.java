package io.mosaik.dht.node.net;

import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import io.mosaik.dht.krpc.BencodedValue;
import io.mosaik.dht.krpc.MutableItem;
import io.mosaik.dht.lookup.Lookup;
import io.mosaik.dht.lookup.MostRecentItem;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What becomes of what both DHTs say (BEP 32): they know nothing of each other, so that it is up to
 * whoever asks both.
 *
 * <p>Immutable.
 *
 * @param <R> what one of them says
 * @param both what both say together
 * @param suffices whether one says all that could be said
 * @param outlives whether what one was asked to do goes on although the other's word was enough
 */
public record Merge<R>(BinaryOperator<R> both, Predicate<R> suffices, boolean outlives) {

  private static final Comparator<Optional<SignedPacket>> OLDEST_PACKET_FIRST =
      Comparator.comparing(
          packet -> packet.orElse(null), Comparator.nullsFirst(Comparator.naturalOrder()));

  private static final Comparator<Optional<MutableItem>> OLDEST_ITEM_FIRST =
      Comparator.comparing(
          item -> item.orElse(null), Comparator.nullsFirst(MostRecentItem.OLDEST_FIRST));

  /**
   * The newest packet. A DHT in which nobody answers has no say in whether there is none: most
   * machines have one family only.
   */
  static Merge<Resolution> resolutions() {
    return lookup(
        (a, b) ->
            new Resolution(
                max(OLDEST_PACKET_FIRST, a.newest(), b.newest()),
                a.asked() + b.asked(),
                a.answered() + b.answered(),
                (a.conclusive() || a.answered() == 0)
                    && (b.conclusive() || b.answered() == 0)
                    && (a.conclusive() || b.conclusive())));
  }

  /** The newest item. */
  static Merge<Optional<MutableItem>> items() {
    return lookup((a, b) -> max(OLDEST_ITEM_FIRST, a, b));
  }

  /** Whichever is there: a hash has one value. */
  public static Merge<Optional<BencodedValue>> values() {
    return new Merge<>((a, b) -> a.or(() -> b), Optional::isPresent, false);
  }

  /** The closest of all. */
  public static Merge<List<NodeInfo>> closest(NodeId target) {
    return lookup(
        (a, b) ->
            Stream.concat(a.stream(), b.stream())
                .sorted(Comparator.comparing(NodeInfo::id, target.byDistance()))
                .limit(Lookup.CLOSEST)
                .toList());
  }

  /** All of them. */
  public static Merge<Set<InetSocketAddress>> peers() {
    return lookup(
        (a, b) -> {
          Set<InetSocketAddress> all = new LinkedHashSet<>(a);
          all.addAll(b);
          return all;
        });
  }

  /** What was stored here and there. Where nobody answers it may be stored later. */
  public static Merge<PublishReceipt> receipts() {
    return new Merge<>(
        (a, b) -> {
          Map<DhtException.Reason, Integer> refused = new EnumMap<>(DhtException.Reason.class);
          a.refused().forEach((reason, count) -> refused.merge(reason, count, Integer::sum));
          b.refused().forEach((reason, count) -> refused.merge(reason, count, Integer::sum));
          return new PublishReceipt(a.asked() + b.asked(), a.stored() + b.stored(), refused);
        },
        receipt -> false,
        true);
  }

  /** For what concerns one family only. */
  public static <R> Merge<R> first() {
    return new Merge<>((a, b) -> a, result -> true, false);
  }

  private static <R> Merge<R> lookup(BinaryOperator<R> both) {
    return new Merge<>(both, result -> false, false);
  }

  private static <T> T max(Comparator<T> order, T a, T b) {
    return order.compare(a, b) >= 0 ? a : b;
  }
}
