package io.mosaik.dht.node.net;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.mosaik.api.Bytes;
import io.mosaik.dht.node.Counter;
import io.mosaik.dht.node.Counters;
import io.mosaik.dht.routing.NodeInfo;
import io.mosaik.dht.routing.SavedNodes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file with the nodes that a node knows, so that it finds back into the network without the help
 * of bootstrap nodes. A file that is no such table is never touched, and refused at the start. A
 * table that is damaged is reported, counted, and renamed, so that nothing of it gets lost.
 *
 * <p>Thread-safe: read once at the start on the caller's thread, written on a daemon thread named
 * {@code mosaik-dht-table}. At any time there is a whole file under its name, the old one or the
 * new one.
 */
final class TableFile {

  private static final Logger LOG = LoggerFactory.getLogger(TableFile.class);

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Enough bytes to tell a table from anything else. */
  private static final int MAGIC_SIZE = 32;

  private final Path file;
  private final InstantSource wallClock;
  private final Counters counters;
  private final ThreadPoolExecutor writer;
  private volatile boolean foreign;

  TableFile(Path file, InstantSource wallClock, Counters counters) {
    this.file = file.toAbsolutePath();
    this.wallClock = wallClock;
    this.counters = counters;
    this.writer =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(1),
            new ThreadFactoryBuilder().setNameFormat("mosaik-dht-table").setDaemon(true).build());
    writer.allowCoreThreadTimeOut(true);
  }

  /**
   * Checks that the table can be read and written, before a node starts.
   *
   * @throws IOException if the path holds anything but a table or an empty file, or cannot be
   *     written
   */
  static void check(Path path) throws IOException {
    Path file = path.toAbsolutePath();
    if (Files.isDirectory(file)) {
      throw new IOException("table file " + path + ": is a directory");
    }
    try (InputStream in = Files.newInputStream(file)) {
      Bytes start = Bytes.of(in.readNBytes(MAGIC_SIZE));
      if (!start.isEmpty() && !SavedNodes.isOurs(start)) {
        throw new IOException(
            "table file " + path + ": holds something else than DHT nodes; it was not touched");
      }
    } catch (NoSuchFileException firstTime) {
      LOG.debug("no nodes were saved in {} yet", file);
    } catch (FileSystemException unreadable) {
      throw new IOException("table file " + path + ": cannot be read", unreadable);
    }
    if (Files.exists(file) && !Files.isWritable(file)) {
      throw new IOException("table file " + path + ": cannot be written");
    }
    try {
      Files.delete(temporary(file));
    } catch (IOException unwritable) {
      throw new IOException(
          "table file " + path + ": cannot create a file in " + file.getParent(), unwritable);
    }
  }

  /** The nodes in the file; none if there is no such file, or something is wrong with it. */
  List<NodeInfo> load() {
    try (InputStream in = Files.newInputStream(file)) {
      Bytes content = Bytes.of(in.readNBytes(SavedNodes.MAX_SIZE + 1));
      if (content.isEmpty()) {
        return List.of();
      }
      if (!SavedNodes.isOurs(content)) {
        foreign = true;
        counters.increment(Counter.TABLE_FILE_FAILURES);
        LOG.warn(
            "{} holds something else than DHT nodes; it stays as it is, no nodes are saved", file);
        return List.of();
      }
      return SavedNodes.read(content);
    } catch (NoSuchFileException firstTime) {
      return List.of();
    } catch (SavedNodes.CorruptException corrupt) {
      setAside(corrupt);
      return List.of();
    } catch (IOException unreadable) {
      foreign = true;
      counters.increment(Counter.TABLE_FILE_FAILURES);
      LOG.warn(
          "cannot read the nodes in {}; it stays as it is, no nodes will be saved: {}",
          file,
          unreadable.toString());
      return List.of();
    }
  }

  /** Writes these nodes soon, unless the last ones are still being written. Never blocks. */
  void save(List<NodeInfo> nodes) {
    if (nodes.isEmpty() || foreign) {
      return; // better an old table than none
    }
    try {
      writer.execute(() -> write(nodes));
    } catch (RejectedExecutionException busyOrClosed) {
      LOG.debug("not writing {} nodes to {}: busy", nodes.size(), file);
    }
  }

  /** Lets what is being written get to its end, as long as that takes no longer than this. */
  void close(Duration limit) {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.warn("gave up writing the nodes to {} after {}", file, limit);
        writer.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      writer.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private void setAside(SavedNodes.CorruptException corrupt) {
    counters.increment(Counter.TABLE_FILE_FAILURES);
    Path aside =
        file.resolveSibling(file.getFileName() + ".corrupt-" + STAMP.format(wallClock.instant()));
    try {
      Files.move(file, aside);
      LOG.warn("{} holds no saved nodes ({}); it is now {}", file, corrupt.getMessage(), aside);
    } catch (IOException stuck) {
      foreign = true;
      LOG.warn(
          "{} holds no saved nodes ({}) and cannot be renamed; it stays as it is, no nodes will be"
              + " saved: {}",
          file,
          corrupt.getMessage(),
          stuck.toString());
    }
  }

  /** A temporary file beside it gets its name once all of it has reached the disk. */
  private void write(List<NodeInfo> nodes) {
    try {
      Path next = temporary(file);
      try {
        fill(next, SavedNodes.write(nodes).asByteBuffer());
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(next); // nothing to delete unless one of both has failed
      }
      forceDirectory();
    } catch (IOException | UncheckedIOException failed) {
      counters.increment(Counter.TABLE_FILE_FAILURES);
      LOG.warn("cannot save the nodes to {}: {}", file, failed.toString());
    }
  }

  private static void fill(Path file, ByteBuffer content) throws IOException {
    try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
      while (content.hasRemaining()) {
        out.write(content);
      }
      out.force(true);
    }
  }

  /** Creates a file beside the table with a name that no other file has. */
  private static Path temporary(Path file) throws IOException {
    return Files.createTempFile(file.getParent(), "." + file.getFileName() + ".", ".tmp");
  }

  /** The new name must reach the disk, too; not every system lets us say so, or needs it. */
  private void forceDirectory() {
    try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
      directory.force(true);
    } catch (IOException notHere) {
      LOG.debug("cannot force the directory of {} to disk: {}", file, notHere.toString());
    }
  }
}
