package io.mosaik.dht.lookup;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Addresses at which a lookup expects nodes whose ids it does not know: where to enter the network.
 *
 * <p>Confined to its lookup's thread. Bounded by {@link #MAX_CONTACTS}.
 */
final class Contacts {

  /** More than anybody configures. */
  static final int MAX_CONTACTS = 64;

  private enum State {
    FRESH,
    ASKED,
    RETRY,
    ASKED_AGAIN,
    DONE
  }

  private final Map<InetSocketAddress, State> states = new LinkedHashMap<>();

  void add(List<InetSocketAddress> addresses) {
    for (InetSocketAddress address : addresses) {
      if (states.size() < MAX_CONTACTS) {
        states.putIfAbsent(address, State.FRESH);
      }
    }
  }

  boolean isEmpty() {
    return states.isEmpty();
  }

  /** Whether one of them may answer any moment, or is still to be asked. */
  boolean areOpen() {
    return states.values().stream().anyMatch(state -> state != State.DONE);
  }

  /**
   * Whom to ask next, if anybody.
   *
   * @param known tells addresses that are taken care of otherwise
   */
  Optional<InetSocketAddress> next(Predicate<InetSocketAddress> known) {
    for (Map.Entry<InetSocketAddress, State> contact : states.entrySet()) {
      boolean first = contact.getValue() == State.FRESH;
      if (first || contact.getValue() == State.RETRY) {
        if (known.test(contact.getKey())) {
          contact.setValue(State.DONE);
        } else {
          contact.setValue(first ? State.ASKED : State.ASKED_AGAIN);
          return Optional.of(contact.getKey());
        }
      }
    }
    return Optional.empty();
  }

  /** Whether this one was asked and may answer any moment. */
  boolean isAwaited(InetSocketAddress address) {
    return states.get(address) == State.ASKED;
  }

  void answered(InetSocketAddress address) {
    states.computeIfPresent(address, (contact, state) -> State.DONE);
  }

  void slow(InetSocketAddress address) {
    states.computeIfPresent(
        address, (contact, state) -> state == State.ASKED ? State.RETRY : State.DONE);
  }
}
