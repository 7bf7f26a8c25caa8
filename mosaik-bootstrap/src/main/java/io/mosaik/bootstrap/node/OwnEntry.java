package io.mosaik.bootstrap.node;

import io.mosaik.api.Dialect;
import io.mosaik.api.Digest;
import io.mosaik.api.KeyPair;
import io.mosaik.api.NetworkId;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerEntry;
import io.mosaik.api.SignedPeerEntry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the node says about itself when it is pinged. Its version rises from call to call, so that
 * others can tell the newer of two entries.
 *
 * <p>Thread-safe by its monitor.
 */
final class OwnEntry {

  private final NetworkId network;
  private final KeyPair identity;
  private final InstantSource wallClock;
  private final SortedSet<Digest> tags;
  private final Instant started;
  private PeerAddress address;
  private Instant updated;

  OwnEntry(NetworkId network, KeyPair identity, SortedSet<Digest> tags, InstantSource wallClock) {
    this.network = network;
    this.identity = identity;
    this.wallClock = wallClock;
    this.tags = new TreeSet<>(tags);
    this.tags.add(Digest.of("mosaik-java/" + version()));
    this.address = PeerAddress.of(identity.peerId());
    this.started = wallClock.instant();
    this.updated = started;
  }

  synchronized void address(PeerAddress current) {
    address = current;
  }

  synchronized PeerAddress address() {
    return address;
  }

  synchronized SignedPeerEntry signed(Dialect dialect) {
    Instant now = wallClock.instant();
    PeerEntry entry =
        PeerEntry.of(dialect, network, address, started)
            .withTags(tags)
            .updatedAt(now.isAfter(updated) ? now : updated);
    updated = Instant.ofEpochMilli(entry.updatedMillis());
    return SignedPeerEntry.sign(identity, entry);
  }

  /** The version of this library, as the build wrote it down. */
  private static String version() {
    try (InputStream in = OwnEntry.class.getResourceAsStream("version.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
