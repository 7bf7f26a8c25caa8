package io.mosaik.dht.node.net;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
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
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final EventLoopGroup group;
  private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

  /** Starts threads, each when it is first needed. */
  public EventLoops(int threads) {
    group =
        new MultiThreadIoEventLoopGroup(
            threads, new DefaultThreadFactory("mosaik-dht", true), NioIoHandler.newFactory());
  }

  EventLoopGroup group() {
    return group;
  }

  /** Takes note of a channel, so that it is closed in order before its thread ends. */
  void opened(Channel channel) {
    channels.add(channel);
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
    close(CLOSE_LIMIT);
  }

  /** The same, waiting no longer than this. */
  void close(Duration limit) {
    channels.close();
    group.shutdownGracefully(0, limit.toNanos(), TimeUnit.NANOSECONDS);
    if (isCaller()) {
      return;
    }
    try {
      if (!group.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.warn("event loops still busy {} after they were told to end", limit);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
