package io.mosaik.relay.framing;

import java.util.List;

/**
 * What comes of a sequence of bytes on one connection.
 *
 * <p>Immutable.
 *
 * @param answers in this order, and no others
 * @param incomplete whether the bytes end within a request
 */
record Outcome(List<Expected> answers, boolean incomplete) {

  /** Whether the server ends the connection, whatever the client does. */
  boolean closes() {
    return !answers.isEmpty() && answers.get(answers.size() - 1).closes();
  }
}
