package io.mosaik.monitor.http;

import io.netty.channel.Channel;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Open connections, up to a limit. At the limit the oldest one that has not sent its request yet
 * gives way, so that idle connections cannot keep others out. Confined to the event loop.
 */
final class OpenConnections {

  private final int limit;
  private final Set<Channel> silent = new LinkedHashSet<>();
  private final Set<Channel> busy = new LinkedHashSet<>();

  OpenConnections(int limit) {
    this.limit = limit;
  }

  /** Notes a new connection; returns false if there is no room for it. */
  boolean add(Channel channel) {
    if (silent.size() + busy.size() >= limit) {
      if (silent.isEmpty()) {
        return false;
      }
      Channel oldest = silent.iterator().next();
      silent.remove(oldest);
      oldest.close();
    }
    silent.add(channel);
    return true;
  }

  /** Notes that the whole request of a connection has come. */
  void requested(Channel channel) {
    if (silent.remove(channel)) {
      busy.add(channel);
    }
  }

  void remove(Channel channel) {
    silent.remove(channel);
    busy.remove(channel);
  }

  int size() {
    return silent.size() + busy.size();
  }

  void closeAll() {
    List.copyOf(silent).forEach(Channel::close);
    List.copyOf(busy).forEach(Channel::close);
  }
}
