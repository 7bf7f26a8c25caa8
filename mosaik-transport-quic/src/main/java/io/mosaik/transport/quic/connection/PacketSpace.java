package io.mosaik.transport.quic.connection;

import io.mosaik.transport.quic.frame.Frame;
import io.mosaik.transport.quic.frame.TransportError;
import io.mosaik.transport.quic.frame.TransportException;
import io.mosaik.transport.quic.packet.LongRanges;
import io.mosaik.transport.quic.recovery.ReceivedPackets;
import io.mosaik.transport.quic.tls.EncryptionLevel;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The packet numbers, keys and handshake bytes of one encryption level (RFC 9000, section 12.3).
 * Confined to one thread.
 */
final class PacketSpace {

  /** Numbers are left out now and then to catch who acknowledges blindly (section 21.4). */
  private static final int MAX_SKIP_INTERVAL = 512;

  private static final int MAX_SKIPPED_REMEMBERED = 16;

  private final EncryptionLevel level;
  private final ReceivedPackets received;
  private final CryptoStream crypto = new CryptoStream();
  private final LevelKeys keys;
  private final RandomGenerator random;
  private final LongRanges skipped = new LongRanges();
  private long nextNumber;
  private long nextSkip;

  PacketSpace(EncryptionLevel level, LevelKeys keys, Duration maxAckDelay, RandomGenerator random) {
    this.level = level;
    this.keys = keys;
    this.received = new ReceivedPackets(level, maxAckDelay);
    this.random = random;
    this.nextSkip = skipInterval();
  }

  EncryptionLevel level() {
    return level;
  }

  ReceivedPackets received() {
    return received;
  }

  CryptoStream crypto() {
    return crypto;
  }

  LevelKeys keys() {
    return keys;
  }

  /** The number that the next packet will get. */
  long nextNumber() {
    return nextNumber;
  }

  /** A packet with the next number was sent. */
  void onSent() {
    nextNumber++;
    if (level == EncryptionLevel.APPLICATION && --nextSkip == 0) {
      skipped.add(nextNumber, nextNumber + 1);
      if (skipped.count() > MAX_SKIPPED_REMEMBERED) {
        skipped.removeLowest();
      }
      nextNumber++;
      nextSkip = skipInterval();
    }
  }

  /** Refuses an acknowledgement of what was never sent. */
  void checkAck(Frame.Ack ack) throws TransportException {
    boolean blind = ack.largest() >= nextNumber;
    for (int i = 0; i < skipped.count() && !blind; i++) {
      long number = skipped.start(i);
      blind =
          ack.ranges().stream()
              .anyMatch(range -> range.smallest() <= number && number <= range.largest());
    }
    if (blind) {
      throw new TransportException(
          TransportError.PROTOCOL_VIOLATION,
          ack.type(),
          "acknowledges a packet that was never sent");
    }
  }

  private long skipInterval() {
    return random.nextInt(16, MAX_SKIP_INTERVAL);
  }
}
