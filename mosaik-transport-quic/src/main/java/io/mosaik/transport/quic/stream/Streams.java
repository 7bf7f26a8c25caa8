package io.mosaik.transport.quic.stream;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.frame.Frame;
import io.mosaik.transport.quic.frame.TransportError;
import io.mosaik.transport.quic.frame.TransportException;
import io.mosaik.transport.quic.packet.WireWriter;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * All streams of a connection: who may open which, what each may send, and whose turn it is.
 * Confined to one thread.
 *
 * <p>Memory is bounded by {@link StreamLimits}. A stream that is over in both directions is
 * forgotten, if the peer opened it as soon as it was accepted too; that it existed shows in the
 * counts.
 */
public final class Streams {

  private final boolean server;
  private final StreamLimits limits;
  private final ControlFrames control;
  private final ConnectionFlow flow;
  private final StreamCounts bidirectional;
  private final StreamCounts unidirectional;
  private final Map<Long, SendStream> sending = new LinkedHashMap<>();
  private final Map<Long, ReceiveStream> receiving = new LinkedHashMap<>();
  private final Set<Long> unaccepted = new HashSet<>(); // of the peer, over or not
  private final Set<Long> turns = new LinkedHashSet<>(); // streams that may have data to send
  private final Set<StreamEvent> events = new LinkedHashSet<>();
  private PeerStreamLimits peerLimits = PeerStreamLimits.NOTHING;
  private boolean acknowledgementsWatched;

  /**
   * No streams yet.
   *
   * @param control where frames other than STREAM go
   */
  public Streams(boolean server, StreamLimits limits, ControlFrames control) {
    this.server = server;
    this.limits = limits;
    this.control = control;
    this.bidirectional = new StreamCounts(true, limits.bidirectional());
    this.unidirectional = new StreamCounts(false, limits.unidirectional());
    this.flow = new ConnectionFlow(limits.connectionWindow(), control);
  }

  /** The peer's transport parameters have come. */
  public void setPeerLimits(PeerStreamLimits initial) {
    peerLimits = initial;
    flow.raiseSendLimit(initial.maxData());
    raiseStreamLimit(true, initial.streamsBidi());
    raiseStreamLimit(false, initial.streamsUni());
  }

  // ---- what our application does

  /**
   * Opens a stream.
   *
   * @return its id, or empty if the peer allows no more for now: {@link StreamEvent.MoreStreams}
   *     follows when it does
   */
  public Optional<Long> open(boolean isBidirectional) {
    StreamCounts counts = counts(isBidirectional);
    if (!counts.mayOpen()) {
      Frame.StreamsBlocked blocked = counts.blockedFrame();
      control.add(blocked, () -> counts.isBlockedAt(blocked.limit()));
      return Optional.empty();
    }
    long id = StreamId.of(counts.open(), server, isBidirectional);
    long limit = isBidirectional ? peerLimits.bidiRemote() : peerLimits.uni();
    sending.put(id, new SendStream(id, limits.sendBufferSize(), limit));
    if (isBidirectional) {
      receiving.put(id, new ReceiveStream(id, limits.streamWindow()));
    }
    return Optional.of(id);
  }

  /**
   * The application takes a stream that the peer has opened. Only then can its end make room for
   * another one: what nobody takes must not pile up.
   */
  public void accept(long id) {
    if (unaccepted.remove(id) && !isKnown(id)) {
      makeRoom(id);
    }
  }

  /** Whether bytes can be written: not after the end, a reset, or the peer's STOP_SENDING. */
  public boolean isWritable(long id) {
    return sending.containsKey(id) && sending.get(id).isOpen();
  }

  /**
   * Takes bytes to be sent, as many as there is room for.
   *
   * @return how many; if not all, {@link StreamEvent.Writable} follows
   * @throws IllegalStateException if the stream is not {@link #isWritable writable}
   */
  public int write(long id, Bytes data) {
    int written = writable(id).write(data);
    turns.add(id);
    return written;
  }

  /**
   * Marks the end of what is sent.
   *
   * @throws IllegalStateException if the stream is not {@link #isWritable writable}
   */
  public void finish(long id) {
    writable(id).finish();
    turns.add(id);
  }

  /** Whether this side may ever send on a stream of this id. */
  public boolean isForSending(long id) {
    return StreamId.isBidirectional(id) || isOurs(id);
  }

  /** From now on {@link StreamEvent.Acknowledged} is told of streams without data in flight. */
  public void watchAcknowledgements() {
    acknowledgementsWatched = true;
  }

  /** Whether the peer has acknowledged all that was written and every end; resets do not count. */
  public boolean isAllAcknowledged() {
    return sending.values().stream().allMatch(SendStream::isAcknowledged);
  }

  /** Gives up sending; does nothing if that is over already. */
  public void reset(long id, long errorCode) {
    SendStream stream = sending.get(id);
    if (stream == null || stream.isReset() || stream.isTerminal()) {
      return;
    }
    turns.remove(id);
    control.add(
        stream.reset(errorCode),
        () -> true,
        () -> {
          stream.onResetAcknowledged();
          forgetSending(id);
        });
    reportAcknowledged(id, stream);
  }

