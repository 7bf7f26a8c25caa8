package io.mosaik.transport.quic.connection;

import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.packet.HeaderProtection;
import java.util.Random;

/** Spoils the content of some packets before they are sealed, so that they are authentic. */
final class MutatingKeys implements LevelKeys {

  private static final int[] FRAME_TYPES = {
    0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x0a, 0x0c, 0x0e, 0x0f, 0x10, 0x11, 0x12,
    0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f, 0x30, 0x31, 0x3e
  };

  private final LevelKeys keys;
  private final Random random;
  private final double share;

  MutatingKeys(LevelKeys keys, Random random, double share) {
    this.keys = keys;
    this.random = random;
    this.share = share;
  }

  @Override
  public int protect(
      long packetNumber, byte[] packet, int from, int packetNumberAt, int payloadTo) {
    if (random.nextDouble() < share) {
      mutate(packet, packetNumberAt + (packet[from] & 3) + 1, payloadTo);
    }
    return keys.protect(packetNumber, packet, from, packetNumberAt, payloadTo);
  }

  private void mutate(byte[] packet, int from, int to) {
    int at = random.nextInt(from, to);
    switch (random.nextInt(4)) {
      case 0 -> packet[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> packet[at] = (byte) random.nextInt(256);
      case 2 -> fill(packet, at, Math.min(to, at + random.nextInt(1, 9)));
      default -> {
        packet[from] = (byte) FRAME_TYPES[random.nextInt(FRAME_TYPES.length)];
        fill(packet, from + 1, Math.min(to, from + random.nextInt(1, 20)));
      }
    }
  }

  private void fill(byte[] packet, int from, int to) {
    for (int i = from; i < to; i++) {
      // Small numbers say something more often than large ones.
      packet[i] = (byte) random.nextInt(random.nextBoolean() ? 8 : 256);
    }
  }

  @Override
  public boolean canRead() {
    return keys.canRead();
  }

  @Override
  public boolean canWrite() {
    return keys.canWrite();
  }

  @Override
  public HeaderProtection readHeader() {
    return keys.readHeader();
  }

  @Override
  public int open(
      long packetNumber, byte[] packet, int from, int payloadFrom, int to, Deadline now) {
    return keys.open(packetNumber, packet, from, payloadFrom, to, now);
  }

  @Override
  public void discard() {
    keys.discard();
  }

  @Override
  public boolean isDiscarded() {
    return keys.isDiscarded();
  }
}
