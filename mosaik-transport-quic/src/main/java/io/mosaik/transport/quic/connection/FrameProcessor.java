package io.mosaik.transport.quic.connection;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.frame.Frame;
import io.mosaik.transport.quic.frame.FrameHandler;
import io.mosaik.transport.quic.frame.TransportError;
import io.mosaik.transport.quic.frame.TransportException;
import io.mosaik.transport.quic.packet.ConnectionId;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Gives each frame to the part of the connection that it concerns. Confined to one thread. */
final class FrameProcessor implements FrameHandler {

  /** More than any path takes, so that a made-up delay cannot overflow. */
  private static final long MAX_ACK_DELAY_MICROS = Duration.ofSeconds(20).toNanos() / 1000;

  /** Tokens that would take too much room in Initial packets are not kept. */
  private static final int MAX_TOKEN_SIZE = 512;

  /** What a server may give us for later; the rest is not kept. */
  private static final int MAX_TOKENS = 4;

  /**
   * Where frames came from.
   *
   * @param addressed the connection id that their packet was sent to
   * @param size of their datagram, in bytes
   */
  record Origin(PacketSpace space, InetSocketAddress remote, ConnectionId addressed, int size) {}

  private final ConnectionState state;
  private final HandshakeDriver handshake;
  private final Set<Bytes> tokens = new HashSet<>();
  private Origin origin;
  private Deadline now;

  FrameProcessor(ConnectionState state, HandshakeDriver handshake) {
    this.state = state;
    this.handshake = handshake;
  }

  /** Acts on the frames of one packet, in order. */
  void process(Origin from, List<Frame> frames, Deadline at) throws TransportException {
    origin = from;
    now = at;
    for (Frame frame : frames) {
      frame.deliverTo(this);
    }
  }

  @Override
  public void onAck(Frame.Ack frame) throws TransportException {
    origin.space().checkAck(frame);
    int exponent =
        state
            .peerParameters
            .map(TransportParameters::ackDelayExponent)
            .orElse(TransportParameters.none().ackDelayExponent());
    long micros = Math.min(frame.delay(), MAX_ACK_DELAY_MICROS) << exponent;
    Duration delay = Duration.ofNanos(Math.min(micros, MAX_ACK_DELAY_MICROS) * 1000);
    state.recovery.onAck(origin.space().level(), frame, delay, now);
    state.log.metrics(state.rtt, state.congestion, now);
  }

  @Override
  public void onCrypto(Frame.Crypto frame) throws TransportException {
    Bytes messages = origin.space().crypto().receive(frame);
    if (!messages.isEmpty()) {
      handshake.receive(origin.space().level(), messages);
    }
  }

  @Override
  public void onResetStream(Frame.ResetStream frame) throws TransportException {
    state.streams.onResetStream(frame);
  }

  @Override
  public void onStopSending(Frame.StopSending frame) throws TransportException {
    state.streams.onStopSending(frame);
  }

  @Override
  public void onStream(Frame.Stream frame) throws TransportException {
    state.streams.onStream(frame);
  }

  @Override
  public void onMaxData(Frame.MaxData frame) {
    state.streams.onMaxData(frame);
  }

  @Override
  public void onMaxStreamData(Frame.MaxStreamData frame) throws TransportException {
    state.streams.onMaxStreamData(frame);
  }

  @Override
  public void onMaxStreams(Frame.MaxStreams frame) {
    state.streams.onMaxStreams(frame);
  }

  @Override
  public void onStreamDataBlocked(Frame.StreamDataBlocked frame) throws TransportException {
    state.streams.onStreamDataBlocked(frame);
  }

  /** A frame that was repeated must not make us use a token twice (section 8.1.3). */
  @Override
  public void onNewToken(Frame.NewToken frame) throws TransportException {
    requireClient(frame);
    boolean welcome = frame.token().size() <= MAX_TOKEN_SIZE && tokens.size() < MAX_TOKENS;
    if (!welcome) {
      state.log.ignored(frame, now);
    } else if (tokens.add(frame.token())) {
      state.emit(new ConnectionEvent.TokenReceived(frame.token()));
    }
  }

  @Override
  public void onNewConnectionId(Frame.NewConnectionId frame) throws TransportException {
    state.peerIds.onNew(frame);
  }

  @Override
  public void onRetireConnectionId(Frame.RetireConnectionId frame) throws TransportException {
    state.localIds.onRetire(frame, origin.addressed());
  }

  @Override
  public void onPathChallenge(Frame.PathChallenge frame) {
    state.paths.onChallenge(origin.remote(), frame.data(), origin.size());
  }

  @Override
  public void onPathResponse(Frame.PathResponse frame) {
    state.paths.onResponse(frame.data());
  }

  @Override
  public void onConnectionClose(Frame.ConnectionClose frame) {
    CloseReason.Cause cause =
        frame.application() ? CloseReason.Cause.PEER_APPLICATION : CloseReason.Cause.PEER_TRANSPORT;
    Bytes shown = frame.reason().slice(0, Math.min(frame.reason().size(), 128));
    String reason = new String(shown.toArray(), StandardCharsets.UTF_8);
    state.drain(new CloseReason(cause, frame.errorCode(), reason), now);
  }

  @Override
  public void onHandshakeDone(Frame.HandshakeDone frame) throws TransportException {
    requireClient(frame);
    state.confirm(now);
  }

  /**
   * Nobody here reads them; they are announced because peers send them, and may be lost anyway (RFC
   * 9221, section 5).
   */
  @Override
  public void onDatagram(Frame.Datagram frame) {
    state.log.ignored(frame, now);
  }

  private void requireClient(Frame frame) throws TransportException {
    if (state.server) {
      throw new TransportException(
          TransportError.PROTOCOL_VIOLATION, frame.type(), "a client sent a server's frame");
    }
  }
}
