package io.mosaik.transport.quic.connection;

import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.packet.HeaderProtection;
import io.mosaik.transport.quic.packet.PacketCipher;
import io.mosaik.transport.quic.tls.CipherSuite;
import io.mosaik.transport.quic.tls.TrafficSecret;
import java.time.Duration;
import java.util.Optional;

/**
 * The keys of 1-RTT packets, which change in the course of a connection (RFC 9001, section 6).
 * Either side changes its sending keys by flipping the phase bit; the other follows. The previous
 * reading keys stay for a while, because packets overtake each other. Confined to one thread.
 */
final class PhasedKeys implements LevelKeys {

  private static final int PHASE_BIT = 0x04;

  /** Failed decryptions that ChaCha20-Poly1305 and AES-GCM endure (RFC 9001, section 6.6). */
  private static final long CHACHA_INTEGRITY_LIMIT = 1L << 36;

  private static final long GCM_INTEGRITY_LIMIT = 1L << 52;

  private Optional<Reading> reading = Optional.empty();
  private Optional<Writing> writing = Optional.empty();
  private Duration keepPrevious = Duration.ofSeconds(1);
  private long forgeries;
  private boolean discarded;

  /** Derives the keys for what we receive; the secret is now ours. */
  void setRead(TrafficSecret secret) {
    reading = Optional.of(new Reading(secret));
  }

  /** Derives the keys for what we send; the secret is now ours. */
  void setWrite(TrafficSecret secret) {
    writing = Optional.of(new Writing(secret));
  }

  /** How long late packets of the previous phase can be read: three probe timeouts. */
  void setKeepPrevious(Duration duration) {
    keepPrevious = duration;
  }

  /** The phase bit of what we send: 0 or 1. */
  int writePhase() {
    return (int) (writing.orElseThrow().generation & 1);
  }

  /** How often the sending keys were changed. */
  long writeGeneration() {
    return writing.map(keys -> keys.generation).orElse(0L);
  }

  /** Packets sent under the present key. */
  long sentInPhase() {
    return writing.map(keys -> keys.sent).orElse(0L);
  }

  /** Whether so many forgeries came that the AEAD does not protect any more. */
  boolean integrityLimitReached() {
    boolean chaCha =
        reading
            .map(keys -> keys.secret.suite().aead() == CipherSuite.Aead.CHACHA20_POLY1305)
            .orElse(false);
    return forgeries >= (chaCha ? CHACHA_INTEGRITY_LIMIT : GCM_INTEGRITY_LIMIT);
  }

  /**
   * Whether both sides use keys of the same age and the peer has acknowledged some packet under
   * ours, so that we may change again (RFC 9001, section 6.1).
   */
  boolean mayUpdate(long largestAcknowledged) {
    return writing.isPresent()
        && reading.isPresent()
        && writing.get().generation == reading.get().generation
        && largestAcknowledged >= writing.get().firstInPhase;
  }

  /** Changes the sending keys of our own accord. */
  void update() {
    writing.orElseThrow().advance();
  }

  @Override
  public boolean canRead() {
    return reading.isPresent();
  }

  @Override
  public boolean canWrite() {
    return writing.isPresent();
  }

  @Override
  public HeaderProtection readHeader() {
    return reading.orElseThrow().header;
  }

  @Override
  public int open(
      long packetNumber, byte[] packet, int from, int payloadFrom, int to, Deadline now) {
    Reading keys = reading.orElseThrow();
    keys.dropPreviousAt(now);
    int phase = (packet[from] & PHASE_BIT) == 0 ? 0 : 1;
    int end;
    if (phase == (keys.generation & 1)) {
      end = keys.current.open(packetNumber, packet, from, payloadFrom, to);
      if (end >= 0) {
        keys.firstInPhase = Math.min(keys.firstInPhase, packetNumber);
      }
    } else if (keys.previous.isPresent() && packetNumber < keys.firstInPhase) {
      end = keys.previous.get().open(packetNumber, packet, from, payloadFrom, to);
    } else {
      end = keys.next().open(packetNumber, packet, from, payloadFrom, to);
      if (end >= 0) {
        keys.advance(packetNumber, now.plus(keepPrevious));
        follow(keys.generation);
      }
    }
    forgeries += end < 0 ? 1 : 0;
    return end;
  }

  private void follow(long generation) {
    if (writing.isPresent() && writing.get().generation < generation) {
      writing.get().advance();
    }
  }

  @Override
  public int protect(
      long packetNumber, byte[] packet, int from, int packetNumberAt, int payloadTo) {
    Writing keys = writing.orElseThrow();
    keys.sent++;
    keys.firstInPhase = Math.min(keys.firstInPhase, packetNumber);
    int payloadFrom = packetNumberAt + (packet[from] & 3) + 1;
    int end = keys.cipher.seal(packetNumber, packet, from, payloadFrom, payloadTo);
    keys.header.protect(packet, from, packetNumberAt);
    return end;
  }

  @Override
  public void discard() {
    reading.ifPresent(keys -> keys.secret.destroy());
    writing.ifPresent(keys -> keys.secret.destroy());
    reading = Optional.empty();
    writing = Optional.empty();
    discarded = true;
  }

  @Override
  public boolean isDiscarded() {
    return discarded;
  }

  /**
   * Keeps the next keys once they were needed, so that an update takes no longer to try than a
   * forgery (RFC 9001, section 6.3). Most connections end before that.
   */
  private static final class Reading {

    private final HeaderProtection header;
    private TrafficSecret secret; // of the next generation
    private Optional<PacketCipher> previous = Optional.empty();
    private PacketCipher current;
    private Optional<PacketCipher> next = Optional.empty();
    private Deadline previousUntil = Deadline.NEVER;
    private long generation;
    private long firstInPhase = Long.MAX_VALUE;

    Reading(TrafficSecret first) {
      header = HeaderProtection.of(first);
      current = PacketCipher.of(first);
      secret = first.next();
      first.destroy();
    }

    PacketCipher next() {
      if (next.isEmpty()) {
        next = Optional.of(PacketCipher.of(secret));
      }
      return next.get();
    }

    void advance(long packetNumber, Deadline keepUntil) {
      previous = Optional.of(current);
      previousUntil = keepUntil;
      current = next();
      TrafficSecret following = secret.next();
      secret.destroy();
      secret = following;
      next = Optional.of(PacketCipher.of(secret));
      generation++;
      firstInPhase = packetNumber;
    }

    void dropPreviousAt(Deadline now) {
      if (previousUntil.hasPassed(now)) {
        previous = Optional.empty();
        previousUntil = Deadline.NEVER;
      }
    }
  }

  private static final class Writing {

    private final HeaderProtection header;
    private TrafficSecret secret; // of the present generation
    private PacketCipher cipher;
    private long generation;
    private long sent;
    private long firstInPhase = Long.MAX_VALUE;

    Writing(TrafficSecret first) {
      header = HeaderProtection.of(first);
      cipher = PacketCipher.of(first);
      secret = first;
    }

    void advance() {
      TrafficSecret following = secret.next();
      secret.destroy();
      secret = following;
      cipher = PacketCipher.of(secret);
      generation++;
      sent = 0;
      firstInPhase = Long.MAX_VALUE;
    }
  }
}
