package io.mosaik.relay.http;

import io.mosaik.internal.IpPrefix;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Table of the open connections, bounded in all and for each client (an IPv4 address or an IPv6
 * /64). Where there is no room for a new one, that connection is closed which has kept the relay
 * waiting longest; the new one is refused only if every connection waits for the relay.
 *
 * <p>Thread-safe: the order of waiting by its monitor.
 */
@Sharable
final class Connections extends ChannelInboundHandlerAdapter {

  /** Told to every connection when the server ends: answer what is under way, and no more. */
  static final Object ENDING = new Object();

  private static final AttributeKey<Boolean> REFUSED =
      AttributeKey.valueOf(Connections.class, "refused");

  private static final int V4_BITS = 32;
  private static final int V6_BITS = 64;

  private final int most;
  private final int mostOfOne;
  private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Waiting all = new Waiting();
  private final Map<IpPrefix, Waiting> byClient = new HashMap<>();
  private volatile boolean ending;
  private long evicted;

  /** Open connections, and those of them that keep the relay waiting, longest first. */
  private static final class Waiting {

    private int open;
    private final Set<Channel> longestFirst = new LinkedHashSet<>();
  }

  Connections(int most, int mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  int count() {
    return open.size();
  }

  /** How many connections were closed to make room for others. */
  synchronized long evicted() {
    return evicted;
  }

  /** Has those that wait for an answer get it, in that time, and closes all. */
  void end(Duration limit) {
    ending = true;
    open.forEach(channel -> channel.pipeline().fireUserEventTriggered(ENDING));
    open.newCloseFuture().awaitUninterruptibly(limit.toMillis());
    open.close();
  }

  /** Whether the server ends; true before anybody is told. */
  boolean isEnding() {
    return ending;
  }

  static InetAddress addressOf(Channel channel) {
    return ((InetSocketAddress) channel.remoteAddress()).getAddress();
  }

  /** From now on the relay waits for that client: for a request, or until it takes an answer. */
  synchronized void waitingFor(Channel channel) {
    Waiting client = byClient.get(keyOf(channel));
    if (client != null && channel.isOpen()) {
      all.longestFirst.remove(channel);
      all.longestFirst.add(channel);
      client.longestFirst.remove(channel);
      client.longestFirst.add(channel);
    }
  }

  /** From now on that client waits for the relay. */
  synchronized void answering(Channel channel) {
    forgetWaiting(channel);
  }

  /** Closes the connections that have kept the relay waiting longest. */
  void closeSlowest(int number) {
    for (int i = 0; i < number; i++) {
      slowest(all).ifPresent(Channel::close);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    Channel channel = ctx.channel();
    open.add(channel);
    if (ending || channel.remoteAddress() == null || !admit(channel)) {
      channel.attr(REFUSED).set(true);
      ctx.close();
    } else {
      ctx.fireChannelActive();
    }
  }

  /** Counts a connection, and makes room for it where needed; false if there is none. */
  private boolean admit(Channel channel) {
    IpPrefix key = keyOf(channel);
    boolean tooMany;
    Optional<Channel> slowest = Optional.empty();
    synchronized (this) {
      Waiting client = byClient.computeIfAbsent(key, any -> new Waiting());
      all.open++;
      client.open++;
      tooMany = client.open > mostOfOne || all.open > most;
      if (tooMany) {
        slowest = slowest(client.open > mostOfOne ? client : all);
      }
      if (!tooMany || slowest.isPresent()) {
        waitingFor(channel);
      }
    }
    channel.closeFuture().addListener(closed -> removed(channel, key));
    slowest.ifPresent(Channel::close); // it is closed on its own event loop
    return !tooMany || slowest.isPresent();
  }

  private synchronized Optional<Channel> slowest(Waiting group) {
    var longestFirst = group.longestFirst.iterator();
    if (!longestFirst.hasNext()) {
      return Optional.empty();
    }
    Channel channel = longestFirst.next();
    forgetWaiting(channel);
    evicted++;
    return Optional.of(channel);
  }

  private void forgetWaiting(Channel channel) {
    all.longestFirst.remove(channel);
    Waiting client = byClient.get(keyOf(channel));
    if (client != null) {
      client.longestFirst.remove(channel);
    }
  }

  private synchronized void removed(Channel channel, IpPrefix key) {
    Waiting client = byClient.get(key);
    if (client != null) {
      all.open--;
      all.longestFirst.remove(channel);
      client.longestFirst.remove(channel);
      client.open--;
      if (client.open == 0) {
        byClient.remove(key);
      }
    }
  }

  private static IpPrefix keyOf(Channel channel) {
    return IpPrefix.of(addressOf(channel), V4_BITS, V6_BITS);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    // Those that were refused were never announced to the handlers behind this one.
    if (!ctx.channel().hasAttr(REFUSED)) {
      ctx.fireChannelInactive();
    }
  }
}
