package io.mosaik.transport.quic.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The sockets of one endpoint: one for both address families, or at most one for each, so that an
 * answer always leaves by the socket that was asked. Confined to its event loop.
 */
final class EndpointSockets {

  /** Larger than any datagram that we let peers send; the rest is cut off and fails to open. */
  private static final int RECEIVE_BUFFER_SIZE = 2048;

  private static final int SOCKET_BUFFER_SIZE = 1 << 20;
  private static final int MAX_READS_PER_WAKEUP = 64;

  private final EventLoop loop;
  private final Supplier<ChannelHandler> handlers;
  private final List<Channel> channels = new ArrayList<>();

  /** No sockets yet; {@code handlers} makes what each reads into. */
  EndpointSockets(EventLoop loop, Supplier<ChannelHandler> handlers) {
    this.loop = loop;
    this.handlers = handlers;
  }

  /**
   * Binds one after the other.
   *
   * @param addresses at most one of each family; the second with port 0 shares the port of the
   *     first. Empty for any address of both families at any port
   * @return completes on the event loop, exceptionally if one of them cannot be bound
   */
  CompletionStage<Void> bind(List<InetSocketAddress> addresses) {
    if (addresses.isEmpty()) {
      return bind(new InetSocketAddress(0), NioDatagramChannel::new, false);
    }
    CompletionStage<Void> bound = CompletableFuture.completedStage(null);
    for (InetSocketAddress address : addresses) {
      bound = bound.thenCompose(before -> bind(address));
    }
    return bound;
  }

  /**
   * A socket at any IPv6 address receives at IPv4 addresses, too, which is why the system refuses
   * it a port that our IPv4 socket has. We permit it for as long as it takes to bind: datagrams
   * still go to the socket that fits them better, and nobody else gets in.
   */
  private CompletionStage<Void> bind(InetSocketAddress address) {
    InetSocketAddress wanted =
        address.getPort() == 0 && !channels.isEmpty()
            ? new InetSocketAddress(address.getAddress(), localAddresses().get(0).getPort())
            : address;
    boolean shared =
        localAddresses().stream().anyMatch(other -> other.getPort() == wanted.getPort());
    permitSharing(shared);
    SocketProtocolFamily family =
        isIpv4(address) ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
    return bind(wanted, () -> new NioDatagramChannel(family), shared)
        .whenComplete((done, failure) -> permitSharing(false));
  }

  private void permitSharing(boolean permitted) {
    channels.forEach(channel -> channel.config().setOption(ChannelOption.SO_REUSEADDR, permitted));
  }

  private CompletionStage<Void> bind(
      InetSocketAddress address, Supplier<NioDatagramChannel> factory, boolean shared) {
    CompletableFuture<Void> bound = new CompletableFuture<>();
    new Bootstrap()
        .group(loop)
        .channelFactory(factory::get)
        .option(ChannelOption.SO_REUSEADDR, shared)
        .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_SIZE)
        .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER_SIZE)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new FixedRecvByteBufAllocator(RECEIVE_BUFFER_SIZE)
                .maxMessagesPerRead(MAX_READS_PER_WAKEUP))
        .handler(handlers.get())
        .bind(address)
        .addListener(
            (ChannelFuture done) -> {
              if (done.isSuccess()) {
                channels.add(done.channel());
                bound.complete(null);
              } else {
                bound.completeExceptionally(done.cause());
              }
            });
    return bound;
  }

  /** Where the sockets are bound, wildcards included; the first decides the port. */
  List<InetSocketAddress> localAddresses() {
    return channels.stream().map(channel -> (InetSocketAddress) channel.localAddress()).toList();
  }

  /** The socket that leads there: of the same family, if there are two. */
  Channel leadingTo(InetSocketAddress remote) {
    for (Channel channel : channels) {
      if (isIpv4((InetSocketAddress) channel.localAddress()) == isIpv4(remote)) {
        return channel;
      }
    }
    return channels.get(0);
  }

  void flush() {
    channels.forEach(Channel::flush);
  }

  private static boolean isIpv4(InetSocketAddress address) {
    return address.getAddress() instanceof Inet4Address;
  }
}
