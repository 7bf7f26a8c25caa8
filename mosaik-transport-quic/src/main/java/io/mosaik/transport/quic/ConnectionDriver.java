package io.mosaik.transport.quic;

import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.connection.CloseReason;
import io.mosaik.transport.quic.connection.ConnectionEvent;
import io.mosaik.transport.quic.connection.QuicConnection;
import io.mosaik.transport.quic.stream.StreamEvent;
import io.mosaik.transport.quic.stream.StreamId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What an application wants from one connection and has to wait for. Confined to the endpoint's
 * event loop, but for its futures.
 */
final class ConnectionDriver {

  private final QuicConnection connection;
  private final LoopAccess loop;
  private final boolean incoming;
  private final Callbacks callbacks;
  private final ConnectionLifetimeEvent lifetime = ConnectionLifetimeEvent.start();
  private final Map<Long, StreamDriver> streams = new HashMap<>();
  private final StreamQueue bidirectional = new StreamQueue();
  private final StreamQueue unidirectional = new StreamQueue();
  private final CompletableFuture<Void> confirmed = new CompletableFuture<>();
  private final CompletableFuture<ConnectionEnd> closed = new CompletableFuture<>();
  private Optional<QuicException> over = Optional.empty();
  private Optional<PendingClose> closing = Optional.empty();

  /** Streams of one kind: those that came, those who wait for one, those who want to open one. */
  private static final class StreamQueue {

    private final Deque<StreamDriver> arrived = new ArrayDeque<>();
    private final Deque<HandoverFuture<QuicStream>> accepting = new ArrayDeque<>();
    private final Deque<HandoverFuture<QuicStream>> opening = new ArrayDeque<>();
    private Optional<StreamDriver> openedForNobody = Optional.empty();

    void forgetAbandoned() {
      accepting.removeIf(CompletableFuture::isDone);
      opening.removeIf(CompletableFuture::isDone);
    }
  }

  /** A graceful close under way. */
  private static final class PendingClose {

    private final long errorCode;
    private final String reason;
    private final List<CompletableFuture<Boolean>> futures = new ArrayList<>();
    private final List<Runnable> timers = new ArrayList<>();

    PendingClose(long errorCode, String reason) {
      this.errorCode = errorCode;
      this.reason = reason;
    }
  }

  ConnectionDriver(
      QuicConnection connection, boolean incoming, LoopAccess loop, Callbacks callbacks) {
    this.connection = connection;
    this.incoming = incoming;
    this.loop = loop;
    this.callbacks = callbacks;
  }

  QuicConnection connection() {
    return connection;
  }

  CompletableFuture<Void> confirmed() {
    return confirmed;
  }

  CompletableFuture<ConnectionEnd> closed() {
    return closed;
  }

  CompletableFuture<InetSocketAddress> remoteAddress() {
    return loop.call(future -> callbacks.complete(future, connection.remote()));
  }

  CompletableFuture<Optional<Duration>> smoothedRtt() {
    return loop.call(
        future ->
            callbacks.complete(
                future,
                connection.hasRttSample()
                    ? Optional.of(connection.smoothedRtt())
                    : Optional.empty()));
  }

  void open(boolean isBidirectional, HandoverFuture<QuicStream> future) {
    if (over.isPresent() || closing.isPresent()) {
      callbacks.fail(future, over.orElseGet(ConnectionDriver::beingClosed));
      return;
    }
    StreamQueue queue = queue(isBidirectional);
    queue.forgetAbandoned();
    queue.opening.addLast(future);
    serveOpening(isBidirectional);
  }

  void accept(boolean isBidirectional, HandoverFuture<QuicStream> future) {
    StreamQueue queue = queue(isBidirectional);
    queue.forgetAbandoned();
    queue.accepting.addLast(future);
    serveAccepting(queue);
    if (over.isPresent()) {
      queue.accepting.forEach(waiting -> callbacks.fail(waiting, over.get()));
      queue.accepting.clear();
    }
  }

  /** Closes the connection once all data was acknowledged, or after a time. */
  void closeGracefully(
      long errorCode,
      String reason,
      Duration timeout,
      CompletableFuture<Boolean> future,
      Deadline now) {
    if (over.isPresent()) {
      callbacks.complete(future, isAllDelivered());
      return;
    }
    if (closing.isEmpty()) {
      closing = Optional.of(new PendingClose(errorCode, reason));
      connection.streams().watchAcknowledgements();
      streams.values().forEach(stream -> stream.refuseWrites(beingClosed()));
      for (StreamQueue queue : List.of(bidirectional, unidirectional)) {
        queue.opening.forEach(waiting -> callbacks.fail(waiting, beingClosed()));
        queue.opening.clear();
      }
    }
    closing.get().futures.add(future);
    closing.get().timers.add(loop.schedule(timeout, this::closeNow));
    closeIfDelivered(now);
  }

