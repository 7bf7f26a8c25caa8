package io.mosaik.transport.quic.connection;

import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.frame.Frame;
import io.mosaik.transport.quic.frame.FrameEncoder;
import io.mosaik.transport.quic.packet.PacketWriter;
import io.mosaik.transport.quic.packet.WireWriter;
import io.mosaik.transport.quic.recovery.SentContent;
import io.mosaik.transport.quic.recovery.SentPacket;
import io.mosaik.transport.quic.stream.FrameSink;
import io.mosaik.transport.quic.tls.CipherSuite;
import java.util.ArrayList;
import java.util.List;

/** One packet of a datagram, while it is filled and sealed. Confined to one thread. */
final class PacketBuilder implements FrameSink {

  private final PacketSpace space;
  private final long number;
  private final WireWriter writer;
  private final PacketWriter.Started header;
  private final List<Frame> frames = new ArrayList<>(4);
  private final List<SentContent> contents = new ArrayList<>(4);
  private boolean ackEliciting;
  private boolean padded;

  PacketBuilder(PacketSpace space, WireWriter writer, PacketWriter.Started header) {
    this.space = space;
    this.number = space.nextNumber();
    this.writer = writer;
    this.header = header;
  }

  @Override
  public int remaining() {
    return writer.remaining();
  }

  @Override
  public void add(Frame frame, SentContent content) {
    add(frame);
    contents.add(content);
  }

  /** Puts a frame in that nobody asks after. */
  void add(Frame frame) {
    FrameEncoder.write(frame, writer);
    frames.add(frame);
    ackEliciting |= frame.isAckEliciting();
  }

  /** Has somebody hear of this packet who put no frame into it. */
  void addContent(SentContent content) {
    contents.add(content);
  }

  PacketSpace space() {
    return space;
  }

  List<Frame> frames() {
    return frames;
  }

  boolean isEmpty() {
    return frames.isEmpty();
  }

  boolean isAckEliciting() {
    return ackEliciting;
  }

  long number() {
    return number;
  }

  int from() {
    return header.from();
  }

  /** Index after the tag, if the packet were sealed now. */
  int end() {
    return Math.max(writer.position(), minimumPayloadEnd()) + CipherSuite.TAG_SIZE;
  }

  /** Makes the packet end, tag included, at an index or a little later. */
  void padTo(int end) {
    int missing = Math.min(end - end(), writer.remaining());
    if (missing > 0) {
      writer.writeZeros(missing);
      padded = true;
    }
  }

  /**
   * Completes header and protection.
   *
   * @param pathProbe whether the packet tries a size, or a path that is not in use
   * @return what to remember of it
   */
  SentPacket seal(boolean pathProbe, Deadline now) {
    if (writer.position() < minimumPayloadEnd()) {
      writer.writeZeros(minimumPayloadEnd() - writer.position());
      padded = true;
    }
    int payloadTo = writer.position();
    header.finish(writer.array(), payloadTo + CipherSuite.TAG_SIZE);
    int end =
        space
            .keys()
            .protect(number, writer.array(), header.from(), header.packetNumberAt(), payloadTo);
    space.onSent();
    return new SentPacket(
        space.level(),
        number,
        now,
        end - header.from(),
        ackEliciting,
        ackEliciting || padded,
        pathProbe,
        contents);
  }

  /** Header protection samples four bytes after the packet number's start. */
  private int minimumPayloadEnd() {
    return header.packetNumberAt() + 4;
  }
}
