package io.mosaik.transport.quic.frame;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.packet.ConnectionId;
import io.mosaik.transport.quic.packet.MalformedException;
import io.mosaik.transport.quic.packet.StatelessReset;
import io.mosaik.transport.quic.packet.WireReader;
import io.mosaik.transport.quic.packet.WireWriter;
import io.mosaik.transport.quic.tls.EncryptionLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Payload bytes to frames. A payload is decoded as a whole before anybody acts on it, so that a
 * broken one has no effect. Stateless.
 */
public final class FrameDecoder {

  /** A stream count beyond this cannot be expressed as a stream id (RFC 9000, section 4.6). */
  private static final long MAX_STREAMS = 1L << 60;

  private FrameDecoder() {}

  /**
   * Decodes the payload of one packet.
   *
   * @param from index of its first byte
   * @param to index after its last byte
   * @param level what protected the packet, which limits the kinds of frames
   * @return at least one frame
   * @throws TransportException if the payload is empty, malformed, or holds what it must not
   */
  public static List<Frame> decode(byte[] packet, int from, int to, EncryptionLevel level)
      throws TransportException {
    if (from == to) {
      throw new TransportException(TransportError.PROTOCOL_VIOLATION, "a packet without frames");
    }
    List<Frame> frames = new ArrayList<>(4);
    WireReader reader = new WireReader(packet, from, to);
    while (reader.hasRemaining()) {
      frames.add(decodeOne(reader, level));
    }
    return frames;
  }

  private static Frame decodeOne(WireReader reader, EncryptionLevel level)
      throws TransportException {
    long type = 0;
    try {
      int typeAt = reader.position();
      type = reader.readVarInt();
      if (reader.position() - typeAt != WireWriter.varIntSize(type)) {
        throw violation(type, "a frame type in too many bytes");
      }
      if (!FrameType.isKnown(type)) {
        throw encodingError(type, "unknown frame type 0x" + Long.toHexString(type));
      }
      if (!FrameType.isAllowed(type, level)) {
        throw violation(type, "frame type 0x" + Long.toHexString(type) + " at level " + level);
      }
      return decodeBody(type, reader);
    } catch (MalformedException malformed) {
      throw encodingError(type, malformed.getMessage());
    }
  }

  private static Frame decodeBody(long type, WireReader reader)
      throws MalformedException, TransportException {
    if (type >= FrameType.STREAM && type <= FrameType.STREAM_LAST) {
      return stream((int) type, reader);
    }
    return switch ((int) type) {
      case FrameType.PADDING -> new Frame.Padding(1 + reader.skipZeros());
      case FrameType.PING -> new Frame.Ping();
      case FrameType.ACK, FrameType.ACK_ECN -> ack(type, reader);
      case FrameType.RESET_STREAM ->
          new Frame.ResetStream(reader.readVarInt(), reader.readVarInt(), reader.readVarInt());
      case FrameType.STOP_SENDING ->
          new Frame.StopSending(reader.readVarInt(), reader.readVarInt());
      case FrameType.CRYPTO -> crypto(reader);
      case FrameType.NEW_TOKEN -> newToken(reader);
      case FrameType.MAX_DATA -> new Frame.MaxData(reader.readVarInt());
      case FrameType.MAX_STREAM_DATA ->
          new Frame.MaxStreamData(reader.readVarInt(), reader.readVarInt());
      case FrameType.MAX_STREAMS_BIDI, FrameType.MAX_STREAMS_UNI ->
          new Frame.MaxStreams(type == FrameType.MAX_STREAMS_BIDI, streamCount(type, reader));
      case FrameType.DATA_BLOCKED -> new Frame.DataBlocked(reader.readVarInt());
      case FrameType.STREAM_DATA_BLOCKED ->
          new Frame.StreamDataBlocked(reader.readVarInt(), reader.readVarInt());
      case FrameType.STREAMS_BLOCKED_BIDI, FrameType.STREAMS_BLOCKED_UNI ->
          new Frame.StreamsBlocked(
              type == FrameType.STREAMS_BLOCKED_BIDI, streamCount(type, reader));
      case FrameType.NEW_CONNECTION_ID -> newConnectionId(reader);
      case FrameType.RETIRE_CONNECTION_ID -> new Frame.RetireConnectionId(reader.readVarInt());
      case FrameType.PATH_CHALLENGE -> new Frame.PathChallenge(reader.readBytes(8));
      case FrameType.PATH_RESPONSE -> new Frame.PathResponse(reader.readBytes(8));
      case FrameType.CLOSE_TRANSPORT ->
          new Frame.ConnectionClose(
              false, reader.readVarInt(), reader.readVarInt(), reader.readPrefixedBytes());
      case FrameType.CLOSE_APPLICATION ->
          new Frame.ConnectionClose(true, reader.readVarInt(), 0, reader.readPrefixedBytes());
      case FrameType.HANDSHAKE_DONE -> new Frame.HandshakeDone();
      case FrameType.DATAGRAM -> new Frame.Datagram(reader.readBytes(reader.remaining()));
      case FrameType.DATAGRAM_WITH_LENGTH -> new Frame.Datagram(reader.readPrefixedBytes());
      default -> throw new IllegalStateException("known frame type " + type + " is not decoded");
    };
  }

