package io.mosaik.dht;

import io.mosaik.dht.node.NodeMode;

/** What a node does for others. */
public enum DhtMode {
  /**
   * Finds out whether others reach it: for 15 minutes it asks and answers; then it goes on as a
   * server if somebody unknown reached it, or its own ping to the address that others see, and as a
   * client otherwise, until it turns out to be reachable after all. Right for programs that stay.
   */
  ADAPTIVE,
  /**
   * Asks, and answers nothing (BEP 43, {@code ro}). Nobody keeps such a node in a table: right for
   * programs that come and go.
   */
  CLIENT,
  /** Asks, answers, and stores what others ask it to store. */
  SERVER;

  NodeMode toNodeMode() {
    return NodeMode.valueOf(name());
  }
}
