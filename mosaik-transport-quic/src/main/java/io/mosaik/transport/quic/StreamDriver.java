package io.mosaik.transport.quic;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.stream.ReadResult;
import io.mosaik.transport.quic.stream.Streams;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Reads and writes of one stream that wait for the peer. Confined to the endpoint's event loop. */
final class StreamDriver {

  private final long id;
  private final Streams streams;
  private final Callbacks callbacks;
  private final Deque<PendingRead<?>> reads = new ArrayDeque<>();
  private final Deque<PendingWrite> writes = new ArrayDeque<>();
  private final List<CompletableFuture<Void>> deliveries = new ArrayList<>();
  private Optional<QuicException> sendingOver = Optional.empty();
  private Optional<QuicException> closing = Optional.empty();
  private boolean finished;
  private boolean delivered;
  private OptionalLong resetCode = OptionalLong.empty();
  private Optional<QuicException> connectionOver = Optional.empty();

  /** Bytes that were collected for a caller who gave up: they come next. */
  private Bytes returned = Bytes.EMPTY;

  StreamDriver(long id, Streams streams, Callbacks callbacks) {
    this.id = id;
    this.streams = streams;
    this.callbacks = callbacks;
  }

  long id() {
    return id;
  }

  /** The next bytes, at least one, or empty at the end of the stream. */
  void read(int maxSize, HandoverFuture<Optional<Bytes>> future) {
    reads.addLast(new PendingRead<>(maxSize, false, future, Function.identity()));
    serveReads();
  }

  /** Exactly so many bytes. */
  void readExactly(int size, HandoverFuture<Bytes> future) {
    reads.addLast(new PendingRead<>(size, true, future, Optional::orElseThrow));
    serveReads();
  }

  /** All of the bytes, in order after earlier ones. */
  void write(Bytes data, CompletableFuture<Void> future) {
    enqueue(new PendingWrite(data, false, future));
  }

  /** The end of what is sent, after earlier writes. */
  void finish(CompletableFuture<Void> future) {
    enqueue(new PendingWrite(Bytes.EMPTY, true, future));
  }

  private void enqueue(PendingWrite write) {
    if (closing.isPresent()) {
      callbacks.fail(write.future, closing.get());
      return;
    }
    writes.addLast(write);
    serveWrites();
  }

  /** Waits until the peer has acknowledged everything up to the end. */
  void awaitDelivery(CompletableFuture<Void> future) {
    if (delivered) {
      callbacks.complete(future, null);
    } else if (sendingOver.isPresent()) {
      callbacks.fail(future, sendingOver.get());
    } else if (!streams.isForSending(id)) {
      callbacks.fail(
          future,
          new QuicException(QuicException.Reason.CLOSED, name() + " is for receiving only"));
    } else {
      deliveries.removeIf(CompletableFuture::isDone);
      deliveries.add(future);
    }
  }

  /** Takes no new writes: the connection is about to be closed. Those that wait go on. */
  void refuseWrites(QuicException why) {
    closing = Optional.of(why);
  }

  /** Whether bytes wait here for room in the send buffer. */
  boolean hasPendingWrites() {
    return !writes.isEmpty();
  }

  void onDelivered() {
    delivered = true;
    deliveries.forEach(future -> callbacks.complete(future, null));
    deliveries.clear();
  }

  void reset(long errorCode) {
    streams.reset(id, errorCode);
    stopWrites(new QuicException(QuicException.Reason.CLOSED, name() + " was reset here"));
  }

  void stopSending(long errorCode) {
    streams.stopSending(id, errorCode);
  }

  void onReadable() {
    serveReads();
  }

  void onWritable() {
    serveWrites();
  }

  /** The peer does not read any more. */
  void onStopped(long errorCode) {
    stopWrites(
        new QuicException(
            QuicException.Reason.STREAM_RESET,
            name() + " is not read any more, code " + errorCode));
  }

  void onConnectionOver(QuicException why) {
    connectionOver = Optional.of(why);
    serveReads();
    stopWrites(why);
  }

  private void serveReads() {
    while (!reads.isEmpty() && serve(reads.peekFirst())) {
      reads.removeFirst();
    }
  }

