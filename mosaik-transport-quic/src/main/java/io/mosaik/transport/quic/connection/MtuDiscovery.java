package io.mosaik.transport.quic.connection;

import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.recovery.SentContent;
import java.time.Duration;

/**
 * Finds out how large datagrams may be (RFC 9000, section 14.3; RFC 8899): probes between what
 * works and what is wished for, and falls back when large ones vanish. Confined to one thread.
 *
 * <p>Probing begins when a connection has sent enough to profit: a ping never does.
 */
final class MtuDiscovery {

  private static final int WORTH_PROBING_AFTER = 64_000;
  private static final int TRIES = 3;
  private static final int PRECISION = 16;
  private static final int BLACK_HOLE_LOSSES = 4;
  private static final Duration RETRY_AFTER = Duration.ofMinutes(10);
  private static final Deadline LONG_AGO = Deadline.ofNanos(Long.MIN_VALUE);

  private int limit;
  private int works = ConnectionConfig.MIN_UDP_PAYLOAD;
  private int tooLarge;
  private int probing;
  private int tries;
  private int largeLosses;
  private long sent;
  private int paths; // how often it began anew
  private Deadline lastLargeSentAt = LONG_AGO;
  private Deadline countedUntil = LONG_AGO; // by when they were sent
  private Deadline pausedUntil = LONG_AGO;

  MtuDiscovery(int limit) {
    setLimit(limit);
  }

  /** The largest datagram that may be tried: ours, or the peer's max_udp_payload_size. */
  void setLimit(int newLimit) {
    limit = Math.max(newLimit, ConnectionConfig.MIN_UDP_PAYLOAD);
    tooLarge = limit + 1;
  }

  /** The largest datagram that is known to arrive, in bytes. */
  int current() {
    return works;
  }

  /** The size to probe now, or 0. */
  int probeSize(Deadline now) {
    if (probing != 0 || sent < WORTH_PROBING_AFTER || !pausedUntil.hasPassed(now)) {
      return 0;
    }
    if (tooLarge - works <= PRECISION) {
      return 0;
    }
    // The wish first: most paths grant it at once.
    return tooLarge > limit ? limit : (works + tooLarge) / 2;
  }

  /** A probe of that size is on its way; the result hears whether it arrives. */
  SentContent onProbeSent(int size) {
    probing = size;
    int path = paths;
    return new SentContent() {
      @Override
      public void acknowledged() {
        if (path == paths) {
          works = Math.max(works, size);
          tries = 0;
          probing = 0;
        }
      }

      @Override
      public void lost() {
        if (path == paths) {
          probing = 0;
          if (++tries >= TRIES) {
            tooLarge = Math.min(tooLarge, size);
            tries = 0;
          }
        }
      }
    };
  }

  void onSent(int size) {
    sent += size;
  }

  /** A datagram larger than every path takes arrived: no black hole. */
  void onLargeArrived() {
    largeLosses = 0;
  }

  void onLargeSent(Deadline now) {
    lastLargeSentAt = now;
  }

  /**
   * One was lost; many in a row mean that the path has become narrower. Those in flight at the same
   * time count once: an outage takes them all, whatever their size.
   */
  void onLargeLost(Deadline sentAt) {
    if (!countedUntil.isBefore(sentAt)) {
      return;
    }
    countedUntil = lastLargeSentAt;
    if (++largeLosses >= BLACK_HOLE_LOSSES) {
      beginAnew();
      pausedUntil = sentAt.plus(RETRY_AFTER);
    }
  }

  /** The path is another one: what is known of the old one is void. */
  void restart() {
    beginAnew();
    pausedUntil = LONG_AGO;
  }

  private void beginAnew() {
    paths++;
    works = ConnectionConfig.MIN_UDP_PAYLOAD;
    tooLarge = limit + 1;
    tries = 0;
    probing = 0;
    largeLosses = 0;
  }
}
