package io.mosaik.cli.render;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Output stream that remembers why its first failed write failed, and tells a listener.
 *
 * <p>Thread-safe by its monitor.
 */
final class MonitoredOutput extends OutputStream {

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
}
