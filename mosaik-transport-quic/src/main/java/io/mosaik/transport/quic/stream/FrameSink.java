package io.mosaik.transport.quic.stream;

import io.mosaik.transport.quic.frame.Frame;
import io.mosaik.transport.quic.recovery.SentContent;

/** A packet that is being filled. Confined to one thread. */
public interface FrameSink {

  /** How many more bytes of frames it takes. */
  int remaining();

  /**
   * Puts a frame in that fits.
   *
   * @param content hears whether it arrived
   */
  void add(Frame frame, SentContent content);
}
