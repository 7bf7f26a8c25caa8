package io.mosaik.transport.quic;

import io.mosaik.api.Bytes;
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
    return loop.call(future -> driver.write(data, future));
  }

  /**
   * Ends what is sent.
   *
   * @return completes when all earlier bytes are buffered here
   */
  public CompletionStage<Void> finish() {
    return loop.call(driver::finish);
  }

  /**
   * Reads what is there, and waits if that is nothing. Reads are served in order.
   *
   * @param maxSize at most so many bytes, at least 1
   * @return completes with at least one byte, or empty at the end of the stream
   */
  public CompletionStage<Optional<Bytes>> read(int maxSize) {
    if (maxSize < 1) {
      throw new IllegalArgumentException("cannot read " + maxSize + " bytes");
    }
    return loop.call(future -> driver.read(maxSize, future));
  }

  /**
   * Reads so many bytes, and waits for them.
   *
   * @param size how many, at least 0
   * @return completes with exactly so many bytes; fails with reason {@code END_OF_STREAM} if there
   *     are fewer
   */
  public CompletionStage<Bytes> readExactly(int size) {
    if (size < 0) {
      throw new IllegalArgumentException("cannot read " + size + " bytes");
    }
    return loop.<Optional<Bytes>>call(future -> driver.readExactly(size, future))
        .thenApply(Optional::orElseThrow);
  }

  /**
   * Gives up sending. Harmless if that is over.
   *
   * @param errorCode tells the peer why
   */
  public void reset(long errorCode) {
    loop.run(now -> driver.reset(errorCode));
  }

  /**
   * Asks the peer to send no more, and ignores what still comes. Harmless if that is over.
   *
   * @param errorCode tells the peer why
   */
  public void stopSending(long errorCode) {
    loop.run(now -> driver.stopSending(errorCode));
  }

  @Override
  public String toString() {
    return "QuicStream[" + id() + "]";
  }
}
