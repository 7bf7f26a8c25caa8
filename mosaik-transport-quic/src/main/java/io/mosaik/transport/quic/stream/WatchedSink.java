package io.mosaik.transport.quic.stream;

import io.mosaik.transport.quic.frame.Frame;
import io.mosaik.transport.quic.recovery.SentContent;

/**
 * Hands frames on, and has somebody besides their sender hear what became of them. Confined to one
 * thread.
 */
final class WatchedSink implements FrameSink {

  private final FrameSink sink;
  private final Runnable onAcknowledged;
  private final Runnable onLost;

  /** Both listeners are called after the sender of a frame has heard of it. */
  WatchedSink(FrameSink sink, Runnable onAcknowledged, Runnable onLost) {
    this.sink = sink;
    this.onAcknowledged = onAcknowledged;
    this.onLost = onLost;
  }

  @Override
  public int remaining() {
    return sink.remaining();
  }

  @Override
  public void add(Frame frame, SentContent content) {
    sink.add(
        frame,
        new SentContent() {
          @Override
          public void acknowledged() {
            content.acknowledged();
            onAcknowledged.run();
          }

          @Override
          public void lost() {
            content.lost();
            onLost.run();
          }
        });
  }
}
