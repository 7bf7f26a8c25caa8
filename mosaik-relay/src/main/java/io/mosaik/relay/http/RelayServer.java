package io.mosaik.relay.http;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.time.Ambient;
import io.mosaik.internal.LibraryConflict;
import io.mosaik.relay.service.RelayLimits;
import io.mosaik.relay.service.RelayService;
import io.mosaik.relay.service.ServerCounters;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The relay's socket and threads. Thread-safe.
 *
 * <p>Order on a connection: count it, time it, decode it, put it together, answer.
 */
public final class RelayServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RelayServer.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  /** For how long those are waited for that have asked before the server was closed; ours. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

  /** How many bytes are read at once, at most: what a connection may have waiting; ours. */
  private static final int MAX_READ = 1 << 14;

  private static final int MIN_READ = 1 << 10;
  private static final int FIRST_READ = 1 << 11;

  private static final Duration SAVE_EVERY = Duration.ofSeconds(60);

  /**
   * How much a server takes at a time.
   *
   * @param threads event loops
   * @param connections in all
   * @param connectionsOfOne from one address, unless that is a trusted proxy's
   * @param reading the longest time that a request may take to come in
   */
  public record Capacity(int threads, int connections, int connectionsOfOne, Duration reading) {

    /** A few thousand connections, a hundred from each address, 10 s for a request. */
    public static final Capacity DEFAULT =
        new Capacity(
            Math.max(2, Runtime.getRuntime().availableProcessors()),
            4096,
            128,
            RequestDeadline.READING);

    /** Checks the numbers. */
    public Capacity {
      if (threads < 1 || connections < 1 || connectionsOfOne < 1 || reading.isNegative()) {
        throw new IllegalArgumentException(
            "a server has at least one thread and one connection, not "
                + threads
                + " and "
                + Math.min(connections, connectionsOfOne));
      }
    }
  }

  private final RelayService service;
  private final RelayLimits limits;
  private final ServerCounters counters = new Counters();
  private final Capacity capacity;
  private final Connections connections;
  private final EventLoopGroup loops;
  private final ScheduledExecutorService keeper;
  private final AcceptFailures acceptFailures;
  private final Channel listening;

  /**
   * Binds a socket and serves.
   *
   * @param bind where; port 0 for any
   * @param dht where packets come from and go to
   * @param limits how much to do for whom
   * @param capacity how much to take at a time
   * @param ambient time
   * @throws UncheckedIOException if the socket cannot be bound, or no snapshot can be kept in the
   *     file for it
   */
  public RelayServer(
      InetSocketAddress bind,
      DhtClient dht,
      RelayLimits limits,
      Capacity capacity,
      Ambient ambient) {
    this.service = new RelayService(dht, limits, ambient);
    this.limits = limits;
    this.capacity = capacity;
    service.checkSnapshot(); // before there are threads to end
    this.connections = connections(capacity, limits.proxyHeader().isPresent());
    this.acceptFailures = new AcceptFailures(connections);
    this.loops =
        new MultiThreadIoEventLoopGroup(
            capacity.threads(),
            new DefaultThreadFactory("mosaik-relay", true),
            NioIoHandler.newFactory());
    this.keeper =
        new ScheduledThreadPoolExecutor(
            1,
            new ThreadFactoryBuilder().setNameFormat("mosaik-relay-cache").setDaemon(true).build());
    this.listening = bind(bind);
    if (limits.snapshot().isPresent()) {
      keeper.execute(service::load);
      long period = SAVE_EVERY.toSeconds();
      keeper.scheduleWithFixedDelay(service::save, period, period, TimeUnit.SECONDS);
    }
  }

  /** All that come through a proxy come from one address. */
  private static Connections connections(Capacity capacity, boolean proxy) {
    return new Connections(
        capacity.connections(), proxy ? capacity.connections() : capacity.connectionsOfOne());
  }

  /** Figures for the metrics. */
  private final class Counters implements ServerCounters {

    @Override
    public long connections() {
      return connections.count();
    }

    @Override
    public long evicted() {
      return connections.evicted();
    }

    @Override
    public long acceptFailures() {
      return acceptFailures.count();
    }
  }

  private Channel bind(InetSocketAddress address) {
    var bound =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator(MIN_READ, FIRST_READ, MAX_READ))
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    equip(channel.pipeline());
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      end();
      LibraryConflict.describe(bound.cause())
          .ifPresent(
              conflict -> {
                throw new IllegalStateException(conflict, bound.cause());
              });
      throw new UncheckedIOException(
          "no relay on "
              + address.getAddress().getHostAddress()
              + ":"
              + address.getPort()
              + ": "
              + bound.cause().getMessage(),
          new IOException(bound.cause()));
    }
    // Behind Netty's acceptor, which is added on the event loop as well.
    Channel channel = bound.channel();
    channel.eventLoop().execute(() -> channel.pipeline().addLast(acceptFailures));
    return channel;
  }

  private void equip(ChannelPipeline pipeline) {
    RequestDeadline deadline = new RequestDeadline(capacity.reading(), connections);
    pipeline.addLast(connections);
    pipeline.addLast(deadline);
    StrictRequestDecoder decoder = new StrictRequestDecoder();
    pipeline.addLast(decoder);
    pipeline.addLast(new HttpResponseEncoder());
    pipeline.addLast(new RequestAssembler());
    pipeline.addLast(
        new RelayHandler(service, connections, counters, deadline, decoder, limits.proxyHeader()));
  }

  /**
   * Where the relay listens.
   *
   * @return a concrete port, but perhaps the wildcard address
   */
  public InetSocketAddress localAddress() {
    return (InetSocketAddress) listening.localAddress();
  }

  @Override
  public void close() {
    listening.close().awaitUninterruptibly(CLOSE_LIMIT.toMillis());
    connections.end(ANSWER_LIMIT);
    end();
    service.save();
  }

  private void end() {
    keeper.shutdown();
    loops.shutdownGracefully(0, CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    try {
      boolean ended =
          keeper.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
              & loops.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        LOG.warn("still busy {} after it was told to end", CLOSE_LIMIT);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