  private void closeIfDelivered(Deadline now) {
    if (closing.isPresent() && over.isEmpty() && isAllDelivered()) {
      closeNow(now);
    }
  }

  private void closeNow(Deadline now) {
    closing.ifPresent(close -> connection.close(close.errorCode, close.reason, now));
  }

  private boolean isAllDelivered() {
    return connection.streams().isAllAcknowledged()
        && streams.values().stream().noneMatch(StreamDriver::hasPendingWrites);
  }

  private static QuicException beingClosed() {
    return new QuicException(QuicException.Reason.CLOSED, "the connection is being closed");
  }

  void onEvent(ConnectionEvent event, Deadline now) {
    if (event instanceof ConnectionEvent.OfStream ofStream) {
      onStreamEvent(ofStream.event(), now);
    } else if (event instanceof ConnectionEvent.Confirmed) {
      callbacks.complete(confirmed, null);
    } else if (event instanceof ConnectionEvent.Closed end) {
      onClosed(endOf(end.reason()));
    }
  }

  static ConnectionEnd endOf(CloseReason reason) {
    return new ConnectionEnd(
        ConnectionEnd.Cause.valueOf(reason.cause().name()), reason.code(), reason.reason());
  }

  private void onStreamEvent(StreamEvent event, Deadline now) {
    long id = event.streamId();
    if (event instanceof StreamEvent.Opened) {
      onOpened(id);
    } else if (event instanceof StreamEvent.MoreStreams) {
      serveOpening(StreamId.isBidirectional(id));
    } else if (event instanceof StreamEvent.Acknowledged) {
      closeIfDelivered(now);
    } else if (streams.containsKey(id)) {
      StreamDriver stream = streams.get(id);
      if (event instanceof StreamEvent.Readable) {
        stream.onReadable();
      } else if (event instanceof StreamEvent.Writable) {
        stream.onWritable();
      } else if (event instanceof StreamEvent.Stopped stopped) {
        stream.onStopped(stopped.errorCode());
        closeIfDelivered(now);
      } else if (event instanceof StreamEvent.Delivered) {
        stream.onDelivered();
      } else if (event instanceof StreamEvent.Closed) {
        streams.remove(id);
      }
    }
  }

  private void onOpened(long id) {
    StreamQueue queue = queue(StreamId.isBidirectional(id));
    queue.arrived.addLast(driver(id));
    serveAccepting(queue);
  }

  /** A stream goes to the first caller that still waits; without any, it stays for the next. */
  private void serveAccepting(StreamQueue queue) {
    while (!queue.arrived.isEmpty() && !queue.accepting.isEmpty()) {
      StreamDriver stream = queue.arrived.peekFirst();
      if (callbacks.handOver(queue.accepting.removeFirst(), new QuicStream(stream, loop))) {
        queue.arrived.removeFirst();
        connection.streams().accept(stream.id());
      }
    }
  }

  private void serveOpening(boolean isBidirectional) {
    StreamQueue queue = queue(isBidirectional);
    queue.forgetAbandoned();
    while (!queue.opening.isEmpty() && connection.isEstablished()) {
      Optional<StreamDriver> opened =
          queue.openedForNobody.or(
              () -> connection.streams().open(isBidirectional).map(this::driver));
      if (opened.isEmpty()) {
        return;
      }
      HandoverFuture<QuicStream> first = queue.opening.removeFirst();
      boolean taken = callbacks.handOver(first, new QuicStream(opened.get(), loop));
      queue.openedForNobody = taken ? Optional.empty() : opened;
    }
  }

  private void onClosed(ConnectionEnd end) {
    lifetime.finish(connection, incoming, end);
    QuicException why = new QuicException("connection with " + connection.remote(), end);
    boolean allDelivered = isAllDelivered();
    over = Optional.of(why);
    for (StreamDriver stream : new ArrayList<>(streams.values())) {
      stream.onConnectionOver(why);
    }
    for (StreamQueue queue : new StreamQueue[] {bidirectional, unidirectional}) {
      queue.accepting.forEach(future -> callbacks.fail(future, why));
      queue.opening.forEach(future -> callbacks.fail(future, why));
      queue.accepting.clear();
      queue.opening.clear();
    }
    closing.ifPresent(close -> close.timers.forEach(Runnable::run));
    closing.ifPresent(
        close -> close.futures.forEach(future -> callbacks.complete(future, allDelivered)));
    callbacks.fail(confirmed, why);
    callbacks.complete(closed, end);
  }

  private StreamDriver driver(long id) {
    return streams.computeIfAbsent(
        id,
        absent -> {
          StreamDriver stream = new StreamDriver(absent, connection.streams(), callbacks);
          closing.ifPresent(close -> stream.refuseWrites(beingClosed()));
          return stream;
        });
  }

  private StreamQueue queue(boolean isBidirectional) {
    return isBidirectional ? bidirectional : unidirectional;
  }
}
