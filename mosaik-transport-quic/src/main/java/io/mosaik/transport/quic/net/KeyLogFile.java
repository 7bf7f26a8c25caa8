package io.mosaik.transport.quic.net;

import io.mosaik.transport.quic.tls.KeyLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A key log in a file, as Wireshark reads it ({@code SSLKEYLOGFILE}). Lines are appended one by
 * one, on the thread that has them: for debugging only. Thread-safe by a lock.
 */
public final class KeyLogFile implements KeyLog {

  private static final Logger LOG = LoggerFactory.getLogger(KeyLogFile.class);

  private final Path file;
  private boolean broken;

  private KeyLogFile(Path file) {
    this.file = file;
  }

  /**
   * Appends to a file, which is made readable for its owner only if it does not exist.
   *
   * @param file where to
   * @return the key log
   * @throws UncheckedIOException if the file cannot be written
   */
  public static KeyLog appendTo(Path file) {
    try {
      create(file);
      Files.write(file, new byte[0], StandardOpenOption.APPEND);
    } catch (IOException unwritable) {
      throw new UncheckedIOException("key log " + file + " cannot be written", unwritable);
    }
    LOG.info("TLS secrets are appended to {}", file);
    return new KeyLogFile(file);
  }

  /** A file that can no longer be written is complained about once, and harms no connection. */
  @Override
  public synchronized void write(String line) {
    if (broken) {
      return;
    }
    try {
      Files.write(
          file, (line + "\n").getBytes(StandardCharsets.US_ASCII), StandardOpenOption.APPEND);
    } catch (IOException unwritable) {
      broken = true;
      LOG.warn("key log {} cannot be written any more", file, unwritable);
    }
  }

  private static void create(Path file) throws IOException {
    try {
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      } else {
        Files.createFile(file);
      }
    } catch (FileAlreadyExistsException fine) {
      LOG.debug("key log {} exists and is continued", file);
    }
  }
}
