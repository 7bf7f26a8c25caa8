package io.mosaik.relay.service;

/** Figures of the server that the service tells with its own. */
@FunctionalInterface
public interface ServerCounters {

  /**
   * Returns the number of open connections.
   *
   * @return at least 0
   */
  long connections();

  /**
   * Returns the number of connections that were closed to make room for others.
   *
   * @return since the start
   */
  default long evicted() {
    return 0;
  }

  /**
   * Returns how often a connection could not be accepted.
   *
   * @return since the start
   */
  default long acceptFailures() {
    return 0;
  }
}
