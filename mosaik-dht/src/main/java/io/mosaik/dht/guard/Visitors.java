package io.mosaik.dht.guard;

import io.mosaik.api.time.Deadline;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All sources of datagrams about which there is something to remember. With each new one up to two
 * old ones are forgotten that have done nothing for a while, so that as a rule there are only those
 * which are active.
 *
 * <p>Confined to the core's thread. Bounded by {@link VisitorLimits#maxVisitors}: of more, the one
 * that was seen longest ago is forgotten, whatever it has done.
 */
public final class Visitors {

  private static final int MOST_FORGOTTEN_AT_ONCE = 2;

  private final VisitorLimits limits;
  private final Runnable crowdedOut;
  private final Map<Source, Visitor> bySource = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Starts with nobody.
   *
   * @param limits what each may do
   * @param crowdedOut told each time when one is forgotten only because there are too many
   */
  public Visitors(VisitorLimits limits, Runnable crowdedOut) {
    this.limits = limits;
    this.crowdedOut = crowdedOut;
  }

  /** The one from whom a datagram has come. */
  public Visitor meet(InetSocketAddress from, Deadline now) {
    Source source = Source.of(from);
    Visitor known = bySource.get(source);
    if (known != null) {
      return known;
    }
    forgetSome(now);
    Visitor unknown = new Visitor(limits, now);
    bySource.put(source, unknown);
    return unknown;
  }

  int size() {
    return bySource.size();
  }

  private void forgetSome(Deadline now) {
    Iterator<Visitor> eldestFirst = bySource.values().iterator();
    for (int i = 0; i < MOST_FORGOTTEN_AT_ONCE && eldestFirst.hasNext(); i++) {
      boolean forgettable = eldestFirst.next().isForgettable(now);
      boolean full = bySource.size() >= limits.maxVisitors();
      if (!forgettable && !full) {
        return;
      }
      eldestFirst.remove();
      if (!forgettable) {
        crowdedOut.run();
      }
    }
  }
}
