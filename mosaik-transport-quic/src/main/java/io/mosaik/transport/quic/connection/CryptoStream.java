package io.mosaik.transport.quic.connection;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.frame.Frame;
import io.mosaik.transport.quic.frame.FrameEncoder;
import io.mosaik.transport.quic.frame.FrameType;
import io.mosaik.transport.quic.frame.TransportError;
import io.mosaik.transport.quic.frame.TransportException;
import io.mosaik.transport.quic.recovery.SentContent;
import io.mosaik.transport.quic.stream.FrameSink;
import io.mosaik.transport.quic.stream.ReceiveBuffer;
import io.mosaik.transport.quic.stream.SendBuffer;
import java.util.Locale;
import java.util.Optional;

/**
 * The handshake bytes of one encryption level in both directions (RFC 9000, section 7.5). Confined
 * to one thread.
 */
final class CryptoStream {

  /** How far bytes may run ahead of those missing; 4096 is the least (RFC 9000, section 7.5). */
  static final int MAX_BUFFERED = 16_384;

  private static final int SEND_BUFFER_SIZE = 65_536;

  private final SendBuffer outgoing = new SendBuffer(SEND_BUFFER_SIZE);
  private final ReceiveBuffer incoming = new ReceiveBuffer();

  void send(Bytes messages) {
    if (outgoing.write(messages) < messages.size()) {
      throw new IllegalStateException("a flight of more than " + SEND_BUFFER_SIZE + " bytes");
    }
  }

  boolean hasPending() {
    return outgoing.hasPending(Long.MAX_VALUE);
  }

  void appendTo(FrameSink sink) {
    while (hasPending()) {
      int room = sink.remaining() - FrameEncoder.cryptoOverhead(outgoing.end(), sink.remaining());
      Optional<SendBuffer.Piece> next = outgoing.next(room, Long.MAX_VALUE);
      if (next.isEmpty()) {
        return;
      }
      SendBuffer.Piece piece = next.get();
      sink.add(new Frame.Crypto(piece.offset(), piece.data()), new Sent(piece));
    }
  }

  /** Takes a CRYPTO frame and returns what can be read now, possibly nothing. */
  Bytes receive(Frame.Crypto frame) throws TransportException {
    long end = frame.offset() + frame.data().size();
    if (end - incoming.read() > MAX_BUFFERED || !incoming.write(frame.offset(), frame.data())) {
      throw new TransportException(
          TransportError.CRYPTO_BUFFER_EXCEEDED,
          FrameType.CRYPTO,
          String.format(
              Locale.ROOT, "handshake bytes up to %d while %d are missing", end, incoming.read()));
    }
    return incoming.read(Integer.MAX_VALUE);
  }

  private final class Sent implements SentContent {

    private final long from;
    private final long to;

    Sent(SendBuffer.Piece piece) {
      this.from = piece.offset();
      this.to = piece.offset() + piece.data().size();
    }

    @Override
    public void acknowledged() {
      outgoing.onAcknowledged(from, to);
    }

    @Override
    public void lost() {
      outgoing.onLost(from, to);
    }
  }
}
