package io.mosaik.transport.quic.connection;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.packet.ConnectionId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Where the peer is, where it was, and the challenges that tell (RFC 9000, sections 8.2 and 9).
 * Confined to one thread.
 */
final class Paths {

  private static final int CHALLENGE_SIZE = 8;

  /** Answers to challenges that wait to be sent; a peer that asks faster gets fewer. */
  private static final int MAX_RESPONSES = 4;

  /**
   * A challenge that has to be answered where it came from.
   *
   * @param maxSize how many bytes the answer may have, so that it amplifies nothing
   */
  record Response(InetSocketAddress remote, Bytes data, long maxSize) {}

  /**
   * A challenge for the path that the peer left, or seems to have left because somebody sent its
   * packet on from elsewhere (section 9.3.3). The true peer answers with a packet that is newer.
   *
   * @param destination the id in use on that path, and on no other
   */
  record Farewell(InetSocketAddress remote, ConnectionId destination, Bytes data) {}

  private final boolean server;
  private final RandomGenerator random;
  private final Deque<Response> responses = new ArrayDeque<>();
  private Path current;
  private Optional<Path> fallback = Optional.empty();
  private Optional<Farewell> farewell = Optional.empty();

  Paths(boolean server, InetSocketAddress remote, boolean validated, RandomGenerator random) {
    this.server = server;
    this.random = random;
    this.current = new Path(remote, validated);
  }

  Path current() {
    return current;
  }

  /**
   * Whether a datagram may come from an address at all: a client knows where its server is, and a
   * server follows its client only once the handshake is confirmed (section 9).
   */
  boolean accepts(InetSocketAddress remote, boolean confirmed) {
    return remote.equals(current.remote()) || server && confirmed;
  }

  void onReceived(InetSocketAddress remote, int bytes) {
    if (remote.equals(current.remote())) {
      current.onReceived(bytes);
    }
  }

  /**
   * The newest packet came from elsewhere: the client has moved, or its NAT forgot it.
   *
   * @param bytes the size of the datagram, which limits what we answer
   * @param used the id that the peer was addressed with so far
   * @param timeout how long the client has to prove that it is there
   * @return whether only the port is another, so that the path is probably the same
   */
  boolean migrate(
      InetSocketAddress remote, int bytes, ConnectionId used, Duration timeout, Deadline now) {
    boolean sameHost = remote.getAddress().equals(current.remote().getAddress());
    if (fallback.isPresent() && fallback.get().remote().equals(remote)) {
      current = fallback.get();
      fallback = Optional.empty();
      return sameHost;
    }
    if (current.isValidated()) {
      fallback = Optional.of(current);
      farewell = Optional.of(new Farewell(current.remote(), used, newChallenge()));
    }
    current = new Path(remote, false);
    current.onReceived(bytes);
    current.startChallenge(newChallenge(), now.plus(timeout));
    return sameHost;
  }

  /**
   * The peer asks whether we are there.
   *
   * @param size of the datagram with the question
   */
  void onChallenge(InetSocketAddress remote, Bytes data, int size) {
    if (responses.size() == MAX_RESPONSES) {
      responses.removeFirst();
    }
    boolean validated = remote.equals(current.remote()) && current.isValidated();
    responses.addLast(new Response(remote, data, validated ? Long.MAX_VALUE : size));
  }

  /** The peer shows that it is there. Returns whether the current path is now validated. */
  boolean onResponse(Bytes data) {
    if (!current.isChallengedWith(data)) {
      return false; // late, or made up: means nothing either way
    }
    current.validate();
    fallback = Optional.empty();
    return true;
  }

  /** The next challenge to answer. */
  Optional<Response> peekResponse() {
    return Optional.ofNullable(responses.peekFirst());
  }

  void removeResponse() {
    responses.removeFirst();
  }

  /** The challenge for the path that was left, if it still has to be sent; to be sent once. */
  Optional<Farewell> takeFarewell() {
    Optional<Farewell> taken = farewell;
    farewell = Optional.empty();
    return taken;
  }

  Deadline nextDeadline() {
    return current.challengeUntil();
  }

  /**
   * Time passed: a path that was not validated is given up for the last one that was.
   *
   * @return false if there is no path left
   */
  boolean expire(Deadline now) {
    if (!current.challengeUntil().hasPassed(now)) {
      return true;
    }
    if (fallback.isEmpty()) {
      return false;
    }
    current = fallback.get();
    fallback = Optional.empty();
    return true;
  }

  private Bytes newChallenge() {
    byte[] data = new byte[CHALLENGE_SIZE];
    random.nextBytes(data);
    return Bytes.of(data);
  }
}
