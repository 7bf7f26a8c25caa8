package io.mosaik.dht.node;

import io.mosaik.api.time.Deadline;
import io.mosaik.dht.guard.Visitor;
import io.mosaik.dht.guard.VisitorLimits;
import io.mosaik.dht.guard.Visitors;
import io.mosaik.dht.krpc.ErrorCode;
import io.mosaik.dht.krpc.KrpcError;
import io.mosaik.dht.krpc.KrpcException;
import io.mosaik.dht.krpc.Query;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whose datagrams are read, and whose queries are served.
 *
 * <p>Sender addresses can be forged. Therefore nothing that a source seems to have done makes us
 * ignore its answers to what we asked it: nobody can silence a node for us by sending rubbish in
 * its name. All that is at stake is whether we serve it.
 *
 * <p>Confined to the core's thread.
 */
final class Doorkeeper {

  private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);

  /** Rubbish, or a write without its token: cheap to refuse, and sometimes an accident. */
  private static final int MINOR = 1;

  /** A signature that does not hold: it cost us a hundred times as much to find out. */
  private static final int MAJOR = 10;

  private final Visitors visitors;
  private final Counters counters;

  Doorkeeper(VisitorLimits limits, Counters counters) {
    this.visitors = new Visitors(limits, () -> counters.increment(Counter.LIMITED_VISITORS));
    this.counters = counters;
  }

  /** The one who sends from an address. Good for one datagram. */
  Visitor meet(InetSocketAddress from, Deadline now) {
    return visitors.meet(from, now);
  }

  /** Why a datagram that we did not ask for should not even be read, if there is a reason. */
  Optional<Counter> refusal(Visitor visitor, Deadline now) {
    if (visitor.isBlocked(now)) {
      return Optional.of(Counter.DROPPED_BLOCKED);
    }
    return visitor.isExhausted(now) ? Optional.of(Counter.DROPPED_THROTTLED) : Optional.empty();
  }

  /** Why a query should not be served, if there is a reason; else it is paid for. */
  Optional<Counter> refusal(Visitor visitor, Query query, Deadline now) {
    if (visitor.isBlocked(now)) {
      return Optional.of(Counter.DROPPED_BLOCKED);
    }
    int cost = query.stores() ? VisitorLimits.WRITE_COST : 1;
    return visitor.ask(cost, now) ? Optional.empty() : Optional.of(Counter.DROPPED_THROTTLED);
  }

  /** Whether a query that cannot be read may be answered with an error; it is paid for then. */
  boolean mayRefuse(Visitor visitor, Deadline now) {
    return !visitor.isBlocked(now) && visitor.ask(1, now);
  }

  /** A datagram could not be read. Methods that we do not know are no offence. */
  void unreadable(Visitor visitor, KrpcException why, InetSocketAddress from, Deadline now) {
    if (why.reason() != KrpcException.Reason.UNKNOWN_METHOD) {
      strike(visitor, MINOR, from, now);
    }
  }

  /** A query was refused. To lose a race for an item is no offence. */
  void refused(Visitor visitor, KrpcError error, InetSocketAddress from, Deadline now) {
    if (error.code() == ErrorCode.INVALID_SIGNATURE.code()) {
      strike(visitor, MAJOR, from, now);
    } else if (error.code() == ErrorCode.PROTOCOL.code()) {
      strike(visitor, MINOR, from, now);
    }
  }

  private void strike(Visitor visitor, int weight, InetSocketAddress from, Deadline now) {
    if (visitor.strike(weight, now)) {
      counters.increment(Counter.LIMITED_OFFENDERS);
      LOG.debug("{} is not served for a while: too many offences", from);
    }
  }
}
