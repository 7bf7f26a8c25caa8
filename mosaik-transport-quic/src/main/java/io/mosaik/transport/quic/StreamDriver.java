package io.mosaik.transport.quic;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.stream.ReadResult;
import io.mosaik.transport.quic.stream.Streams;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Reads and writes of one stream that wait for the peer. Confined to the endpoint's event loop. */
final class StreamDriver {

  private final long id;
  private final Streams streams;
  private final Callbacks callbacks;
  private final Deque<PendingRead> reads = new ArrayDeque<>();
  private final Deque<PendingWrite> writes = new ArrayDeque<>();
  private Optional<QuicException> sendingOver = Optional.empty();
  private OptionalLong resetCode = OptionalLong.empty();
  private Optional<QuicException> connectionOver = Optional.empty();

  StreamDriver(long id, Streams streams, Callbacks callbacks) {
    this.id = id;
    this.streams = streams;
    this.callbacks = callbacks;
  }

  long id() {
    return id;
  }

  /** The next bytes, at least one, or empty at the end of the stream. */
  void read(int maxSize, CompletableFuture<Optional<Bytes>> future) {
    reads.addLast(new PendingRead(maxSize, false, future));
    serveReads();
  }

  /** Exactly so many bytes. */
  void readExactly(int size, CompletableFuture<Optional<Bytes>> future) {
    reads.addLast(new PendingRead(size, true, future));
    serveReads();
  }

  /** All of the bytes, in order after earlier ones. */
  void write(Bytes data, CompletableFuture<Void> future) {
    writes.addLast(new PendingWrite(data, false, future));
    serveWrites();
  }

  /** The end of what is sent, after earlier writes. */
  void finish(CompletableFuture<Void> future) {
    writes.addLast(new PendingWrite(Bytes.EMPTY, true, future));
    serveWrites();
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
  private boolean serve(PendingRead read) {
    ReadResult result = streams.read(id, read.missing());
    result.resetCode().ifPresent(code -> resetCode = OptionalLong.of(code));
    read.collected.writeBytes(result.data().toArray());
    if (read.isSatisfied()) {
      callbacks.complete(read.future, Optional.of(Bytes.of(read.collected.toByteArray())));
    } else if (resetCode.isPresent()) {
      callbacks.fail(
          read.future,
          new QuicException(
              QuicException.Reason.STREAM_RESET,
              name() + " was reset by the peer, code " + resetCode.getAsLong()));
    } else if (connectionOver.isPresent()) {
      callbacks.fail(read.future, connectionOver.get());
    } else if (result.finished() && read.exactly) {
      callbacks.fail(
          read.future,
          new QuicException(
              QuicException.Reason.END_OF_STREAM,
              String.format(Locale.ROOT, "%s ended %d bytes too early", name(), read.missing())));
    } else if (result.finished()) {
      callbacks.complete(read.future, Optional.empty());
    } else {
      return false;
    }
    return true;
  }

  private void serveWrites() {
    while (!writes.isEmpty()) {
      PendingWrite write = writes.peekFirst();
      if (sendingOver.isPresent() || !streams.isWritable(id)) {
        stopWrites(
            sendingOver.orElseGet(
                () ->
                    new QuicException(
                        QuicException.Reason.CLOSED, name() + " takes no more data")));
        return;
      }
      int written = streams.write(id, write.rest);
      write.rest = write.rest.slice(written, write.rest.size());
      if (!write.rest.isEmpty()) {
        return;
      }
      if (write.finish) {
        streams.finish(id);
      }
      writes.removeFirst();
      callbacks.complete(write.future, null);
    }
  }

  private void stopWrites(QuicException why) {
    sendingOver = Optional.of(sendingOver.orElse(why));
    writes.forEach(write -> callbacks.fail(write.future, sendingOver.get()));
    writes.clear();
  }

  private String name() {
    return "stream " + id;
  }

  private static final class PendingRead {

    private final int size;
    private final boolean exactly;
    private final CompletableFuture<Optional<Bytes>> future;
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();

    PendingRead(int size, boolean exactly, CompletableFuture<Optional<Bytes>> future) {
      this.size = size;
      this.exactly = exactly;
      this.future = future;
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
