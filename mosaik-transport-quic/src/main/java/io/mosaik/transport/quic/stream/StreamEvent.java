package io.mosaik.transport.quic.stream;

/** What happened to a stream. Immutable. */
public sealed interface StreamEvent {

  long streamId();

  /** The peer has opened it. */
  record Opened(long streamId) implements StreamEvent {}

  /** There is something to read, or the end, or a reset. */
  record Readable(long streamId) implements StreamEvent {}

  /** A writer that was turned away finds room now. */
  record Writable(long streamId) implements StreamEvent {}

  /** The peer does not read any more (STOP_SENDING), and our part was reset. */
  record Stopped(long streamId, long errorCode) implements StreamEvent {}

  /** The peer has everything up to the end. */
  record Delivered(long streamId) implements StreamEvent {}

  /**
   * All bytes written so far are acknowledged; only after {@link Streams#watchAcknowledgements}.
   */
  record Acknowledged(long streamId) implements StreamEvent {}

  /** The peer lets us open more streams of a kind; {@code streamId} is the next one's. */
  record MoreStreams(long streamId) implements StreamEvent {}

  /** It is over in both directions and forgotten. */
  record Closed(long streamId) implements StreamEvent {}
}
