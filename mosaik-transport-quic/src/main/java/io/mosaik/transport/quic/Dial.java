package io.mosaik.transport.quic;

import io.mosaik.api.Bytes;
import io.mosaik.api.PeerId;
import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.connection.ConnectionEvent;
import io.mosaik.transport.quic.connection.QuicConnection;
import io.mosaik.transport.quic.endpoint.EndpointCore;
import io.mosaik.transport.quic.endpoint.InitialPolicy;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A race of handshakes to the addresses of one peer: the next one starts when the last one fails or
 * takes too long, the first to complete wins, the others are given up. Confined to the endpoint's
 * event loop.
 */
final class Dial {

  private final EndpointCore core;
  private final Target target;
  private final Deque<InetSocketAddress> untried;
  private final Set<QuicConnection> running = new LinkedHashSet<>();
  private Optional<ConnectionEnd> lastFailure = Optional.empty();
  private boolean silent; // whether some address was tried and nobody answered
  private boolean over;

  /**
   * Whom to connect to, where and how. Immutable.
   *
   * @param addresses in the order in which to try them
   * @param policy for each address
   */
  record Target(PeerId peer, Bytes alpn, List<InetSocketAddress> addresses, InitialPolicy policy) {}

  Dial(EndpointCore core, Target target) {
    this.core = core;
    this.target = target;
    this.untried = new ArrayDeque<>(target.addresses());
  }

  boolean isOver() {
    return over;
  }

  boolean hasUntried() {
    return !over && !untried.isEmpty();
  }

  /** Begins a handshake to the next address, if there is one. */
  Optional<QuicConnection> startNext(Deadline now) {
    if (!hasUntried()) {
      return Optional.empty();
    }
    QuicConnection connection =
        core.connect(
            target.peer().key(), untried.removeFirst(), target.alpn(), target.policy(), now);
    running.add(connection);
    return Optional.of(connection);
  }

  /** One of the handshakes is complete: the race is decided. */
  void onEstablished(QuicConnection winner, Deadline now) {
    over = true;
    running.remove(winner);
    giveUp(now);
  }

  /** One of the handshakes failed. Returns whether it was the last hope. */
  boolean onClosed(QuicConnection loser, ConnectionEvent.Closed event) {
    running.remove(loser);
    ConnectionEnd end = ConnectionDriver.endOf(event.reason());
    if (lastFailure.isEmpty() || isTelling(end) || !isTelling(lastFailure.get())) {
      lastFailure = Optional.of(end);
    }
    silent |= end.cause() == ConnectionEnd.Cause.HANDSHAKE_TIMEOUT;
    return !over && running.isEmpty() && untried.isEmpty();
  }

  /** Whether a failure is the peer's doing, or at least that of somebody at its address. */
  private static boolean isTelling(ConnectionEnd end) {
    return end.cause() != ConnectionEnd.Cause.HANDSHAKE_TIMEOUT
        && end.cause() != ConnectionEnd.Cause.LOCAL_FAILURE;
  }

  /** Why all handshakes failed, as the most telling of them puts it; silence before no route. */
  QuicException failure() {
    return lastFailure
        .filter(end -> !silent || isTelling(end))
        .map(end -> new QuicException("cannot connect to " + target.peer().toShortHex(), end))
        .orElseGet(
            () ->
                new QuicException(
                    QuicException.Reason.TIMED_OUT,
                    "no answer from " + target.peer().toShortHex() + " in time"));
  }

  /** Nobody waits for the outcome any more. */
  void giveUp(Deadline now) {
    over = true;
    silent |= !running.isEmpty();
    for (QuicConnection connection : running) {
      connection.close(0, "", now);
      core.touch(connection);
    }
    running.clear();
  }
}
