package io.mosaik.it.container;

import io.mosaik.testkit.container.ContainerLog;
import io.mosaik.testkit.container.TestRun;
import java.time.Duration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;

/**
 * The receive buffer that sockets on the engine's host get unless they ask for one, raised for a
 * while for those that do not ask.
 */
final class HostBuffers implements AutoCloseable {

  private static final String SETTING = "/proc/sys/net/core/rmem_default";

  private final long before;
  private final long raised;

  private HostBuffers(long before, long raised) {
    this.before = before;
    this.raised = raised;
  }

  /** Raises it, to be restored by {@link #close}. */
  static HostBuffers raiseTo(long bytes) throws Exception {
    long before = Long.parseLong(onHost("cat " + SETTING).strip());
    HostBuffers buffers = new HostBuffers(before, Math.max(before, bytes));
    onHost("echo " + buffers.raised + " > " + SETTING);
    return buffers;
  }

  @Override
  public void close() throws Exception {
    onHost("echo " + before + " > " + SETTING);
  }

  /** Only the host's own network has this setting. */
  private static String onHost(String command) throws Exception {
    ContainerLog log = new ContainerLog();
    try (GenericContainer<?> shell =
        TestRun.current()
            .own(new GenericContainer<>(Base.image()))
            .withPrivilegedMode(true)
            .withNetworkMode("host")
            .withLogConsumer(log)
            .withStartupCheckStrategy(
                new OneShotStartupCheckStrategy().withTimeout(Duration.ofSeconds(60)))
            .withCreateContainerCmdModifier(
                create -> create.withEntrypoint("sh", "-c", command + "; echo done"))) {
      shell.start();
      log.awaitLine("done"::equals, Duration.ofSeconds(10));
      return log.lines().get(0).text();
    }
  }

  @Override
  public String toString() {
    return "default receive buffer " + raised + " bytes instead of " + before;
  }
}
