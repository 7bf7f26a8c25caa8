package io.mosaik.bootstrap.client;

import io.mosaik.api.spi.Resolution;
import io.mosaik.bootstrap.model.ClientReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the score of one client: who hears nobody for a while is not waited for as long as another
 * client can be believed. It goes on being asked, so that it is noticed when it is back; from time
 * to time it gets all the time it wants for that.
 *
 * <p>Thread-safe by its monitor.
 */
final class Reachability {

  private static final Logger LOG = LoggerFactory.getLogger(Reachability.class);

  /** Half a scan of lookups in a row that nobody answered; ours. */
  static final int SILENCES = 8;

  /** Of so many lookups of a client that is not reachable one is waited for; ours. */
  static final int PROBE_EVERY = 8;

  /** How much the last lookup counts; ours. */
  private static final double WEIGHT = 1.0 / 16;

  private final String client;
  private double score = 1;
  private int silentInARow;
  private int skipped;
  private long lookups;
  private long answers;
  private long silences;
  private long copies;

  Reachability(String client) {
    this.client = client;
  }

  /** Whether the lookup or write that begins now is to be waited for in any case. */
  synchronized boolean isWaitedFor() {
    if (isReachable()) {
      return true;
    }
    skipped++;
    return skipped % PROBE_EVERY == 0;
  }

  synchronized void resolved(Resolution resolution) {
    lookups++;
    answers += resolution.answered();
    int asked = Math.max(1, resolution.asked());
    score += WEIGHT * ((double) resolution.answered() / asked - score);
    if (resolution.answered() > 0) {
      answered();
    } else {
      silent();
    }
  }

  synchronized void failed() {
    lookups++;
    score -= WEIGHT * score;
    silent();
  }

  synchronized void stored(int newCopies) {
    copies += newCopies;
    answered();
  }

  synchronized ClientReport report() {
    return new ClientReport(
        client, (int) Math.round(score * 100), isReachable(), lookups, answers, silences, copies);
  }

  private boolean isReachable() {
    return silentInARow < SILENCES;
  }

  private void answered() {
    if (!isReachable()) {
      LOG.info("{} answers again", client);
    }
    silentInARow = 0;
    skipped = 0;
  }

  private void silent() {
    silences++;
    silentInARow++;
    if (silentInARow == SILENCES) {
      LOG.warn("{} does not answer: nobody else is kept waiting for it", client);
    }
  }
}