  /** The next bytes in order; finished and empty if the stream is over or unknown. */
  public ReadResult read(long id, int maxSize) {
    ReceiveStream stream = receiving.get(id);
    if (stream == null || stream.isStopped()) {
      return new ReadResult(Bytes.EMPTY, true, OptionalLong.empty());
    }
    long unreadBefore = stream.unread();
    ReadResult result = stream.read(maxSize);
    if (stream.isTerminal()) {
      flow.consume(unreadBefore);
      forgetReceiving(id);
    } else {
      flow.consume(result.data().size());
      stream
          .takeLimitUpdate()
          .ifPresent(update -> control.add(update, () -> stream.isCurrentLimit(update.limit())));
    }
    return result;
  }

  /** Asks the peer to send no more, and drops what comes; does nothing if all has come. */
  public void stopSending(long id, long errorCode) {
    ReceiveStream stream = receiving.get(id);
    if (stream == null || stream.isStopped()) {
      return;
    }
    boolean pointless = stream.isComplete();
    flow.consume(stream.unread());
    stream.stop();
    if (!pointless) {
      control.add(new Frame.StopSending(id, errorCode), () -> receiving.containsKey(id));
    }
    if (stream.isTerminal() || pointless) {
      forgetReceiving(id);
    }
  }

  /** The next event, or empty. */
  public Optional<StreamEvent> pollEvent() {
    Iterator<StreamEvent> first = events.iterator();
    if (!first.hasNext()) {
      return Optional.empty();
    }
    StreamEvent event = first.next();
    first.remove();
    return Optional.of(event);
  }

  // ---- what the peer does

  public void onStream(Frame.Stream frame) throws TransportException {
    Optional<ReceiveStream> known = receivingStream(frame.streamId(), frame.type());
    if (known.isEmpty()) {
      return;
    }
    ReceiveStream stream = known.get();
    boolean wasReadable = stream.isReadable();
    long growth = stream.onStream(frame, flow.receiveCredit());
    boolean ended = stream.isTerminal() && !stream.isStopped();
    if (!wasReadable && (stream.isReadable() || ended)) {
      events.add(new StreamEvent.Readable(frame.streamId()));
    }
    afterReceiving(frame.streamId(), stream, growth);
  }

  public void onResetStream(Frame.ResetStream frame) throws TransportException {
    Optional<ReceiveStream> known = receivingStream(frame.streamId(), frame.type());
    if (known.isEmpty()) {
      return;
    }
    ReceiveStream stream = known.get();
    boolean wasReset = stream.isReset();
    afterReceiving(frame.streamId(), stream, stream.onReset(frame, flow.receiveCredit()));
    if (!wasReset && stream.isReset() && !stream.isStopped()) {
      events.add(new StreamEvent.Readable(frame.streamId()));
    }
  }

  public void onStopSending(Frame.StopSending frame) throws TransportException {
    Optional<SendStream> known = sendingStream(frame.streamId(), frame.type());
    if (known.isPresent() && !known.get().isReset() && !known.get().isTerminal()) {
      reset(frame.streamId(), frame.errorCode());
      events.add(new StreamEvent.Stopped(frame.streamId(), frame.errorCode()));
    }
  }

  public void onMaxData(Frame.MaxData frame) {
    flow.raiseSendLimit(frame.limit());
  }

  public void onMaxStreamData(Frame.MaxStreamData frame) throws TransportException {
    Optional<SendStream> known = sendingStream(frame.streamId(), frame.type());
    if (known.isPresent() && known.get().raiseLimit(frame.limit())) {
      turns.add(frame.streamId());
    }
  }

  public void onMaxStreams(Frame.MaxStreams frame) {
    raiseStreamLimit(frame.bidirectional(), frame.limit());
  }

  /** Only checks that the stream can exist; the limit is raised when the reader makes room. */
  public void onStreamDataBlocked(Frame.StreamDataBlocked frame) throws TransportException {
    receivingStream(frame.streamId(), frame.type());
  }

  // ---- sending

  /** Whether there is a STREAM frame to send. */
  public boolean hasPending() {
    return turns.stream().anyMatch(id -> sending.get(id).hasPending(flow.sendCredit()));
  }

  /** Fills a packet, each stream in turn. */
  public void appendTo(FrameSink sink) {
    int rounds = turns.size();
    for (int i = 0; i < rounds && sink.remaining() > 0; i++) {
      long id = turns.iterator().next();
      turns.remove(id);
      SendStream stream = sending.get(id);
      int before = sink.remaining();
      FrameSink watched =
          new WatchedSink(
              sink, () -> onPieceAcknowledged(id, stream), () -> onPieceLost(id, stream));
      flow.onSent(stream.appendTo(watched, flow.sendCredit()));
      if (stream.hasPending(flow.sendCredit())) {
        turns.add(id);
        if (sink.remaining() == before) {
          return; // no room even for its header
        }
      } else if (stream.hasPending(WireWriter.MAX_VAR_INT)) {
        turns.add(id); // waits for MAX_DATA
        flow.reportBlocked();
      }
      stream
          .takeBlockedFrame()
          .ifPresent(blocked -> control.add(blocked, () -> stream.isBlockedAt(blocked.limit())));
    }
  }

