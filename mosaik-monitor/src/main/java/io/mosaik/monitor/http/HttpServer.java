package io.mosaik.monitor.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP server of a few read-only resources. One event loop moves bytes; each resource that is not
 * quick has a thread that makes its answers, so that a slow source delays no other connection than
 * those that ask for it.
 *
 * <p>Thread-safe.
 */
public final class HttpServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);
  private static final int MAX_REQUEST_LINE = 1024;
  private static final int MAX_HEADERS = 8192;
  private static final int MAX_CHUNK = 1024;
  private static final int NOT_FOUND = 404;
  private static final int INTERNAL_ERROR = 500;
  private static final int UNAVAILABLE = 503;

  /**
   * Resource.
   *
   * @param quick whether its answer takes no time and asks nobody, and is made on the event loop
   * @param answer makes the answer
   */
  public record Resource(boolean quick, Supplier<HttpAnswer> answer) {}

  /**
   * Limits of a server.
   *
   * @param connections open connections; the oldest that has sent no request gives way
   * @param requestTimeout from the first moment of a connection to the last byte of its request
   * @param answerTimeout from there until the answer has been taken
   */
  public record Limits(int connections, Duration requestTimeout, Duration answerTimeout) {

    /** 64 connections, 5 s for a request, 10 s for its answer. */
    public static final Limits DEFAULT =
        new Limits(64, Duration.ofSeconds(5), Duration.ofSeconds(10));
  }

  private final Map<String, Resource> resources;
  private final Limits limits;
  private final InstantSource wallClock;
  private final OpenConnections connections;
  private final EventLoopGroup loop;
  private final Map<Resource, ThreadPoolExecutor> workers = new IdentityHashMap<>();
  private final Channel listening;

  /**
   * Binds a socket and serves.
   *
   * @param bind where; port 0 for any
   * @param resources what to serve, by path
   * @param limits how much to take
   * @param wallClock the time for the header {@code Date}
   * @throws UncheckedIOException if the socket cannot be bound
   */
  public HttpServer(
      InetSocketAddress bind,
      Map<String, Resource> resources,
      Limits limits,
      InstantSource wallClock) {
    this.resources = Map.copyOf(resources);
    this.limits = limits;
    this.wallClock = wallClock;
    this.connections = new OpenConnections(limits.connections());
    this.loop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("mosaik-monitor", true), NioIoHandler.newFactory());
    for (Resource resource : this.resources.values()) {
      if (!resource.quick()) {
        workers.put(resource, newWorker(limits));
      }
    }
    this.listening = bind(bind);
  }

  private static ThreadPoolExecutor newWorker(Limits limits) {
    ThreadPoolExecutor worker =
        new ThreadPoolExecutor(
            1,
            1,
            CLOSE_LIMIT.toSeconds(),
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(limits.connections()),
            new DefaultThreadFactory("mosaik-monitor-answer", true));
    worker.allowCoreThreadTimeOut(true);
    return worker;
  }

  private Channel bind(InetSocketAddress address) {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, limits.connections())
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel
                        .pipeline()
                        .addLast(new HttpServerCodec(decoderConfig()))
                        .addLast(new RequestHandler(HttpServer.this));
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      end();
      throw new UncheckedIOException(
          "cannot serve HTTP on " + text(address) + ": " + bound.cause().getMessage(),
          new IOException(bound.cause()));
    }
    return bound.channel();
  }

  private static HttpDecoderConfig decoderConfig() {
    return new HttpDecoderConfig()
        .setMaxInitialLineLength(MAX_REQUEST_LINE)
        .setMaxHeaderSize(MAX_HEADERS)
        .setMaxChunkSize(MAX_CHUNK);
  }

  /** Formats {@code ADDR:PORT}, IPv6 in brackets. */
  static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }

  /** Returns the bound address, with a concrete port. */
  public InetSocketAddress localAddress() {
    return (InetSocketAddress) listening.localAddress();
  }

  /** Returns how many connections are open. */
  public int connectionCount() {
    try {
      return loop.submit(connections::size).get(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (Exception closedOrBusy) {
      return 0;
    }
  }

  OpenConnections connections() {
    return connections;
  }

  Limits limits() {
    return limits;
  }

  Instant now() {
    return wallClock.instant();
  }

  /** Makes an answer, at once or on the worker thread of the resource. */
  void answer(Optional<String> path, Consumer<HttpAnswer> whenDone) {
    Resource resource = path.map(resources::get).orElse(null);
    if (resource == null) {
      whenDone.accept(HttpAnswer.text(NOT_FOUND, "there is " + known() + "\n"));
    } else if (resource.quick()) {
      whenDone.accept(make(resource));
    } else {
      try {
        workers.get(resource).execute(() -> whenDone.accept(make(resource)));
      } catch (RejectedExecutionException full) {
        whenDone.accept(HttpAnswer.text(UNAVAILABLE, "too many requests wait already\n"));
      }
    }
  }

  private String known() {
    return String.join(", ", resources.keySet().stream().sorted().toList());
  }

  private static HttpAnswer make(Resource resource) {
    try {
      return resource.answer().get();
    } catch (RuntimeException failed) {
      LOG.warn("Internal error while answering a request", failed);
      return HttpAnswer.text(INTERNAL_ERROR, "internal error\n");
    }
  }

  /** Closes the socket and all connections. Leaves no thread; idempotent. */
  @Override
  public void close() {
    listening.close().awaitUninterruptibly(CLOSE_LIMIT.toMillis());
    if (!loop.isShuttingDown()) {
      loop.submit(connections::closeAll).awaitUninterruptibly(CLOSE_LIMIT.toMillis());
    }
    end();
  }

  private void end() {
    workers.values().forEach(ThreadPoolExecutor::shutdownNow);
    loop.shutdownGracefully(0, CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    try {
      boolean ended = true;
      for (ThreadPoolExecutor worker : workers.values()) {
        ended &= worker.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      }
      ended &= loop.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        LOG.warn("The HTTP server did not terminate within {} ms", CLOSE_LIMIT.toMillis());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
