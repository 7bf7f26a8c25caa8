package io.mosaik.transport.quic.frame;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.packet.ConnectionId;
import java.util.List;
import java.util.Optional;

/**
 * What packets carry (RFC 9000, section 19; RFC 9221, section 4). Numbers are variable-length
 * integers: 0 to 2^62 - 1.
 *
 * <p>Immutable.
 */
public sealed interface Frame {

  /** Calls the method of {@code handler} that belongs to this kind of frame. */
  void deliverTo(FrameHandler handler) throws TransportException;

  /** The type on the wire, as {@link FrameType} numbers them. */
  int type();

  /**
   * Whether the peer must acknowledge a packet with this frame (RFC 9002, section 2).
   *
   * @return false for padding, acknowledgements and closing frames
   */
  default boolean isAckEliciting() {
    return true;
  }

  /** PADDING (section 19.1), a run of it. */
  record Padding(int size) implements Frame {
    @Override
    public void deliverTo(FrameHandler handler) {}

    @Override
    public int type() {
      return FrameType.PADDING;
    }

    @Override
    public boolean isAckEliciting() {
      return false;
    }
  }

  /** PING (section 19.2). */
  record Ping() implements Frame {
    @Override
    public void deliverTo(FrameHandler handler) {}

    @Override
    public int type() {
      return FrameType.PING;
    }
  }

  /**
   * ACK (section 19.3).
   *
   * @param delay in units of the sender's ack_delay_exponent
   * @param ranges of packet numbers, descending, at least one
   * @param ecn what a peer counted; never sent, and ignored when it comes (section 13.4.2)
   */
  record Ack(long delay, List<AckRange> ranges, Optional<EcnCounts> ecn) implements Frame {

    /** Copies the ranges. */
    public Ack {
      ranges = List.copyOf(ranges);
      if (ranges.isEmpty()) {
        throw new IllegalArgumentException("an ACK frame without ranges");
      }
    }

    public long largest() {
      return ranges.get(0).largest();
    }

    @Override
    public void deliverTo(FrameHandler handler) throws TransportException {
      handler.onAck(this);
    }

    @Override
    public int type() {
      return ecn.isPresent() ? FrameType.ACK_ECN : FrameType.ACK;
    }

    @Override
    public boolean isAckEliciting() {
      return false;
    }
  }

  /** Packet numbers from {@code smallest} to {@code largest}, both included. */
  record AckRange(long smallest, long largest) {}

  /** How many packets came with each ECN codepoint (section 19.3.2). */
  record EcnCounts(long ect0, long ect1, long congestionExperienced) {}

  /** RESET_STREAM (section 19.4). */
  record ResetStream(long streamId, long errorCode, long finalSize) implements Frame {
    @Override
    public void deliverTo(FrameHandler handler) throws TransportException {
      handler.onResetStream(this);
    }

    @Override
    public int type() {
      return FrameType.RESET_STREAM;
    }
  }

  /** STOP_SENDING (section 19.5). */
  record StopSending(long streamId, long errorCode) implements Frame {
    @Override
    public void deliverTo(FrameHandler handler) throws TransportException {
      handler.onStopSending(this);
    }

    @Override
    public int type() {
      return FrameType.STOP_SENDING;
    }
  }

  /** CRYPTO (section 19.6). */
  record Crypto(long offset, Bytes data) implements Frame {
    @Override
    public void deliverTo(FrameHandler handler) throws TransportException {
      handler.onCrypto(this);
    }

    @Override
    public int type() {
      return FrameType.CRYPTO;
    }
  }

  /** NEW_TOKEN (section 19.7). */
  record NewToken(Bytes token) implements Frame {
    @Override
    public void deliverTo(FrameHandler handler) throws TransportException {
      handler.onNewToken(this);
    }

    @Override
    public int type() {
      return FrameType.NEW_TOKEN;
    }
  }

  /** STREAM (section 19.8). */
  record Stream(long streamId, long offset, Bytes data, boolean fin) implements Frame {

    /** The offset after the last byte. */
    public long end() {
      return offset + data.size();
    }

    @Override
    public void deliverTo(FrameHandler handler) throws TransportException {
      handler.onStream(this);
    }

    @Override
    public int type() {
      return FrameType.STREAM;
    }
  }

  /** MAX_DATA (section 19.9). */
  record MaxData(long limit) implements Frame {
    @Override
    public void deliverTo(FrameHandler handler) throws TransportException {
      handler.onMaxData(this);
    }

    @Override
    public int type() {
      return FrameType.MAX_DATA;
    }
  }

  /** MAX_STREAM_DATA (section 19.10). */
  record MaxStreamData(long streamId, long limit) implements Frame {
    @Override
    public void deliverTo(FrameHandler handler) throws TransportException {
      handler.onMaxStreamData(this);
    }

