package io.mosaik.relay.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports connections that could not be accepted, most often because the process has no file
 * descriptors left, and makes room for others. Last in the pipeline of the listening socket, behind
 * Netty's acceptor, which pauses for a second. Runs only on the channel's event loop; the count may
 * be read by any thread.
 */
final class AcceptFailures extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(AcceptFailures.class);

  /** Connections that are closed, slowest first, to get file descriptors back; ours. */
  static final int CLOSED_AT_ONCE = 64;

  /** The least time between two lines in the log; ours. */
  private static final Duration LOG_EVERY = Duration.ofSeconds(30);

  private final Connections connections;
  private final AtomicLong count = new AtomicLong();
  private boolean quiet;

  AcceptFailures(Connections connections) {
    this.connections = connections;
  }

  /** Returns how often a connection could not be accepted. */
  long count() {
    return count.get();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    count.incrementAndGet();
    if (!quiet) {
      quiet = true;
      ctx.executor().schedule(() -> quiet = false, LOG_EVERY.toMillis(), TimeUnit.MILLISECONDS);
      LOG.error(
          "cannot accept connections on {}: {}; {} are open, the slowest are closed. If the process"
              + " is out of file descriptors, raise its limit (ulimit -n) or lower the number of"
              + " connections",
          ctx.channel().localAddress(),
          String.valueOf(cause.getMessage()),
          connections.count());
    }
    connections.closeSlowest(CLOSED_AT_ONCE);
  }
}
