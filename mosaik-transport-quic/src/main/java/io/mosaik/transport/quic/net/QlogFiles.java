package io.mosaik.transport.quic.net;

import io.mosaik.transport.quic.connection.QlogSink;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A qlog file for each connection, written on a thread of its own so that disks delay nobody; what
 * the disk cannot keep up with is dropped. Thread-safe.
 */
public final class QlogFiles implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(QlogFiles.class);
  private static final int MAX_WAITING = 65_536;

  /** Separates the texts of a JSON text sequence (RFC 7464). */
  private static final char RECORD_SEPARATOR = 0x1e;

  private static final long CLOSE_SECONDS = 1;

  private final Path directory;
  private final AtomicLong nextNumber = new AtomicLong();
  private final Set<BufferedWriter> open = new HashSet<>(); // of the writing thread
  private final AtomicInteger linesWaiting = new AtomicInteger();
  private final ThreadPoolExecutor writing =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(), // bounded by MAX_WAITING and one end for each connection
          task -> {
            Thread thread = new Thread(task, "mosaik-qlog");
            thread.setDaemon(true);
            return thread;
          },
          new ThreadPoolExecutor.DiscardPolicy());

  /** Writes into a directory that exists. */
  public QlogFiles(Path directory) {
    this.directory = directory;
  }

  /** The sink of another connection. */
  public QlogSink next() {
    Path file =
        directory.resolve(
            String.format(
                Locale.ROOT,
                "%s-%d.sqlog",
                ProcessHandle.current().pid(),
                nextNumber.getAndIncrement()));
    return new FileSink(file);
  }

  /** Waits, but not for ever, until the last lines are written. */
  @Override
  public void close() {
    writing.execute(() -> open.forEach(QlogFiles::closeQuietly));
    writing.shutdown();
    try {
      if (!writing.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOGGER.debug("the last lines of qlogs are still being written");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeQuietly(BufferedWriter writer) {
    try {
      writer.close();
    } catch (IOException failure) {
      LOGGER.debug("cannot close a qlog", failure);
    }
  }

  private final class FileSink implements QlogSink {

    private final Path file;
    private BufferedWriter writer; // of the writing thread
    private boolean broken;
    private boolean ended;

    FileSink(Path file) {
      this.file = file;
    }

    @Override
    public void write(String json) {
      if (linesWaiting.incrementAndGet() > MAX_WAITING) {
        linesWaiting.decrementAndGet();
        return;
      }
      writing.execute(
          () -> {
            linesWaiting.decrementAndGet();
            append(json);
          });
    }

    @Override
    public void end() {
      writing.execute(
          () -> {
            if (writer != null) {
              open.remove(writer);
              closeQuietly(writer);
            }
            ended = true;
          });
    }

    private void append(String json) {
      if (broken || ended) {
        return;
      }
      try {
        if (writer == null) {
          writer = Files.newBufferedWriter(file);
          open.add(writer);
        }
        writer.append(RECORD_SEPARATOR).append(json).append('\n');
        if (writing.getQueue().isEmpty()) {
          writer.flush();
        }
      } catch (IOException failure) {
        broken = true;
        LOGGER.warn("cannot write the qlog {}: {}", file, failure.toString());
      }
    }
  }
}
