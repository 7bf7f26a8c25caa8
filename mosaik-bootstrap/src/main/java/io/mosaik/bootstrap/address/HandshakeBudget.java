package io.mosaik.bootstrap.address;

import io.mosaik.api.time.Deadline;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts handshakes per IP address over a sliding minute. Confined to its caller's thread; reads no
 * clock.
 */
final class HandshakeBudget {

  private static final Duration WINDOW = Duration.ofMinutes(1);

  /**
   * How many IP addresses are remembered: more than 16 slots with 8 addresses each can name in a
   * minute of scans every 5 seconds. Beyond it the one that was dialled longest ago is forgotten.
   */
  static final int MAX_TRACKED = 2048;

  private final int most;

  /** When each address was dialled; addresses and times in the order of dialling. */
  private final Map<InetAddress, ArrayDeque<Deadline>> spent = new LinkedHashMap<>();

  HandshakeBudget(int most) {
    this.most = most;
  }

  /** Whether an address may be dialled now; if so, it counts as dialled. */
  boolean spend(InetAddress address, Deadline now) {
    forgetOld(now);
    ArrayDeque<Deadline> times = spent.getOrDefault(address, new ArrayDeque<>());
    while (!times.isEmpty() && isOver(times.peekFirst(), now)) {
      times.removeFirst();
    }
    if (times.size() >= most) {
      return false;
    }
    times.addLast(now);
    spent.remove(address); // and back in, as the youngest
    spent.put(address, times);
    if (spent.size() > MAX_TRACKED) {
      spent.remove(spent.keySet().iterator().next());
    }
    return true;
  }

  int tracked() {
    return spent.size();
  }

  private void forgetOld(Deadline now) {
    Iterator<ArrayDeque<Deadline>> eldest = spent.values().iterator();
    while (eldest.hasNext() && isOver(eldest.next().peekLast(), now)) {
      eldest.remove();
    }
  }

  private static boolean isOver(Deadline dialled, Deadline now) {
    return dialled.plus(WINDOW).hasPassed(now);
  }
}