    @Override
    public int type() {
      return FrameType.MAX_STREAM_DATA;
    }
  }

  /** MAX_STREAMS (section 19.11). */
  record MaxStreams(boolean bidirectional, long limit) implements Frame {
    @Override
    public void deliverTo(FrameHandler handler) throws TransportException {
      handler.onMaxStreams(this);
    }

    @Override
    public int type() {
      return bidirectional ? FrameType.MAX_STREAMS_BIDI : FrameType.MAX_STREAMS_UNI;
    }
  }

  /** DATA_BLOCKED (section 19.12). */
  record DataBlocked(long limit) implements Frame {
    @Override
    public void deliverTo(FrameHandler handler) {}

    @Override
    public int type() {
      return FrameType.DATA_BLOCKED;
    }
  }

  /** STREAM_DATA_BLOCKED (section 19.13). */
  record StreamDataBlocked(long streamId, long limit) implements Frame {
    @Override
    public void deliverTo(FrameHandler handler) throws TransportException {
      handler.onStreamDataBlocked(this);
    }

    @Override
    public int type() {
      return FrameType.STREAM_DATA_BLOCKED;
    }
  }

  /** STREAMS_BLOCKED (section 19.14). */
  record StreamsBlocked(boolean bidirectional, long limit) implements Frame {
    @Override
    public void deliverTo(FrameHandler handler) {}

    @Override
    public int type() {
      return bidirectional ? FrameType.STREAMS_BLOCKED_BIDI : FrameType.STREAMS_BLOCKED_UNI;
    }
  }

  /**
   * NEW_CONNECTION_ID (section 19.15).
   *
   * @param resetToken 16 bytes
   */
  record NewConnectionId(long sequence, long retirePriorTo, ConnectionId id, Bytes resetToken)
      implements Frame {
    @Override
    public void deliverTo(FrameHandler handler) throws TransportException {
      handler.onNewConnectionId(this);
    }

    @Override
    public int type() {
      return FrameType.NEW_CONNECTION_ID;
    }
  }

  /** RETIRE_CONNECTION_ID (section 19.16). */
  record RetireConnectionId(long sequence) implements Frame {
    @Override
    public void deliverTo(FrameHandler handler) throws TransportException {
      handler.onRetireConnectionId(this);
    }

    @Override
    public int type() {
      return FrameType.RETIRE_CONNECTION_ID;
    }
  }

  /**
   * PATH_CHALLENGE (section 19.17).
   *
   * @param data 8 bytes
   */
  record PathChallenge(Bytes data) implements Frame {
    @Override
    public void deliverTo(FrameHandler handler) throws TransportException {
      handler.onPathChallenge(this);
    }

    @Override
    public int type() {
      return FrameType.PATH_CHALLENGE;
    }
  }

  /**
   * PATH_RESPONSE (section 19.18).
   *
   * @param data 8 bytes
   */
  record PathResponse(Bytes data) implements Frame {
    @Override
    public void deliverTo(FrameHandler handler) throws TransportException {
      handler.onPathResponse(this);
    }

    @Override
    public int type() {
      return FrameType.PATH_RESPONSE;
    }
  }

  /**
   * CONNECTION_CLOSE (section 19.19).
   *
   * @param application whether the application closes (0x1d), or the transport (0x1c)
   * @param errorCode in the code space of who closes
   * @param frameType the type of the frame that caused it; 0 if unknown or the application closes
   * @param reason UTF-8, or what claims to be
   */
  record ConnectionClose(boolean application, long errorCode, long frameType, Bytes reason)
      implements Frame {
    @Override
    public void deliverTo(FrameHandler handler) throws TransportException {
      handler.onConnectionClose(this);
    }

    @Override
    public int type() {
      return application ? FrameType.CLOSE_APPLICATION : FrameType.CLOSE_TRANSPORT;
    }

    @Override
    public boolean isAckEliciting() {
      return false;
    }
  }

  /** HANDSHAKE_DONE (section 19.20). */
  record HandshakeDone() implements Frame {
    @Override
    public void deliverTo(FrameHandler handler) throws TransportException {
      handler.onHandshakeDone(this);
    }

    @Override
    public int type() {
      return FrameType.HANDSHAKE_DONE;
    }
  }

  /** DATAGRAM (RFC 9221, section 4). */
  record Datagram(Bytes data) implements Frame {
    @Override
    public void deliverTo(FrameHandler handler) throws TransportException {
      handler.onDatagram(this);
    }

    @Override
    public int type() {
      return FrameType.DATAGRAM_WITH_LENGTH;
    }
  }
}
