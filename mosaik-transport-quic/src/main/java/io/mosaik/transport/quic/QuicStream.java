package io.mosaik.transport.quic;

import io.mosaik.api.Bytes;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A stream of bytes in one or both directions (RFC 9000, section 2). Stages fail with a {@link
 * QuicException}, and complete on the executor of the endpoint. Thread-safe by its endpoint's event
 * loop.
 *
 * <p>The peer learns of a stream by its first bytes, not by its being opened.
 */
public final class QuicStream {

  private final StreamDriver driver;
  private final LoopAccess loop;

  QuicStream(StreamDriver driver, LoopAccess loop) {
    this.driver = driver;
    this.loop = loop;
  }

  /**
   * The id of the stream, which is the same on both sides.
   *
   * @return the id
   */
  public long id() {
    return driver.id();
  }

  /**
   * Sends bytes after all earlier ones.
   *
   * @param data what to send
   * @return completes when the bytes are buffered here, which waits for the peer if it is slow
   */
  public CompletionStage<Void> write(Bytes data) {
    Objects.requireNonNull(data, "data");
    return loop.call(future -> driver.write(data, future));
  }

  /**
   * Ends what is sent. The bytes may still be on their way when the stage completes: wait for
   * {@link #delivered()} before the connection is closed, or close it {@linkplain
   * QuicConnectionHandle#closeGracefully gracefully}.
   *
   * @return completes when all earlier bytes are buffered here
   */
  public CompletionStage<Void> finish() {
    return loop.call(driver::finish);
  }

  /**
   * Returns a stage for the acknowledgement of all data, the end of the stream included ("Data
   * Recvd", RFC 9000, section 3.1). Acknowledged data has arrived at the peer's endpoint; whether
   * its application has read it, only the application can say.
   *
   * @return completes when the peer has acknowledged everything; fails if the stream is reset, by
   *     either side, or the connection ends before. Waits for {@link #finish()} to be called
   */
  public CompletionStage<Void> delivered() {
    return loop.call(driver::awaitDelivery);
  }

  /**
   * Reads what is there, and waits if that is nothing. Reads are served in order. If the returned
   * stage is cancelled or times out, as a {@link java.util.concurrent.CompletableFuture}, no byte
   * is lost: the next read gets what comes.
   *
   * @param maxSize at most so many bytes, at least 1
   * @return completes with at least one byte, or empty at the end of the stream
   */
  public CompletionStage<Optional<Bytes>> read(int maxSize) {
    if (maxSize < 1) {
      throw new IllegalArgumentException("cannot read " + maxSize + " bytes");
    }
    return loop.<Optional<Bytes>>handOver(future -> driver.read(maxSize, future));
  }

  /**
   * Reads so many bytes, and waits for them. If the returned stage is cancelled or times out, as a
   * {@link java.util.concurrent.CompletableFuture}, no byte is lost: the next read gets them.
   *
   * @param size how many, at least 0
   * @return completes with exactly so many bytes; fails with reason {@code END_OF_STREAM} if there
   *     are fewer
   */
  public CompletionStage<Bytes> readExactly(int size) {
    if (size < 0) {
      throw new IllegalArgumentException("cannot read " + size + " bytes");
    }
    return loop.<Bytes>handOver(future -> driver.readExactly(size, future));
  }

  /**
   * Gives up sending. Harmless if that is over.
   *
   * @param errorCode tells the peer why; 0 to 2^62 - 1
   */
  public void reset(long errorCode) {
    ErrorCodes.check(errorCode);
    loop.run(now -> driver.reset(errorCode));
  }

  /**
   * Asks the peer to send no more, and ignores what still comes. Harmless if that is over.
   *
   * @param errorCode tells the peer why; 0 to 2^62 - 1
   */
  public void stopSending(long errorCode) {
    ErrorCodes.check(errorCode);
    loop.run(now -> driver.stopSending(errorCode));
  }

  @Override
  public String toString() {
    return "QuicStream[" + id() + "]";
  }
}
