package io.mosaik.transport.quic.stream;

import io.mosaik.transport.quic.frame.Frame;
import io.mosaik.transport.quic.frame.FrameEncoder;
import io.mosaik.transport.quic.recovery.SentContent;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Frames without data of their own that wait to be sent, and are sent again when lost, for as long
 * as they mean something. Equal frames wait once. Confined to one thread.
 */
public final class ControlFrames {

  private static final BooleanSupplier ALWAYS = () -> true;
  private static final Runnable NOTHING = () -> {};

  private final Map<Frame, Waiting> waiting = new LinkedHashMap<>();

  /** Sends a frame until it arrives. */
  public void add(Frame frame) {
    add(frame, ALWAYS, NOTHING);
  }

  /** Sends a frame until it arrives or is outdated. */
  public void add(Frame frame, BooleanSupplier stillNeeded) {
    add(frame, stillNeeded, NOTHING);
  }

  /**
   * Sends a frame until it arrives or is outdated.
   *
   * @param stillNeeded is asked before it is sent again
   * @param onArrival is called when the peer has it, perhaps more than once
   */
  public void add(Frame frame, BooleanSupplier stillNeeded, Runnable onArrival) {
    waiting.put(frame, new Waiting(frame, stillNeeded, onArrival));
  }

  /** A frame that still waits is not sent after all. */
  public void withdraw(Frame frame) {
    waiting.remove(frame);
  }

  /** How many wait. */
  public int size() {
    return waiting.size();
  }

  public boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Moves as many as fit into a packet. */
  public void appendTo(FrameSink sink) {
    Iterator<Waiting> each = waiting.values().iterator();
    while (each.hasNext() && sink.remaining() >= FrameEncoder.MAX_CONTROL_SIZE) {
      Waiting next = each.next();
      each.remove();
      if (next.stillNeeded.getAsBoolean()) {
        sink.add(next.frame, next);
      }
    }
  }

  private final class Waiting implements SentContent {

    private final Frame frame;
    private final BooleanSupplier stillNeeded;
    private final Runnable onArrival;

    Waiting(Frame frame, BooleanSupplier stillNeeded, Runnable onArrival) {
      this.frame = frame;
      this.stillNeeded = stillNeeded;
      this.onArrival = onArrival;
    }

    @Override
    public void acknowledged() {
      waiting.remove(frame, this);
      onArrival.run();
    }

    @Override
    public void lost() {
      if (stillNeeded.getAsBoolean()) {
        waiting.putIfAbsent(frame, this);
      }
    }
  }
}