  private static Frame ack(long type, WireReader reader)
      throws MalformedException, TransportException {
    long largest = reader.readVarInt();
    long delay = reader.readVarInt();
    long furtherRanges = reader.readVarInt();
    if (furtherRanges > reader.remaining() / 2) {
      throw encodingError(type, furtherRanges + " ranges in " + reader.remaining() + " bytes");
    }
    List<Frame.AckRange> ranges = new ArrayList<>((int) furtherRanges + 1);
    long smallest = largest - reader.readVarInt();
    ranges.add(range(type, smallest, largest));
    for (long i = 0; i < furtherRanges; i++) {
      long nextLargest = smallest - reader.readVarInt() - 2;
      smallest = nextLargest - reader.readVarInt();
      ranges.add(range(type, smallest, nextLargest));
    }
    Optional<Frame.EcnCounts> ecn =
        type == FrameType.ACK_ECN
            ? Optional.of(
                new Frame.EcnCounts(reader.readVarInt(), reader.readVarInt(), reader.readVarInt()))
            : Optional.empty();
    return new Frame.Ack(delay, ranges, ecn);
  }

  private static Frame.AckRange range(long type, long smallest, long largest)
      throws TransportException {
    if (smallest < 0) {
      throw encodingError(type, "a negative packet number in an ACK frame");
    }
    return new Frame.AckRange(smallest, largest);
  }

  private static Frame crypto(WireReader reader) throws MalformedException, TransportException {
    long offset = reader.readVarInt();
    Bytes data = reader.readPrefixedBytes();
    requireInRange(FrameType.CRYPTO, offset, data);
    return new Frame.Crypto(offset, data);
  }

  private static Frame stream(int type, WireReader reader)
      throws MalformedException, TransportException {
    boolean hasOffset = (type & 4) != 0;
    boolean hasLength = (type & 2) != 0;
    boolean fin = (type & 1) != 0;
    long streamId = reader.readVarInt();
    long offset = hasOffset ? reader.readVarInt() : 0;
    int length = hasLength ? reader.readLength() : reader.remaining();
    Bytes data = reader.readBytes(length);
    requireInRange(type, offset, data);
    return new Frame.Stream(streamId, offset, data, fin);
  }

  private static void requireInRange(long type, long offset, Bytes data) throws TransportException {
    if (offset + data.size() > WireWriter.MAX_VAR_INT) {
      throw encodingError(type, "data end at " + (offset + data.size()));
    }
  }

  private static Frame newToken(WireReader reader) throws MalformedException, TransportException {
    Bytes token = reader.readPrefixedBytes();
    if (token.isEmpty()) {
      throw encodingError(FrameType.NEW_TOKEN, "an empty token");
    }
    return new Frame.NewToken(token);
  }

  private static long streamCount(long type, WireReader reader)
      throws MalformedException, TransportException {
    long count = reader.readVarInt();
    if (count > MAX_STREAMS) {
      throw encodingError(type, count + " streams");
    }
    return count;
  }

  private static Frame newConnectionId(WireReader reader)
      throws MalformedException, TransportException {
    long sequence = reader.readVarInt();
    long retirePriorTo = reader.readVarInt();
    int size = reader.readByte();
    if (retirePriorTo > sequence || size < 1 || size > ConnectionId.MAX_SIZE) {
      throw encodingError(
          FrameType.NEW_CONNECTION_ID,
          String.format(
              Locale.ROOT,
              "connection id %d of %d bytes retires those before %d",
              sequence,
              size,
              retirePriorTo));
    }
    ConnectionId id = new ConnectionId(reader.readBytes(size));
    Bytes token = reader.readBytes(StatelessReset.TOKEN_SIZE);
    return new Frame.NewConnectionId(sequence, retirePriorTo, id, token);
  }

  private static TransportException encodingError(long type, String message) {
    return new TransportException(TransportError.FRAME_ENCODING_ERROR, type, message);
  }

  private static TransportException violation(long type, String message) {
    return new TransportException(TransportError.PROTOCOL_VIOLATION, type, message);
  }
}
