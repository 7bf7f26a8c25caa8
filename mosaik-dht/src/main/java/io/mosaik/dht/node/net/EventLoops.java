package io.mosaik.dht.node.net;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that move datagrams: daemons, named {@code mosaik-dht-…}.
 *
 * <p>Thread-safe.
 */
public final class EventLoops implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EventLoops.class);
  private static final int CLOSE_SECONDS = 2;

  private final EventLoopGroup group;

  /** Starts threads, each when it is first needed. */
  public EventLoops(int threads) {
    group =
        new MultiThreadIoEventLoopGroup(
            threads, new DefaultThreadFactory("mosaik-dht", true), NioIoHandler.newFactory());
  }

  EventLoopGroup group() {
    return group;
  }

  /** Whether the caller is one of the threads. */
  boolean isCaller() {
    for (EventExecutor loop : group) {
      if (loop.inEventLoop()) {
        return true;
      }
    }
    return false;
  }

  /** Ends the threads, and waits for that unless called by one of them. Idempotent. */
  @Override
  public void close() {
    group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
    if (isCaller()) {
      return;
    }
    try {
      if (!group.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("event loops still busy {} s after they were told to end", CLOSE_SECONDS);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
