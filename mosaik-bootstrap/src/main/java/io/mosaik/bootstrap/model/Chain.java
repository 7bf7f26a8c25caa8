package io.mosaik.bootstrap.model;

import io.mosaik.api.Digest;
import io.mosaik.api.KeyPair;
import io.mosaik.api.NetworkId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The slots of a network, each derived from the one before: the id of slot 0 is the network id, the
 * id of every other is {@code BLAKE3(id || id)} of its predecessor. The id of a slot is the secret
 * seed of its key pair.
 *
 * <p>Immutable.
 */
public final class Chain {

  /** How many slots mosaik looks at. Who looks at fewer or more meets only a part of the others. */
  public static final int DEFAULT_DEPTH = 16;

  /** The longest chain that is computed; a bound of ours. */
  public static final int MAX_DEPTH = 256;

  private final NetworkId network;
  private final List<Slot> slots;

  private Chain(NetworkId network, List<Slot> slots) {
    this.network = network;
    this.slots = slots;
  }

  /**
   * The chain of a network, {@value #DEFAULT_DEPTH} slots long.
   *
   * @param network the network
   * @return its chain
   */
  public static Chain of(NetworkId network) {
    return of(network, DEFAULT_DEPTH);
  }

  /**
   * The chain of a network.
   *
   * @param network the network
   * @param depth how many slots, 1 to {@value #MAX_DEPTH}
   * @return its chain
   * @throws IllegalArgumentException for any other depth
   */
  public static Chain of(NetworkId network, int depth) {
    Objects.requireNonNull(network, "network");
    if (depth < 1 || depth > MAX_DEPTH) {
      throw new IllegalArgumentException("a chain has 1 to " + MAX_DEPTH + " slots, not " + depth);
    }
    List<Slot> slots = new ArrayList<>(depth);
    Digest id = network.digest();
    for (int index = 0; index < depth; index++) {
      slots.add(new Slot(index, KeyPair.ofSeed(id.bytes())));
      id = id.derive(id.bytes());
    }
    return new Chain(network, List.copyOf(slots));
  }

  /**
   * The network that the chain belongs to.
   *
   * @return the network id
   */
  public NetworkId network() {
    return network;
  }

  /**
   * How many slots there are.
   *
   * @return 1 to {@value #MAX_DEPTH}
   */
  public int depth() {
    return slots.size();
  }

  /**
   * All slots in order.
   *
   * @return an unmodifiable list; the slot with index {@code i} stands at position {@code i}
   */
  public List<Slot> slots() {
    return slots;
  }

  /**
   * One slot.
   *
   * @param index its position
   * @return the slot
   * @throws IndexOutOfBoundsException if the chain is not that long
   */
  public Slot slot(int index) {
    return slots.get(index);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Chain that
        && network.equals(that.network)
        && slots.size() == that.slots.size();
  }

  @Override
  public int hashCode() {
    return Objects.hash(network, slots.size());
  }

  @Override
  public String toString() {
    return "Chain[" + network + ", " + slots.size() + " slots]";
  }
}
