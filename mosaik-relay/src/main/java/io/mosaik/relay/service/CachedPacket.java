package io.mosaik.relay.service;

import io.mosaik.api.SignedPacket;
import io.mosaik.pkarr.DnsPacket;
import io.mosaik.pkarr.ResourceRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * A packet that the relay has seen.
 *
 * <p>Immutable.
 *
 * @param packet the packet, which consists of DNS records
 * @param ttl for how long it may be handed out without looking into the DHT again
 * @param lastSeen when it was last seen there
 */
record CachedPacket(SignedPacket packet, Duration ttl, Instant lastSeen) {

  /** The bounds of pkarr's relays. */
  static final Duration LEAST_TTL = Duration.ofSeconds(300);

  static final Duration MOST_TTL = Duration.ofSeconds(86_400);

  /** Checks that nothing is missing. */
  CachedPacket {
    Objects.requireNonNull(packet, "packet");
    Objects.requireNonNull(ttl, "ttl");
    Objects.requireNonNull(lastSeen, "lastSeen");
  }

  /**
   * Takes a packet in.
   *
   * @throws io.mosaik.api.InvalidPacketException if it does not consist of DNS records
   */
  static CachedPacket of(SignedPacket packet, Instant lastSeen) {
    long least =
        DnsPacket.decode(packet.key(), packet.payload()).stream()
            .mapToLong(ResourceRecord::ttlSeconds)
            .min()
            .orElse(0);
    long ttl = Math.max(LEAST_TTL.toSeconds(), Math.min(least, MOST_TTL.toSeconds()));
    return new CachedPacket(packet, Duration.ofSeconds(ttl), lastSeen);
  }

  boolean isFresh(Instant now) {
    return !lastSeen.isAfter(now) && lastSeen.plus(ttl).isAfter(now);
  }
}
