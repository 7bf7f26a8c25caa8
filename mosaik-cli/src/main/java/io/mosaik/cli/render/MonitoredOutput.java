package io.mosaik.cli.render;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.LoggerFactory;

/**
 * Output stream that remembers why its first failed write failed, and tells a listener.
 *
 * <p>Thread-safe by its monitor.
 */
final class MonitoredOutput extends OutputStream {

  /** What file descriptor 1 of this process is, on Linux. */
  private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");

  private static final String PIPE = "pipe:[";
  private static final long PROBE_INTERVAL_SECONDS = 2;

  /** Longer than a loaded machine keeps a thread waiting. */
  private static final long PROBE_PATIENCE_SECONDS = 4;

  private final OutputStream target;
  private OutputStatus status = OutputStatus.INTACT;
  private Runnable listener = () -> {};

  MonitoredOutput(OutputStream target) {
    this.target = target;
  }

  static MonitoredOutput standardOutput() {
    return new MonitoredOutput(new FileOutputStream(FileDescriptor.out));
  }

  synchronized OutputStatus status() {
    return status;
  }

  /** Sets what is run after a write has failed; at once if one has failed already. */
  void onFailure(Runnable newListener) {
    boolean failed;
    synchronized (this) {
      listener = newListener;
      failed = status.isFailed();
    }
    if (failed) {
      newListener.run();
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      target.write(bytes, offset, length);
    } catch (IOException failed) {
      String reason = FailureMessage.of(failed);
      fail(new OutputStatus(reason, reason.contains("roken pipe")));
      throw failed;
    }
  }

  private void fail(OutputStatus failure) {
    Runnable toRun;
    synchronized (this) {
      if (status.isFailed()) {
        return;
      }
      status = failure;
      toRun = listener;
    }
    toRun.run();
  }

  /**
   * Notices, on a daemon thread, that nobody reads standard output any more, which a program that
   * has nothing to write would not learn otherwise. Only for pipes, and only on Linux.
   */
  void watchReader() {
    if (isPipe()) {
      Thread thread = new Thread(this::awaitReaderGone, "mosaik-output-watch");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private static boolean isPipe() {
    try {
      return Files.readSymbolicLink(STANDARD_OUTPUT).toString().startsWith(PIPE);
    } catch (IOException | UnsupportedOperationException notLinux) {
      return false;
    }
  }

  /** Opening a pipe for writing blocks as long as nobody has it open for reading: see fifo(7). */
  private void awaitReaderGone() {
    Executor prober =
        task -> {
          Thread thread = new Thread(task, "mosaik-output-probe");
          thread.setDaemon(true);
          thread.start();
        };
    CountDownLatch never = new CountDownLatch(1);
    try {
      while (hasReader(CompletableFuture.runAsync(MonitoredOutput::open, prober))) {
        if (status().isFailed() || never.await(PROBE_INTERVAL_SECONDS, TimeUnit.SECONDS)) {
          return;
        }
      }
      fail(new OutputStatus("broken pipe", true));
    } catch (ExecutionException | InterruptedException cannotTell) {
      LoggerFactory.getLogger(MonitoredOutput.class)
          .debug("cannot tell whether standard output is read", cannotTell);
    }
  }

  /** Waits twice: a process that was stopped for a while finds its first wait over at once. */
  private static boolean hasReader(CompletableFuture<Void> opening)
      throws ExecutionException, InterruptedException {
    for (int i = 0; i < 2; i++) {
      try {
        opening.get(PROBE_PATIENCE_SECONDS, TimeUnit.SECONDS);
        return true;
      } catch (TimeoutException blocked) {
        // Once more, or it is so.
      }
    }
    return false;
  }

  private static void open() {
    try {
      FileChannel.open(STANDARD_OUTPUT, StandardOpenOption.WRITE).close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