  // ---- inside

  private void afterReceiving(long id, ReceiveStream stream, long growth) {
    flow.onReceived(growth);
    if (stream.isStopped()) {
      flow.consume(growth);
    }
    if (stream.isTerminal()) {
      forgetReceiving(id);
    }
  }

  private Optional<ReceiveStream> receivingStream(long id, long frameType)
      throws TransportException {
    if (isOurs(id) && !StreamId.isBidirectional(id)) {
      throw stateError(frameType, "stream " + id + " is for sending only");
    }
    requireOpened(id, frameType);
    return Optional.ofNullable(receiving.get(id));
  }

  private Optional<SendStream> sendingStream(long id, long frameType) throws TransportException {
    if (!isOurs(id) && !StreamId.isBidirectional(id)) {
      throw stateError(frameType, "stream " + id + " is for receiving only");
    }
    requireOpened(id, frameType);
    return Optional.ofNullable(sending.get(id));
  }

  /** A stream of ours must be open; using one of its own is how the peer opens it. */
  private void requireOpened(long id, long frameType) throws TransportException {
    StreamCounts counts = counts(StreamId.isBidirectional(id));
    long index = StreamId.index(id);
    if (isOurs(id)) {
      if (index >= counts.opened()) {
        throw stateError(frameType, "stream " + id + " does not exist");
      }
      return;
    }
    if (!counts.peerMayOpen(index)) {
      throw new TransportException(
          TransportError.STREAM_LIMIT_ERROR, frameType, "stream " + id + " is beyond the limit");
    }
    while (counts.peerOpened() <= index) {
      admit(StreamId.of(counts.peerOpened(), !server, StreamId.isBidirectional(id)));
      counts.setPeerOpened(counts.peerOpened() + 1);
    }
  }

  private void admit(long id) {
    unaccepted.add(id);
    receiving.put(id, new ReceiveStream(id, limits.streamWindow()));
    if (StreamId.isBidirectional(id)) {
      sending.put(id, new SendStream(id, limits.sendBufferSize(), peerLimits.bidiLocal()));
    }
    events.add(new StreamEvent.Opened(id));
  }

  private void forgetSending(long id) {
    turns.remove(id);
    if (sending.remove(id) != null) {
      onPartClosed(id);
    }
  }

  private void forgetReceiving(long id) {
    if (receiving.remove(id) != null) {
      onPartClosed(id);
    }
  }

  private void onPartClosed(long id) {
    if (isKnown(id)) {
      return;
    }
    events.add(new StreamEvent.Closed(id));
    if (!isOurs(id) && !unaccepted.contains(id)) {
      makeRoom(id);
    }
  }

  private boolean isKnown(long id) {
    return sending.containsKey(id) || receiving.containsKey(id);
  }

  /** A stream of the peer's is over and accepted: it may open another one. */
  private void makeRoom(long id) {
    StreamCounts counts = counts(StreamId.isBidirectional(id));
    counts.onPeerStreamClosed();
    counts
        .takeLimitUpdate()
        .ifPresent(update -> control.add(update, () -> counts.isCurrentLimit(update.limit())));
  }

  private void raiseStreamLimit(boolean isBidirectional, long limit) {
    StreamCounts counts = counts(isBidirectional);
    if (counts.raiseLimit(limit)) {
      events.add(
          new StreamEvent.MoreStreams(StreamId.of(counts.opened(), server, isBidirectional)));
    }
  }

  private SendStream writable(long id) {
    if (!isWritable(id)) {
      throw new IllegalStateException("stream " + id + " takes no more data");
    }
    return sending.get(id);
  }

  private StreamCounts counts(boolean isBidirectional) {
    return isBidirectional ? bidirectional : unidirectional;
  }

  private boolean isOurs(long id) {
    return StreamId.isByServer(id) == server;
  }

  private static TransportException stateError(long frameType, String message) {
    return new TransportException(TransportError.STREAM_STATE_ERROR, frameType, message);
  }

  private void onPieceAcknowledged(long id, SendStream stream) {
    if (stream.takeWritable()) {
      events.add(new StreamEvent.Writable(id));
    }
    if (stream.isTerminal() && !stream.isReset() && sending.containsKey(id)) {
      events.add(new StreamEvent.Delivered(id));
      forgetSending(id);
    }
    reportAcknowledged(id, stream);
  }

  private void reportAcknowledged(long id, SendStream stream) {
    if (acknowledgementsWatched && stream.isAcknowledged()) {
      events.add(new StreamEvent.Acknowledged(id));
    }
  }

  private void onPieceLost(long id, SendStream stream) {
    if (sending.containsKey(id) && !stream.isReset()) {
      turns.add(id);
    }
  }
}
