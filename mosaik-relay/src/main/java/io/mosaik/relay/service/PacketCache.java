package io.mosaik.relay.service;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.mosaik.api.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The newest packet of each key, for so many keys; those that nobody asked for longest make room.
 *
 * <p>Thread-safe by Guava's cache.
 */
final class PacketCache {

  private final Cache<PublicKey, CachedPacket> packets;
  private final AtomicLong changes = new AtomicLong();

  PacketCache(int capacity) {
    packets = CacheBuilder.newBuilder().maximumSize(capacity).build();
  }

  Optional<CachedPacket> get(PublicKey key) {
    return Optional.ofNullable(packets.getIfPresent(key));
  }

  /** Takes a packet in unless a newer one is there; tells which one is there now. */
  CachedPacket offer(CachedPacket offered) {
    CachedPacket there =
        packets
            .asMap()
            .merge(
                offered.packet().key(),
                offered,
                (before, after) -> {
                  int order = after.packet().compareTo(before.packet());
                  boolean better =
                      order > 0 || order == 0 && after.lastSeen().isAfter(before.lastSeen());
                  return better ? after : before;
                });
    if (there == offered) {
      changes.incrementAndGet(); // not before others can see it
    }
    return there;
  }

  long size() {
    return packets.size();
  }

  /** How often a packet was taken in, or seen again. */
  long version() {
    return changes.get();
  }

  List<CachedPacket> all() {
    return List.copyOf(packets.asMap().values());
  }
}
