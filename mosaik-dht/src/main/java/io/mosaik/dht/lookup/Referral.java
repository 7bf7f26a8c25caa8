package io.mosaik.dht.lookup;

/**
 * One referrer's part in one lookup: how many of the nodes that it named are being asked.
 *
 * <p>Confined to its lookup's thread.
 */
final class Referral {

  private final Referrers.History record;
  private int asked;

  Referral(Referrers.History record) {
    this.record = record;
  }

  Referrers.History record() {
    return record;
  }

  boolean hasRoom() {
    return asked < record.share();
  }

  void ask() {
    asked++;
  }

  void release() {
    asked--;
  }
}
