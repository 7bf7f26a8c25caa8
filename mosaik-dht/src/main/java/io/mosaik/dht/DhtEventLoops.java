package io.mosaik.dht;

/**
 * Threads that move datagrams, to be shared by several nodes of one JVM. A node that is given none
 * makes a single one of its own.
 *
 * <p>Thread-safe. Daemon threads, named {@code mosaik-dht-…}. Close it after the nodes that use it.
 */
public final class DhtEventLoops implements AutoCloseable {

  private DhtEventLoops() {}

  /**
   * Starts threads.
   *
   * @param threads how many, at least 1; more than processors is waste
   * @return the threads
   */
  public static DhtEventLoops start(int threads) {
    throw new UnsupportedOperationException("under construction: " + threads);
  }

  /** Ends the threads. Idempotent; blocks no longer than two seconds. */
  @Override
  public void close() {}
}
