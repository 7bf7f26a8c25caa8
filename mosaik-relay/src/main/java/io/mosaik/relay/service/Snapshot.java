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
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps packets in a file: a line that names the format, then for each packet when it was last seen
 * (milliseconds, 8 bytes), its size (2 bytes) and its canonical form. What is read is verified like
 * anything else from outside. A file that does not begin as one of these is never touched; a
 * damaged one is renamed, so that nothing of it gets lost. Confined to one thread at a time.
 */
final class Snapshot {

  private static final Logger LOG = LoggerFactory.getLogger(Snapshot.class);
  private static final byte[] FORMAT = "mosaik-relay 1\n".getBytes(StandardCharsets.US_ASCII);

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final int MAX_SAME_STAMP = 100;

  private final Path file;
  private final InstantSource wallClock;

  Snapshot(Path file, InstantSource wallClock) {
    this.file = file.toAbsolutePath();
    this.wallClock = wallClock;
  }

  /**
   * Checks that the file is ours, or none yet, and that another can be written in its place.
   *
   * @throws IOException with a message that names the file and what is wrong with it
   */
  void check() throws IOException {
    Path folder = file.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IOException("no snapshot in " + file + ": the folder " + folder + " is missing");
    }
    if (Files.exists(file)) {
      if (!Files.isRegularFile(file)) {
        throw new IOException("no snapshot in " + file + ": it is not a regular file");
      }
      if (!Files.isReadable(file)) {
        throw new IOException("no snapshot in " + file + ": it is not readable");
      }
      checkFormat();
    }
    try {
      Files.delete(newDraft());
      deleteDrafts(folder);
    } catch (IOException unwritable) {
      throw new IOException(
          "no snapshot in " + file + ": the folder " + folder + " is not writable", unwritable);
    }
  }

  /** Deletes what a process left that was killed while it wrote. */
  private void deleteDrafts(Path folder) throws IOException {
    Pattern draft = Pattern.compile(Pattern.quote(file.getFileName() + ".") + "[0-9]+[.]tmp");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path each : files) {
        if (draft.matcher(each.getFileName().toString()).matches()
            && Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)) {
          LOG.debug("{} is deleted: it was not finished", each);
          Files.deleteIfExists(each);
        }
      }
    }
  }

  /** A file that ends within its first line, as a power cut may leave it, is ours as well. */
  private void checkFormat() throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(FORMAT.length);
      if (!Arrays.equals(head, Arrays.copyOf(FORMAT, head.length))) {
        throw new IOException(
            "no snapshot in "
                + file
                + ": it holds something else than packets of a relay, and is left alone");
      }
    }
  }

  /** A name that no other file has, so that none is overwritten. */
  private Path newDraft() throws IOException {
    return Files.createTempFile(file.getParent(), file.getFileName() + ".", ".tmp");
  }

  /** Writes another file and puts it in the place of the old one, so that one of them is whole. */
  void write(Collection<CachedPacket> packets) throws IOException {
    Path draft = newDraft();
    try {
      write(packets, draft);
      try {
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException noSuchFileSystem) {
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(draft);
    }
    forceFolder(file.getParent());
  }

  private static void write(Collection<CachedPacket> packets, Path draft) throws IOException {
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE);
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
   * Reads what is there. A damaged file is read as far as it makes sense, without packets that do
   * not verify, and renamed.
   *
   * @return how many packets were read
   * @throws IOException if the file cannot be read, is not ours, or cannot be renamed: it must not
   *     be written then
   */
  int read(int most, Consumer<CachedPacket> into) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    checkFormat();
    int read = 0;
    int refused = 0;
    boolean whole;
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      whole = in.readNBytes(FORMAT.length).length == FORMAT.length;
      while (whole && read + refused < most && hasMore(in)) {
        Instant lastSeen = Instant.ofEpochMilli(in.readLong());
        int size = in.readUnsignedShort();
        if (size > SignedPacket.MAX_SIZE) {
          whole = false;
          break;
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
    } catch (EOFException endsWithinAPacket) {
      whole = false;
    }
    if (!whole || refused > 0) {
      setAside(read);
    }
    return read;
  }

  private static boolean hasMore(InputStream in) throws IOException {
    in.mark(1);
    boolean more = in.read() >= 0;
    in.reset();
    return more;
  }

  private void setAside(int read) throws IOException {
    String name = file.getFileName() + ".corrupt-" + STAMP.format(wallClock.instant());
    for (int i = 0; i < MAX_SAME_STAMP; i++) {
      Path aside = file.resolveSibling(i == 0 ? name : name + "-" + i);
      try {
        Files.move(file, aside);
        LOG.warn("{} is damaged: {} packets were read, it is now {}", file, read, aside);
        return;
      } catch (FileAlreadyExistsException taken) {
        LOG.debug("{} exists", aside);
      }
    }
    throw new IOException(file + " is damaged and cannot be renamed");
  }
}
