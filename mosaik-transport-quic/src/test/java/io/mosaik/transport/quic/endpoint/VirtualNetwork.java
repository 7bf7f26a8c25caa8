package io.mosaik.transport.quic.endpoint;

import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.connection.Datagram;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/** Datagrams between hosts in virtual time. Confined to one thread. */
public final class VirtualNetwork {

  /** A host: an endpoint's core and what drives it. */
  public interface Host {

    /** Takes a datagram. */
    void receive(Datagram datagram, Deadline now);

    /** Fires due timers. */
    void expire(Deadline now);

    /** Returns the next datagram to send. */
    Optional<Datagram> pollTransmit(Deadline now);

    /** Returns when to call {@link #expire} at the latest. */
    Deadline nextDeadline();
  }

  /** Decides what becomes of a datagram. */
  @FunctionalInterface
  public interface Link {

    /** Returns after which times copies of it arrive; none if it is lost. */
    List<Duration> arrivals(InetSocketAddress from, Datagram datagram);
  }

  private record Flight(Deadline at, long number, InetSocketAddress to, Datagram datagram) {}

  private final Map<InetSocketAddress, Host> hosts = new LinkedHashMap<>();
  private final PriorityQueue<Flight> flights =
      new PriorityQueue<>(Comparator.comparing(Flight::at).thenComparing(Flight::number));
  private final Link link;
  private long sent;
  private Deadline now = Deadline.ofNanos(0);

  public VirtualNetwork(Link link) {
    this.link = link;
  }

  public Deadline now() {
    return now;
  }

  /** How many datagrams hosts have sent. */
  public long sent() {
    return sent;
  }

  public void add(InetSocketAddress address, Host host) {
    hosts.put(address, host);
  }

  public void remove(InetSocketAddress address) {
    hosts.remove(address);
  }

  /** Lets time pass, up to a moment. */
  public void runUntil(Deadline end) {
    drainAll();
    for (Deadline next = nextEvent(); !end.isBefore(next); next = nextEvent()) {
      if (now.isBefore(next)) {
        now = next;
      }
      while (!flights.isEmpty() && flights.peek().at().hasPassed(now)) {
        Flight arrived = flights.poll();
        Host host = hosts.get(arrived.to());
        if (host != null) {
          host.receive(arrived.datagram(), now);
        }
      }
      for (Host host : List.copyOf(hosts.values())) {
        if (host.nextDeadline().hasPassed(now)) {
          host.expire(now);
        }
      }
      drainAll();
    }
    now = end;
  }

  private Deadline nextEvent() {
    Deadline next = flights.isEmpty() ? Deadline.NEVER : flights.peek().at();
    for (Host host : hosts.values()) {
      Deadline due = host.nextDeadline();
      next = due.isBefore(next) ? due : next;
    }
    return next;
  }

  private void drainAll() {
    List.copyOf(hosts.entrySet()).forEach(host -> drain(host.getKey(), host.getValue()));
  }

  private void drain(InetSocketAddress from, Host host) {
    for (Optional<Datagram> next = host.pollTransmit(now);
        next.isPresent();
        next = host.pollTransmit(now)) {
      sent++;
      Datagram datagram = next.get();
      for (Duration delay : link.arrivals(from, datagram)) {
        byte[] copy = java.util.Arrays.copyOf(datagram.bytes(), datagram.size());
        flights.add(
            new Flight(
                now.plus(delay), sent, datagram.remote(), new Datagram(from, copy, copy.length)));
      }
    }
  }
}
