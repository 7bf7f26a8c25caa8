package io.mosaik.dht.lookup;

import io.mosaik.dht.krpc.BencodedValue;
import io.mosaik.dht.krpc.ResponseBody;
import io.mosaik.dht.routing.NodeId;
import java.util.Optional;

/**
 * Collects the value whose hash is the target. There is one at most, so the first will do.
 *
 * <p>Confined to its lookup's thread.
 */
public final class ImmutableValue extends BodyVisitor implements ValueCollector {

  private final NodeId target;
  private Optional<BencodedValue> value = Optional.empty();

  /** Starts with nothing. */
  public ImmutableValue(NodeId target) {
    this.target = target;
  }

  /** The value, if it was found. */
  public Optional<BencodedValue> value() {
    return value;
  }

  @Override
  public Finding offer(ResponseBody body) {
    return body.readWith(this);
  }

  @Override
  public Finding immutableValue(ResponseBody.ImmutableValue body) {
    return offer(body.value());
  }

  /** Looks at a value. */
  public Finding offer(BencodedValue received) {
    if (!received.target().equals(target)) {
      return Finding.FORGED;
    }
    value = Optional.of(received);
    return Finding.VALUE;
  }

  @Override
  public boolean isSatisfied() {
    return value.isPresent();
  }
}
