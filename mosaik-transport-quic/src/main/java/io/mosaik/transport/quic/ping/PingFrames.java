package io.mosaik.transport.quic.ping;

import io.mosaik.api.Bytes;
import io.mosaik.api.SignedPeerEntry;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The frames on a ping stream: four bytes of length, big-endian, then the body. Collects the bytes
 * of one frame; what follows it is not kept. Confined to the thread of its exchange.
 */
final class PingFrames {

  /** The most bytes of a body: no entry may be larger. Rust sets no limit; this one is ours. */
  static final int MAX_BODY_SIZE = SignedPeerEntry.MAX_SIZE;

  private static final int LENGTH_SIZE = 4;

  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
  private long announced = -1;

  /** A frame around a body. */
  static Bytes encode(Bytes body) {
    byte[] frame = new byte[LENGTH_SIZE + body.size()];
    ByteBuffer.wrap(frame).putInt(body.size());
    body.copyTo(frame, LENGTH_SIZE);
    return Bytes.of(frame);
  }

  /**
   * Takes the next bytes of the stream.
   *
   * @return the body, once it is whole
   */
  Optional<Bytes> add(Bytes bytes) {
    if (isOversized()) {
      return Optional.empty();
    }
    pending.writeBytes(bytes.toArray());
    if (announced < 0 && pending.size() >= LENGTH_SIZE) {
      announced = Integer.toUnsignedLong(ByteBuffer.wrap(pending.toByteArray()).getInt());
    }
    if (announced < 0 || isOversized() || pending.size() < LENGTH_SIZE + announced) {
      return Optional.empty();
    }
    return Optional.of(Bytes.of(pending.toByteArray(), LENGTH_SIZE, LENGTH_SIZE + (int) announced));
  }

  /** Whether the frame announces more than {@link #MAX_BODY_SIZE}. It is not waited for. */
  boolean isOversized() {
    return announced > MAX_BODY_SIZE;
  }

  /** Whether nothing has come yet. */
  boolean isEmpty() {
    return pending.size() == 0;
  }
}
