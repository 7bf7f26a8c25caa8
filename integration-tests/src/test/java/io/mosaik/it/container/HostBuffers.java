package io.mosaik.it.container;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The receive buffer that sockets on this host get unless they ask for one, raised for a while for
 * those that do not ask. Containers share it; nobody but the host's root may change it.
 */
final class HostBuffers implements AutoCloseable {

  private static final Path SETTING = Path.of("/proc/sys/net/core/rmem_default");

  /** Enough for the answers to all lookups of a scan, which Rust nodes send at once. */
  private static final long BYTES = 8 << 20;

  private final String told;
  private final Runnable restore;

  private HostBuffers(String told, Runnable restore) {
    this.told = told;
    this.restore = restore;
  }

  /** Raises it, to be restored by {@link #close}; where that is not allowed, says so. */
  static HostBuffers raise() throws IOException {
    if (!Files.isWritable(SETTING)) {
      return new HostBuffers("default receive buffer not raised: not allowed", () -> {});
    }
    String before = read();
    write(Long.toString(Math.max(BYTES, Long.parseLong(before))));
    return new HostBuffers(
        "default receive buffer " + BYTES + " bytes instead of " + before, () -> write(before));
  }

  /** In one go: a second read would find nothing, as usual in that folder. */
  private static String read() throws IOException {
    try (BufferedReader reader = Files.newBufferedReader(SETTING)) {
      return reader.readLine();
    }
  }

  private static void write(String value) {
    try {
      Files.writeString(SETTING, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    restore.run();
  }

  @Override
  public String toString() {
    return told;
  }
}
