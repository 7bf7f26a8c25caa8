package io.mosaik.dht.node.net;

import com.google.common.net.InetAddresses;
import io.mosaik.dht.krpc.KrpcCodec;
import io.mosaik.dht.routing.AddressFamily;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the sockets of one node, one for each address family, on one event loop. They do not read
 * until they are told to.
 *
 * <p>Confined to one opening.
 */
final class UdpSockets {

  private static final Logger LOG = LoggerFactory.getLogger(UdpSockets.class);

  /** Any IPv4 address of this machine, and any port. */
  static final InetSocketAddress ANY_IPV4 =
      new InetSocketAddress(InetAddresses.forString("0.0.0.0"), 0);

  private static final InetSocketAddress ANY_IPV6 =
      new InetSocketAddress(InetAddresses.forString("::"), 0);

  /** How many datagrams are read before those that they gave rise to are written. Our choice. */
  private static final int MESSAGES_PER_READ = 32;

  /** How many bytes may wait for the socket before what comes is dropped. Our choice. */
  private static final WriteBufferWaterMark MOST_UNSENT =
      new WriteBufferWaterMark(512 << 10, 1 << 20);

  private final EventLoop loop;
  private final int receiveBufferBytes;
  private final List<Channel> bound = new ArrayList<>();

  private UdpSockets(EventLoop loop, int receiveBufferBytes) {
    this.loop = loop;
    this.receiveBufferBytes = receiveBufferBytes;
  }

  /**
   * Binds a socket to each address, or, if there is none, to any address of either family; then one
   * family may be missing.
   *
   * @return completes with the channels on the event loop; if one cannot be bound, fails with what
   *     Netty says, and nothing is left open
   */
  static CompletableFuture<List<Channel>> open(
      EventLoop loop, List<InetSocketAddress> addresses, int receiveBufferBytes) {
    UdpSockets sockets = new UdpSockets(loop, receiveBufferBytes);
    CompletableFuture<Void> all =
        addresses.isEmpty() ? sockets.bindAny() : sockets.bindAll(addresses);
    CompletableFuture<List<Channel>> opened = new CompletableFuture<>();
    all.whenComplete(
        (none, failure) -> {
          if (failure == null) {
            opened.complete(sockets.bound);
          } else {
            sockets.bound.forEach(Channel::close);
            opened.completeExceptionally(failure);
          }
        });
    return opened;
  }

  private CompletableFuture<Void> bindAny() {
    return bind(ANY_IPV4)
        .handle((channel, failure) -> failure)
        .thenCompose(
            noIpv4 ->
                bind(ANY_IPV6)
                    .handle(
                        (channel, noIpv6) -> {
                          if (noIpv6 != null && noIpv4 == null) {
                            LOG.info("no IPv6 here, IPv4 only: {}", noIpv6.toString());
                          } else if (noIpv4 != null && noIpv6 == null) {
                            LOG.info("no IPv4 here, IPv6 only: {}", noIpv4.toString());
                          }
                          return bound.isEmpty()
                              ? CompletableFuture.<Void>failedFuture(noIpv4)
                              : CompletableFuture.<Void>completedFuture(null);
                        }))
        .thenCompose(result -> result);
  }

  private CompletableFuture<Void> bindAll(List<InetSocketAddress> addresses) {
    CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
    for (InetSocketAddress address : addresses) {
      all = all.thenCompose(before -> bind(address)).thenApply(channel -> null);
    }
    return all;
  }

  private CompletableFuture<Channel> bind(InetSocketAddress address) {
    boolean shared = sharesPort(address);
    CompletableFuture<Channel> result = new CompletableFuture<>();
    if (shared) {
      bound.forEach(channel -> channel.config().setOption(ChannelOption.SO_REUSEADDR, true));
    }
    bootstrap(address, shared)
        .bind(address)
        .addListener(
            (ChannelFuture done) -> {
              if (shared) {
                bound.forEach(
                    channel -> channel.config().setOption(ChannelOption.SO_REUSEADDR, false));
              }
              if (done.isSuccess()) {
                done.channel().config().setOption(ChannelOption.SO_REUSEADDR, false);
                bound.add(done.channel());
                result.complete(done.channel());
              } else {
                result.completeExceptionally(cannotBind(address, done.cause()));
              }
            });
    return result;
  }

  /** Names what could not be bound, which the exceptions of the JDK do not. */
  private static BindException cannotBind(InetSocketAddress address, Throwable cause) {
    BindException failure =
        new BindException(
            "cannot bind UDP "
                + InetAddresses.toUriString(address.getAddress())
                + ":"
                + address.getPort()
                + ": "
                + (cause.getMessage() == null ? "not possible here" : cause.getMessage()));
    failure.initCause(cause);
    return failure;
  }

  /**
   * A socket at any IPv6 address receives at IPv4 addresses, too, which is why the system refuses
   * it a port that our IPv4 socket has. We permit it for as long as it takes to bind: datagrams
   * still go to the socket that fits them better, and nobody else gets in.
   */
  private boolean sharesPort(InetSocketAddress address) {
    return address.getPort() != 0
        && bound.stream()
            .map(channel -> (InetSocketAddress) channel.localAddress())
            .anyMatch(other -> other.getPort() == address.getPort());
  }

  private Bootstrap bootstrap(InetSocketAddress address, boolean shared) {
    boolean ipv4 = AddressFamily.IPV4.contains(address.getAddress());
    return new Bootstrap()
        .group(loop)
        .channelFactory(
            () ->
                new NioDatagramChannel(
                    ipv4 ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6))
        .option(ChannelOption.AUTO_READ, false)
        .option(ChannelOption.SO_REUSEADDR, shared)
        .option(ChannelOption.SO_RCVBUF, receiveBufferBytes)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new FixedRecvByteBufAllocator(KrpcCodec.MAX_SIZE + 1)
                .maxMessagesPerRead(MESSAGES_PER_READ))
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, MOST_UNSENT)
        .handler(new ChannelInboundHandlerAdapter());
  }
}
