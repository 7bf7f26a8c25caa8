package io.mosaik.monitor.http;

import io.netty.channel.Channel;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Open connections, up to a limit. At the limit that one gives way that has kept us waiting for the
 * longest time, for its request or, after its answer, for its end: so idle connections cannot keep
 * others out. Confined to the event loop.
 */
final class OpenConnections {

  private final int limit;
  private final Set<Channel> waiting = new LinkedHashSet<>();
  private final Set<Channel> busy = new LinkedHashSet<>();

  OpenConnections(int limit) {
    this.limit = limit;
  }

  /** Notes a new connection; returns false if there is no room for it. */
  boolean add(Channel channel) {
    if (waiting.size() + busy.size() >= limit) {
      if (waiting.isEmpty()) {
        return false;
      }
      Channel oldest = waiting.iterator().next();
      waiting.remove(oldest);
      oldest.close();
    }
    waiting.add(channel);
    return true;
  }

  /** Notes that the whole request of a connection has come. */
  void requested(Channel channel) {
    if (waiting.remove(channel)) {
      busy.add(channel);
    }
  }

  /** Notes that a connection has its answer, and that only its end is waited for. */
  void answered(Channel channel) {
    if (busy.remove(channel)) {
      waiting.add(channel);
    }
  }

  void remove(Channel channel) {
    waiting.remove(channel);
    busy.remove(channel);
  }

  int size() {
    return waiting.size() + busy.size();
  }

  void closeAll() {
    List.copyOf(waiting).forEach(Channel::close);
    List.copyOf(busy).forEach(Channel::close);
  }
}
