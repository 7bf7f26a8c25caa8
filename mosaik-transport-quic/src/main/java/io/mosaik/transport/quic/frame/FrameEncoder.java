package io.mosaik.transport.quic.frame;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.packet.WireWriter;
import java.util.ArrayList;
import java.util.List;

/** Frames to payload bytes. Stateless. */
public final class FrameEncoder {

  /** Room that suffices for every frame without data of its own and without ranges. */
  public static final int MAX_CONTROL_SIZE = 64;

  private FrameEncoder() {}

  /** Appends a frame; its size is the caller's concern. */
  public static void write(Frame frame, WireWriter writer) {
    switch (frame.type()) {
      case FrameType.PADDING -> writer.writeZeros(((Frame.Padding) frame).size());
      case FrameType.ACK, FrameType.ACK_ECN -> writeAck((Frame.Ack) frame, writer);
      case FrameType.CRYPTO -> {
        Frame.Crypto crypto = (Frame.Crypto) frame;
        writeNumbers(writer, crypto.type(), crypto.offset());
        writer.writePrefixedBytes(crypto.data());
      }
      case FrameType.NEW_TOKEN -> {
        writer.writeByte(frame.type());
        writer.writePrefixedBytes(((Frame.NewToken) frame).token());
      }
      case FrameType.STREAM -> writeStream((Frame.Stream) frame, writer);
      case FrameType.NEW_CONNECTION_ID -> {
        Frame.NewConnectionId issued = (Frame.NewConnectionId) frame;
        writeNumbers(writer, issued.type(), issued.sequence(), issued.retirePriorTo());
        writer.writeByte(issued.id().size());
        writer.writeBytes(issued.id().bytes()).writeBytes(issued.resetToken());
      }
      case FrameType.PATH_CHALLENGE ->
          writer.writeByte(frame.type()).writeBytes(((Frame.PathChallenge) frame).data());
      case FrameType.PATH_RESPONSE ->
          writer.writeByte(frame.type()).writeBytes(((Frame.PathResponse) frame).data());
      case FrameType.CLOSE_TRANSPORT, FrameType.CLOSE_APPLICATION ->
          writeClose((Frame.ConnectionClose) frame, writer);
      case FrameType.DATAGRAM_WITH_LENGTH ->
          writer.writeByte(frame.type()).writePrefixedBytes(((Frame.Datagram) frame).data());
      default -> writeNumbers(writer, frame.type(), numbersOf(frame));
    }
  }

  /** What a CRYPTO frame takes besides its data. */
  public static int cryptoOverhead(long offset, int maxSize) {
    return 1 + WireWriter.varIntSize(offset) + WireWriter.varIntSize(maxSize);
  }

  /** What a STREAM frame takes besides its data. */
  public static int streamOverhead(long streamId, long offset, int maxSize) {
    return 1
        + WireWriter.varIntSize(streamId)
        + WireWriter.varIntSize(offset)
        + WireWriter.varIntSize(maxSize);
  }

  /**
   * An ACK frame that is no larger than some room, which holds back the oldest ranges if need be.
   *
   * @return the frame with at least its first range
   */
  public static Frame.Ack trimmed(Frame.Ack ack, int room) {
    // Type, delay and count, a largest number, and two numbers for the first range at their worst.
    int used = 1 + 8 + 8 + 2 + 8;
    List<Frame.AckRange> kept = new ArrayList<>();
    long previousSmallest = ack.largest();
    for (Frame.AckRange range : ack.ranges()) {
      used +=
          WireWriter.varIntSize(previousSmallest - range.largest())
              + WireWriter.varIntSize(range.largest() - range.smallest());
      if (used > room && !kept.isEmpty()) {
        break;
      }
      kept.add(range);
      previousSmallest = range.smallest();
    }
    return kept.size() == ack.ranges().size() ? ack : new Frame.Ack(ack.delay(), kept, ack.ecn());
  }

  private static long[] numbersOf(Frame frame) {
    return switch (frame.type()) {
      case FrameType.PING, FrameType.HANDSHAKE_DONE -> new long[0];
      case FrameType.RESET_STREAM -> {
        Frame.ResetStream reset = (Frame.ResetStream) frame;
        yield new long[] {reset.streamId(), reset.errorCode(), reset.finalSize()};
      }
      case FrameType.STOP_SENDING -> {
        Frame.StopSending stop = (Frame.StopSending) frame;
        yield new long[] {stop.streamId(), stop.errorCode()};
      }
      case FrameType.MAX_DATA -> new long[] {((Frame.MaxData) frame).limit()};
      case FrameType.MAX_STREAM_DATA -> {
        Frame.MaxStreamData max = (Frame.MaxStreamData) frame;
        yield new long[] {max.streamId(), max.limit()};
      }
      case FrameType.MAX_STREAMS_BIDI, FrameType.MAX_STREAMS_UNI ->
          new long[] {((Frame.MaxStreams) frame).limit()};
      case FrameType.DATA_BLOCKED -> new long[] {((Frame.DataBlocked) frame).limit()};
      case FrameType.STREAM_DATA_BLOCKED -> {
        Frame.StreamDataBlocked blocked = (Frame.StreamDataBlocked) frame;
        yield new long[] {blocked.streamId(), blocked.limit()};
      }
      case FrameType.STREAMS_BLOCKED_BIDI, FrameType.STREAMS_BLOCKED_UNI ->
          new long[] {((Frame.StreamsBlocked) frame).limit()};
      case FrameType.RETIRE_CONNECTION_ID ->
          new long[] {((Frame.RetireConnectionId) frame).sequence()};
      default -> throw new IllegalArgumentException("no encoding for " + frame);
    };
  }

  private static void writeNumbers(WireWriter writer, int type, long... numbers) {
    writer.writeByte(type);
    for (long number : numbers) {
      writer.writeVarInt(number);
    }
  }

  private static void writeAck(Frame.Ack ack, WireWriter writer) {
    Frame.AckRange first = ack.ranges().get(0);
    writeNumbers(
        writer,
        ack.type(),
        first.largest(),
        ack.delay(),
        ack.ranges().size() - 1,
        first.largest() - first.smallest());
    long smallest = first.smallest();
    for (Frame.AckRange range : ack.ranges().subList(1, ack.ranges().size())) {
      writer.writeVarInt(smallest - range.largest() - 2);
      writer.writeVarInt(range.largest() - range.smallest());
      smallest = range.smallest();
    }
    ack.ecn()
        .ifPresent(
            ecn -> {
              writer.writeVarInt(ecn.ect0()).writeVarInt(ecn.ect1());
              writer.writeVarInt(ecn.congestionExperienced());
            });
  }

  /** Always with length, so that anything may follow; with an offset unless it is zero. */
  private static void writeStream(Frame.Stream stream, WireWriter writer) {
    int offsetBit = stream.offset() == 0 ? 0 : 4;
    int finBit = stream.fin() ? 1 : 0;
    writeNumbers(writer, FrameType.STREAM | offsetBit | 2 | finBit, stream.streamId());
    if (offsetBit != 0) {
      writer.writeVarInt(stream.offset());
    }
    writer.writePrefixedBytes(stream.data());
  }

  private static void writeClose(Frame.ConnectionClose close, WireWriter writer) {
    writeNumbers(writer, close.type(), close.errorCode());
    if (!close.application()) {
      writer.writeVarInt(close.frameType());
    }
    int room = writer.remaining() - 2;
    Bytes reason = close.reason();
    writer.writePrefixedBytes(reason.size() <= room ? reason : reason.slice(0, Math.max(0, room)));
  }
}
