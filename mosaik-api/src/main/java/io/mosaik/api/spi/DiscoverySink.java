package io.mosaik.api.spi;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * The application's end: hears of peers. Called on an executor of its own, one call at a time, from
 * a bounded queue: a sink that blocks loses events, which is logged, and holds nobody else up.
 */
public interface DiscoverySink extends AutoCloseable {

  /**
   * A peer was found and proved by a ping that it is alive and who it is. Called once per scan and
   * healthy peer.
   *
   * @param address who, and where as the peer itself says
   */
  void peerDiscovered(PeerAddress address);

  /**
   * A record of a peer was found, but nothing could ask the peer: no pinger is installed, or none
   * that reaches its addresses. Anybody who knows the network's name could have written it.
   *
   * @param address who and where, as the record says
   * @implSpec calls {@link #peerDiscovered(PeerAddress)}; override it to treat such peers otherwise
   */
  default void unverifiedPeerDiscovered(PeerAddress address) {
    peerDiscovered(address);
  }

  /**
   * Is told that a peer is gone: pings of two scans in a row failed, or its unverified record is
   * stored no more. Called once for each peer that was discovered before; if the peer comes back it
   * is discovered again.
   *
   * @param address peer id, and the addresses that it was last known by
   * @implSpec does nothing
   */
  default void peerLost(PeerAddress address) {}

  /**
   * A ping measured a round trip.
   *
   * @param id to whom
   * @param roundTrip the smoothed round-trip time
   * @implSpec does nothing
   */
  default void roundTripSampled(PeerId id, Duration roundTrip) {}

  /**
   * How many peers the application is connected to. While it is zero the node looks for peers every
   * 5 seconds, otherwise every 60. Must not block.
   *
   * @return the count, or empty if the application does not know; then the number of healthy peers
   *     of the last scan takes its place
   * @implSpec returns empty
   */
  default OptionalInt neighborCount() {
    return OptionalInt.empty();
  }

  /**
   * Frees what the sink holds. Idempotent.
   *
   * @implSpec does nothing
   */
  @Override
  default void close() {}
}