  /** Whether the read is done with. */
  private boolean serve(PendingRead<?> read) {
    if (read.future.isDone()) {
      takeBack(read);
      return true;
    }
    ReadResult result = collect(read);
    if (read.isSatisfied()) {
      if (!read.handOver(callbacks)) {
        takeBack(read);
      }
    } else if (resetCode.isPresent()) {
      callbacks.fail(
          read.future,
          new QuicException(
              QuicException.Reason.STREAM_RESET,
              name() + " was reset by the peer, code " + resetCode.getAsLong()));
    } else if (result.finished() && read.exactly) {
      callbacks.fail(
          read.future,
          new QuicException(
              QuicException.Reason.END_OF_STREAM,
              String.format(Locale.ROOT, "%s ended %d bytes too early", name(), read.missing())));
    } else if (result.finished()) {
      read.end(callbacks);
    } else if (connectionOver.isPresent()) {
      callbacks.fail(read.future, connectionOver.get());
    } else {
      return false;
    }
    return true;
  }

  private ReadResult collect(PendingRead<?> read) {
    ReadResult result;
    do {
      result = next(read.missing());
      result.resetCode().ifPresent(code -> resetCode = OptionalLong.of(code));
      read.collected.writeBytes(result.data().toArray());
    } while (!read.isSatisfied() && !result.data().isEmpty());
    return result;
  }

  private ReadResult next(int maxSize) {
    if (returned.isEmpty()) {
      return streams.read(id, maxSize);
    }
    int size = Math.min(maxSize, returned.size());
    Bytes data = returned.slice(0, size);
    returned = returned.slice(size, returned.size());
    return new ReadResult(data, false, OptionalLong.empty());
  }

  /** The caller gave up: what was read for it is for the next one. */
  private void takeBack(PendingRead<?> read) {
    if (read.collected.size() > 0) {
      read.collected.writeBytes(returned.toArray());
      returned = Bytes.of(read.collected.toByteArray());
    }
  }

  private void serveWrites() {
    while (!writes.isEmpty()) {
      PendingWrite write = writes.peekFirst();
      if (sendingOver.isPresent() || finished || !streams.isForSending(id)) {
        stopWrites(
            sendingOver.orElseGet(
                () ->
                    new QuicException(
                        QuicException.Reason.CLOSED, name() + " takes no more data")));
        return;
      }
      if (!streams.isWritable(id)) {
        return; // the peer has stopped it: the event that says so, and why, is on its way
      }
      int written = streams.write(id, write.rest);
      write.rest = write.rest.slice(written, write.rest.size());
      if (!write.rest.isEmpty()) {
        return;
      }
      if (write.finish) {
        streams.finish(id);
        finished = true;
      }
      writes.removeFirst();
      callbacks.complete(write.future, null);
    }
  }

  private void stopWrites(QuicException why) {
    sendingOver = Optional.of(sendingOver.orElse(why));
    writes.forEach(write -> callbacks.fail(write.future, sendingOver.get()));
    writes.clear();
    deliveries.forEach(future -> callbacks.fail(future, sendingOver.get()));
    deliveries.clear();
  }

  private String name() {
    return "stream " + id;
  }

  private static final class PendingRead<T> {

    private final int size;
    private final boolean exactly;
    private final HandoverFuture<T> future;
    private final Function<Optional<Bytes>, T> result;
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();

    /** {@code result} makes of what was read, or of the end, what the caller wants. */
    PendingRead(
        int size, boolean exactly, HandoverFuture<T> future, Function<Optional<Bytes>, T> result) {
      this.size = size;
      this.exactly = exactly;
      this.future = future;
      this.result = result;
    }

    /** False if the caller gave up. */
    boolean handOver(Callbacks callbacks) {
      return callbacks.handOver(
          future, result.apply(Optional.of(Bytes.of(collected.toByteArray()))));
    }

    void end(Callbacks callbacks) {
      callbacks.handOver(future, result.apply(Optional.empty()));
    }

    int missing() {
      return size - collected.size();
    }

    boolean isSatisfied() {
      return exactly ? missing() == 0 : collected.size() > 0;
    }
  }

  private static final class PendingWrite {

    private final boolean finish;
    private final CompletableFuture<Void> future;
    private Bytes rest;

    PendingWrite(Bytes data, boolean finish, CompletableFuture<Void> future) {
      this.rest = data;
      this.finish = finish;
      this.future = future;
    }
  }
}
