package io.mosaik.dht;

import io.mosaik.dht.node.net.EventLoops;

/**
 * Threads that move datagrams, to be shared by several nodes of one JVM. A node that is given none
 * makes a single one of its own.
 *
 * <p>Thread-safe. Daemon threads, named {@code mosaik-dht-…}. Close it after the nodes that use it.
 */
public final class DhtEventLoops implements AutoCloseable {

  private final EventLoops loops;

  private DhtEventLoops(EventLoops loops) {
    this.loops = loops;
  }

  /**
   * Starts threads.
   *
   * @param threads how many, at least 1; more than processors is waste
   * @return the threads
   */
  public static DhtEventLoops start(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("at least 1 thread, not " + threads);
    }
    return new DhtEventLoops(new EventLoops(threads));
  }

  EventLoops loops() {
    return loops;
  }

  /** Ends the threads. Idempotent; blocks no longer than two seconds. */
  @Override
  public void close() {
    loops.close();
  }
}
