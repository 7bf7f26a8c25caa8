package io.mosaik.dht.storage;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.BencodedValue;
import io.mosaik.dht.krpc.ErrorCode;
import io.mosaik.dht.krpc.MutableItem;
import io.mosaik.dht.krpc.PutImmutable;
import io.mosaik.dht.krpc.PutMutable;
import io.mosaik.dht.routing.NodeId;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The values that a node stores for others (BEP 44). Only what passed every check gets in; a
 * refused query leaves everything as it was. The checks come in mainline's order and have its
 * codes; that a target fits and a sequence number is not negative is checked beyond that.
 *
 * <p>Confined to one thread.
 */
public final class ItemStore {

  /** How long BEP 44 wants a value to be kept at least ("Expiration"). */
  public static final Duration DEFAULT_LIFETIME = Duration.ofHours(2);

  private final WriteTokens tokens;
  private final ExpiringLru<NodeId, MutableItem> mutable;
  private final ExpiringLru<NodeId, BencodedValue> immutable;

  /**
   * Starts empty.
   *
   * @param tokens without one of which nothing is stored
   * @param limits how many are kept
   * @param lifetime how long a value is kept that nobody puts again
   * @param crowdedOut told each time when a value gives way to another
   */
  public ItemStore(WriteTokens tokens, StoreLimits limits, Duration lifetime, Runnable crowdedOut) {
    this.tokens = tokens;
    this.mutable = new ExpiringLru<>(limits.maxMutableItems(), lifetime, crowdedOut);
    this.immutable = new ExpiringLru<>(limits.maxImmutableItems(), lifetime, crowdedOut);
  }

  /** The mutable item under a target. */
  public Optional<MutableItem> mutable(NodeId target, Deadline now) {
    return mutable.get(target, now);
  }

  /** The immutable value under a target. */
  public Optional<BencodedValue> immutable(NodeId target, Deadline now) {
    return immutable.get(target, now);
  }

  /** How many values take up room, mutable and immutable ones, some of which may have expired. */
  public int size() {
    return mutable.size() + immutable.size();
  }

  /** Stores a value, unless something is wrong with it. */
  public StoreVerdict put(PutImmutable query, InetAddress from, Deadline now) {
    Optional<StoreVerdict.Refused> refused =
        checkToken(query.token(), from, now)
            .or(() -> checkSize(query.value()))
            .or(() -> checkTarget(query.target(), query.value().target()));
    if (refused.isPresent()) {
      return refused.get();
    }
    immutable.put(query.target(), query.value(), now);
    return new StoreVerdict.Stored();
  }

  /** Stores an item in place of an older one, unless something is wrong with it. */
  public StoreVerdict put(PutMutable query, InetAddress from, Deadline now) {
    MutableItem item = query.item();
    Optional<StoreVerdict.Refused> refused =
        checkToken(query.token(), from, now)
            .or(() -> checkSize(item.value()))
            .or(() -> checkSaltSize(item.salt()))
            .or(() -> checkTarget(query.target(), item.target()))
            .or(() -> checkSign(item.seq()));
    if (refused.isPresent()) {
      return refused.get();
    }
    Optional<MutableItem> stored = mutable.get(query.target(), now);
    refused =
        stored
            .flatMap(there -> checkSuccession(there, item, query.cas()))
            .or(() -> checkSignature(stored, item));
    if (refused.isPresent()) {
      return refused.get();
    }
    mutable.put(query.target(), item, now);
    return new StoreVerdict.Stored();
  }

  /** Stores an item that other nodes have stored, unless what is there is more recent. */
  public void keep(MutableItem item, Deadline now) {
    if (mutable.get(item.target(), now).filter(there -> there.seq() > item.seq()).isEmpty()) {
      mutable.put(item.target(), item, now);
    }
  }

  private Optional<StoreVerdict.Refused> checkToken(Bytes token, InetAddress from, Deadline now) {
    return refuseUnless(tokens.holds(token, from, now), ErrorCode.PROTOCOL, () -> "bad token");
  }

  private static Optional<StoreVerdict.Refused> checkSize(BencodedValue value) {
    return refuseUnless(
        value.size() <= BencodedValue.MAX_SIZE,
        ErrorCode.VALUE_TOO_BIG,
        () -> "v has " + value.size() + " bytes, more than " + BencodedValue.MAX_SIZE);
  }

  private static Optional<StoreVerdict.Refused> checkSaltSize(Bytes salt) {
    return refuseUnless(
        salt.size() <= MutableItem.MAX_SALT_SIZE,
        ErrorCode.SALT_TOO_BIG,
        () -> "salt has " + salt.size() + " bytes, more than " + MutableItem.MAX_SALT_SIZE);
  }

  /** Neither mainline nor BEP 44 asks for this, but else anybody could fill anybody's place. */
  private static Optional<StoreVerdict.Refused> checkTarget(NodeId given, NodeId due) {
    return refuseUnless(
        given.equals(due), ErrorCode.PROTOCOL, () -> "target is " + given + " instead of " + due);
  }

  private static Optional<StoreVerdict.Refused> checkSign(long seq) {
    return refuseUnless(seq >= 0, ErrorCode.PROTOCOL, () -> "seq is negative: " + seq);
  }

  /** An equal sequence number replaces, even with another value. */
  private static Optional<StoreVerdict.Refused> checkSuccession(
      MutableItem stored, MutableItem item, OptionalLong cas) {
    return refuseUnless(
            cas.isEmpty() || cas.getAsLong() == stored.seq(),
            ErrorCode.CAS_MISMATCH,
            () -> "seq stored is " + stored.seq() + ", not " + cas)
        .or(
            () ->
                refuseUnless(
                    item.seq() >= stored.seq(),
                    ErrorCode.SEQUENCE_TOO_LOW,
                    () -> "seq stored is " + stored.seq() + ", greater than " + item.seq()));
  }

  /** By far the dearest check; spared where the very same item was verified before. */
  private static Optional<StoreVerdict.Refused> checkSignature(
      Optional<MutableItem> verified, MutableItem item) {
    boolean known = verified.equals(Optional.of(item));
    return refuseUnless(
        known || item.hasValidSignature(),
        ErrorCode.INVALID_SIGNATURE,
        () -> "signature of seq " + item.seq() + " does not hold");
  }

  /** The detail is put into words only where there is something to say: most queries are right. */
  private static Optional<StoreVerdict.Refused> refuseUnless(
      boolean right, ErrorCode code, Supplier<String> detail) {
    return right ? Optional.empty() : Optional.of(new StoreVerdict.Refused(code, detail.get()));
  }
}
