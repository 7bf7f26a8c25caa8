package io.mosaik.bootstrap.model;

import java.util.Locale;
import java.util.Objects;

/**
 * How well a DHT client could be reached so far, lookups before the scan included.
 *
 * <p>Immutable.
 *
 * @param client the name of the client
 * @param score how many of a hundred of those it asked lately have answered, recent lookups
 *     counting most
 * @param reachable whether lookups wait for it; false after several in a row that nobody answered,
 *     until somebody answers again
 * @param lookups how many lookups it has ended
 * @param answers how many nodes or relays have answered them
 * @param silences how many lookups nobody answered
 * @param copies how many copies of our records were stored through it
 */
public record ClientReport(
    String client,
    int score,
    boolean reachable,
    long lookups,
    long answers,
    long silences,
    long copies) {

  /** Checks that nothing is missing. */
  public ClientReport {
    Objects.requireNonNull(client, "client");
  }

  /** One line. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: score %d of 100%s, %d answers to %d lookups, %d unanswered, %d copies stored",
        client,
        score,
        reachable ? "" : ", not reachable",
        answers,
        lookups,
        silences,
        copies);
  }
}
