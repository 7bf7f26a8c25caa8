package io.mosaik.dht;

/** What a node does for others. */
public enum DhtMode {
  /**
   * Asks, and answers nothing (BEP 43, {@code ro}). Nobody keeps such a node in a table: right for
   * programs that come and go, and behind a NAT.
   */
  CLIENT,
  /** Asks, answers, and stores what others ask it to store. */
  SERVER
}
