package io.mosaik.it.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

/** What Testcontainers has no words for: faults. Stateless. */
final class Docker {

  private static final long PATIENCE_SECONDS = 60;

  private Docker() {}

  static DockerClient client() {
    return DockerClientFactory.lazyClient();
  }

  /**
   * Lets a container cut its links. Has to be said before it starts: engines that run in containers
   * themselves cannot give such rights later.
   */
  static void mayCutLinks(GenericContainer<?> container) {
    container.withCreateContainerCmdModifier(
        create -> Objects.requireNonNull(create.getHostConfig()).withCapAdd(Capability.NET_ADMIN));
  }

  /** Runs a shell command in a container. */
  static String run(GenericContainer<?> container, String command) {
    String exec =
        client()
            .execCreateCmd(container.getContainerId())
            .withAttachStdout(true)
            .withAttachStderr(true)
            .withCmd("sh", "-c", command)
            .exec()
            .getId();
    StringBuilder output = new StringBuilder();
    try {
      boolean over =
          client()
              .execStartCmd(exec)
              .exec(
                  new ResultCallback.Adapter<Frame>() {
                    @Override
                    public void onNext(Frame frame) {
                      if (frame.getStreamType() != StreamType.STDIN) {
                        output.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
                      }
                    }
                  })
              .awaitCompletion(PATIENCE_SECONDS, TimeUnit.SECONDS);
      Long code = client().inspectExecCmd(exec).exec().getExitCodeLong();
      if (!over || code == null || code != 0) {
        throw new IllegalStateException(command + " ended with " + code + ": " + output);
      }
      return output.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in " + command, e);
    }
  }

  /** Opens the gate that holds a container back, see {@link ContentionTest}. */
  static void openGate(GenericContainer<?> container) {
    run(container, "echo > /tmp/go");
  }

  static void pause(GenericContainer<?> container) {
    client().pauseContainerCmd(container.getContainerId()).exec();
  }

  static void unpause(GenericContainer<?> container) {
    client().unpauseContainerCmd(container.getContainerId()).exec();
  }

  static void kill(GenericContainer<?> container) {
    client().killContainerCmd(container.getContainerId()).exec();
  }

  static void disconnect(GenericContainer<?> container, String networkId) {
    client()
        .disconnectFromNetworkCmd()
        .withContainerId(container.getContainerId())
        .withNetworkId(networkId)
        .exec();
  }

  static void connect(GenericContainer<?> container, String networkId) {
    client()
        .connectToNetworkCmd()
        .withContainerId(container.getContainerId())
        .withNetworkId(networkId)
        .exec();
  }

  /** The address within a network, as it is now. */
  static String address(GenericContainer<?> container, String networkId) {
    return client()
        .inspectContainerCmd(container.getContainerId())
        .exec()
        .getNetworkSettings()
        .getNetworks()
        .values()
        .stream()
        .filter(attached -> networkId.equals(attached.getNetworkID()))
        .findFirst()
        .orElseThrow()
        .getIpAddress();
  }
}
