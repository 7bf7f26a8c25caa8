package io.mosaik.transport.quic;

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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What an application wants from one connection and has to wait for. Confined to the endpoint's
 * event loop, but for its futures.
 */
final class ConnectionDriver {

  private final QuicConnection connection;
  private final Callbacks callbacks;
  private final Map<Long, StreamDriver> streams = new HashMap<>();
  private final StreamQueue bidirectional = new StreamQueue();
  private final StreamQueue unidirectional = new StreamQueue();
  private final CompletableFuture<Void> confirmed = new CompletableFuture<>();
  private final CompletableFuture<ConnectionEnd> closed = new CompletableFuture<>();
  private Optional<QuicException> over = Optional.empty();

  /** Streams of one kind: those that came, those who wait for one, those who want to open one. */
  private static final class StreamQueue {

    private final Deque<StreamDriver> arrived = new ArrayDeque<>();
    private final Deque<CompletableFuture<StreamDriver>> accepting = new ArrayDeque<>();
    private final Deque<CompletableFuture<StreamDriver>> opening = new ArrayDeque<>();
  }

  ConnectionDriver(QuicConnection connection, Callbacks callbacks) {
    this.connection = connection;
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

  CompletableFuture<InetSocketAddress> remoteAddress(LoopAccess loop) {
    return loop.call(future -> callbacks.complete(future, connection.remote()));
  }

  CompletableFuture<Optional<Duration>> smoothedRtt(LoopAccess loop) {
    return loop.call(
        future ->
            callbacks.complete(
                future,
                connection.hasRttSample()
                    ? Optional.of(connection.smoothedRtt())
                    : Optional.empty()));
  }

  void open(boolean isBidirectional, CompletableFuture<StreamDriver> future) {
    if (over.isPresent()) {
      callbacks.fail(future, over.get());
      return;
    }
    queue(isBidirectional).opening.addLast(future);
    serveOpening(isBidirectional);
  }

  void accept(boolean isBidirectional, CompletableFuture<StreamDriver> future) {
    StreamQueue queue = queue(isBidirectional);
    if (!queue.arrived.isEmpty()) {
      handOver(queue.arrived.removeFirst(), future);
    } else if (over.isPresent()) {
      callbacks.fail(future, over.get());
    } else {
      queue.accepting.addLast(future);
    }
  }

  void onEvent(ConnectionEvent event) {
    if (event instanceof ConnectionEvent.OfStream ofStream) {
      onStreamEvent(ofStream.event());
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

  private void onStreamEvent(StreamEvent event) {
    long id = event.streamId();
    if (event instanceof StreamEvent.Opened) {
      onOpened(id);
    } else if (event instanceof StreamEvent.MoreStreams) {
      serveOpening(StreamId.isBidirectional(id));
    } else if (streams.containsKey(id)) {
      StreamDriver stream = streams.get(id);
      if (event instanceof StreamEvent.Readable) {
        stream.onReadable();
      } else if (event instanceof StreamEvent.Writable) {
        stream.onWritable();
      } else if (event instanceof StreamEvent.Stopped stopped) {
        stream.onStopped(stopped.errorCode());
      } else if (event instanceof StreamEvent.Closed) {
        streams.remove(id);
      }
    }
  }

  private void onOpened(long id) {
    StreamDriver stream = driver(id);
    StreamQueue queue = queue(StreamId.isBidirectional(id));
    if (queue.accepting.isEmpty()) {
      queue.arrived.addLast(stream);
    } else {
      handOver(stream, queue.accepting.removeFirst());
    }
  }

  private void handOver(StreamDriver stream, CompletableFuture<StreamDriver> future) {
    connection.streams().accept(stream.id());
    callbacks.complete(future, stream);
  }

  private void serveOpening(boolean isBidirectional) {
    Deque<CompletableFuture<StreamDriver>> waiting = queue(isBidirectional).opening;
    while (!waiting.isEmpty() && connection.isEstablished()) {
      Optional<Long> id = connection.streams().open(isBidirectional);
      if (id.isEmpty()) {
        return;
      }
      callbacks.complete(waiting.removeFirst(), driver(id.get()));
    }
  }

  private void onClosed(ConnectionEnd end) {
    QuicException why = new QuicException("connection with " + connection.remote(), end);
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
    callbacks.fail(confirmed, why);
    callbacks.complete(closed, end);
  }

  private StreamDriver driver(long id) {
    return streams.computeIfAbsent(
        id, absent -> new StreamDriver(absent, connection.streams(), callbacks));
  }

  private StreamQueue queue(boolean isBidirectional) {
    return isBidirectional ? bidirectional : unidirectional;
  }
}
