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

  /** How many are asked as long as they answer: each could be slow, and all have other work. */
  static final int ENOUGH = 3;

  private enum State {
    FRESH,
    ASKED,
    RETRY,
    ASKED_AGAIN,
    GIVEN_UP,
    ANSWERED;

    boolean isPromising() {
      return this == FRESH || this == ASKED || this == ANSWERED;
    }
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

  /**
   * How many were asked twice in vain.
   *
   * @param known tells addresses whose nodes are taken care of otherwise
   */
  int givenUp(Predicate<InetSocketAddress> known) {
    return (int)
        states.entrySet().stream()
            .filter(contact -> contact.getValue() == State.GIVEN_UP)
            .filter(contact -> !known.test(contact.getKey()))
            .count();
  }

  /** Whether one of them may answer any moment, or is still to be asked. */
  boolean areOpen() {
    boolean enough = states.values().stream().filter(State.ANSWERED::equals).count() >= ENOUGH;
    return states.values().stream()
        .filter(state -> !(enough && state == State.FRESH))
        .anyMatch(state -> state != State.GIVEN_UP && state != State.ANSWERED);
  }

  /**
   * Whom to ask next, if anybody.
   *
   * @param known tells addresses whose nodes are taken care of otherwise
   */
  Optional<InetSocketAddress> next(Predicate<InetSocketAddress> known) {
    int promising = 0;
    for (Map.Entry<InetSocketAddress, State> contact : states.entrySet()) {
      boolean first = contact.getValue() == State.FRESH;
      if (contact.getValue().isPromising() && ++promising > ENOUGH) {
        continue; // but one behind it may have to be asked again
      }
      if (first || contact.getValue() == State.RETRY) {
        if (known.test(contact.getKey())) {
          contact.setValue(State.ANSWERED);
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
    states.computeIfPresent(address, (contact, state) -> State.ANSWERED);
  }

  void slow(InetSocketAddress address) {
    states.computeIfPresent(
        address,
        (contact, state) -> {
          if (state == State.ASKED) {
            return State.RETRY;
          }
          return state == State.ASKED_AGAIN ? State.GIVEN_UP : state;
        });
  }
}
