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
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file with the nodes that a node knows, so that it finds back into the network without the help
 * of bootstrap nodes. Whatever is wrong with the file is reported, counted, and no reason to stop:
 * one that cannot be read as what it should be is renamed, so that nothing of it gets lost.
 *
 * <p>Thread-safe: read once at the start on the caller's thread, written on a daemon thread named
 * {@code mosaik-dht-table}. At any time there is a whole file under its name, the old one or the
 * new one.
 */
final class TableFile {

  private static final Logger LOG = LoggerFactory.getLogger(TableFile.class);

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

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

  /** The nodes in the file; none if there is no such file, or something is wrong with it. */
  List<NodeInfo> load() {
    try (InputStream in = Files.newInputStream(file)) {
      return SavedNodes.read(Bytes.of(in.readNBytes(SavedNodes.MAX_SIZE + 1)));
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
    Path next = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      try (FileChannel out =
          FileChannel.open(
              next,
              Set.of(
                  StandardOpenOption.CREATE,
                  StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.WRITE,
                  LinkOption.NOFOLLOW_LINKS))) {
        ByteBuffer content = SavedNodes.write(nodes).asByteBuffer();
        while (content.hasRemaining()) {
          out.write(content);
        }
        out.force(true);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      forceDirectory();
    } catch (IOException | UncheckedIOException failed) {
      counters.increment(Counter.TABLE_FILE_FAILURES);
      LOG.warn("cannot save the nodes to {}: {}", file, failed.toString());
    }
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
