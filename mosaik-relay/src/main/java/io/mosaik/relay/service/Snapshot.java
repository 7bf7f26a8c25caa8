package io.mosaik.relay.service;

import io.mosaik.api.Bytes;
import io.mosaik.api.InvalidPacketException;
import io.mosaik.api.SignedPacket;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps packets in a file: a line that names the format, then for each packet when it was last seen
 * (milliseconds, 8 bytes), its size (2 bytes) and its canonical form. What is read is verified like
 * anything else from outside. Confined to one thread at a time.
 */
final class Snapshot {

  private static final Logger LOG = LoggerFactory.getLogger(Snapshot.class);
  private static final byte[] FORMAT = "mosaik-relay 1\n".getBytes(StandardCharsets.US_ASCII);

  private static final Set<StandardOpenOption> DRAFT =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE);

  private final Path file;

  Snapshot(Path file) {
    this.file = file;
  }

  /** Writes another file and puts it in the place of the old one, so that one of them is whole. */
  void write(Collection<CachedPacket> packets) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path draft = absolute.resolveSibling(absolute.getFileName() + ".new");
    try (FileChannel channel = FileChannel.open(draft, DRAFT);
        DataOutputStream out =
            new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)))) {
      out.write(FORMAT);
      for (CachedPacket cached : packets) {
        byte[] bytes = cached.packet().toBytes().toArray();
        out.writeLong(cached.lastSeen().toEpochMilli());
        out.writeShort(bytes.length);
        out.write(bytes);
      }
      out.flush();
      channel.force(true); // a name that reached the disk before its content has none
    }
    try {
      Files.move(draft, absolute, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException noSuchFileSystem) {
      Files.move(draft, absolute, StandardCopyOption.REPLACE_EXISTING);
    }
    forceFolder(absolute.getParent());
  }

  /** The new name must reach the disk, too; not every system lets us say so, or needs it. */
  private static void forceFolder(Path folder) {
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    } catch (IOException notHere) {
      LOG.debug("cannot force {} to disk: {}", folder, notHere.toString());
    }
  }

  /**
   * Reads what is there. A file that ends too early, or is broken at some point, is read up to that
   * point; a packet that does not verify is left out. One that ends within its first line, as a
   * power cut may leave it, is put aside.
   *
   * @return how many packets were read
   */
  int read(int most, Consumer<CachedPacket> into) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    int read = 0;
    int refused = 0;
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      byte[] head = in.readNBytes(FORMAT.length);
      if (!Arrays.equals(head, Arrays.copyOf(FORMAT, head.length))) {
        throw new IOException(file + " is no snapshot of a relay");
      }
      if (head.length < FORMAT.length) {
        putAside();
        return 0;
      }
      while (read + refused < most) {
        Instant lastSeen = Instant.ofEpochMilli(in.readLong());
        int size = in.readUnsignedShort();
        if (size > SignedPacket.MAX_SIZE) {
          throw new EOFException();
        }
        byte[] bytes = new byte[size];
        in.readFully(bytes);
        try {
          into.accept(CachedPacket.of(SignedPacket.fromBytes(Bytes.of(bytes)), lastSeen));
          read++;
        } catch (InvalidPacketException bad) {
          refused++;
        }
      }
    } catch (EOFException end) {
      LOG.trace("{} read to its end", file);
    }
    if (refused > 0) {
      LOG.debug("{} of {} packets in {} are not valid", refused, read + refused, file);
    }
    return read;
  }

  private void putAside() throws IOException {
    Path aside = file.resolveSibling(file.getFileName() + ".broken");
    Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
    LOG.warn("{} ends within its first line; it is now {}", file, aside);
  }
}
