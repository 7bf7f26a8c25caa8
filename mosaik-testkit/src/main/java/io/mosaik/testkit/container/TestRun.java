package io.mosaik.testkit.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Container;
import io.mosaik.api.time.Ambient;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;

/**
 * What this JVM starts in a container engine, told by labels from what others start there. All of
 * it is removed when the JVM ends, however the tests went. A JVM that is killed cannot do that: the
 * next one on the same machine does, by the process id that the labels hold.
 *
 * <p>Thread-safe.
 */
public final class TestRun {

  /** The label that every container and network of a run has; its value is the run's id. */
  public static final String RUN_LABEL = "io.mosaik.testkit.run";

  /** The label that says who owns the run: process id, when that process started, and machine. */
  public static final String OWNER_LABEL = "io.mosaik.testkit.owner";

  private static final Logger LOG = LoggerFactory.getLogger(TestRun.class);

  private final String id;
  private final String owner;

  private TestRun(String id, String owner) {
    this.id = id;
    this.owner = owner;
  }

  private static final class Holder {
    private static final TestRun CURRENT = begin();
  }

  /**
   * The run of this JVM. The first call removes what killed runs left behind.
   *
   * @return always the same
   */
  public static TestRun current() {
    return Holder.CURRENT;
  }

  private static TestRun begin() {
    removeLeftovers();
    String id = Long.toHexString(Ambient.system().random().nextLong());
    TestRun run = new TestRun(id, owner(ProcessHandle.current()));
    Runtime.getRuntime().addShutdownHook(new Thread(run::removeAll, "mosaik-testkit-cleanup"));
    return run;
  }

  /**
   * What marks a container or network as ours.
   *
   * @return labels and their values
   */
  public Map<String, String> labels() {
    return Map.of(RUN_LABEL, id, OWNER_LABEL, owner);
  }

  /**
   * Marks a container that is not one of the testkit's own, before it starts.
   *
   * @param container will be removed with this run
   * @param <C> its type
   * @return the same container
   */
  public <C extends GenericContainer<?>> C own(C container) {
    container.withLabels(labels());
    return container;
  }

  /**
   * Describes a network of its own, whose subnet the engine takes from those that are free. It
   * comes into being when its id is first asked for.
   *
   * @return a new network, removed with this run at the latest
   */
  public Network newNetwork() {
    return Network.builder()
        .createNetworkCmdModifier(command -> command.withLabels(labels()))
        .build();
  }

  /** Removes all containers and networks of this run. */
  public void removeAll() {
    remove(labels -> id.equals(labels.get(RUN_LABEL)));
  }

  /**
   * Removes the containers and networks of runs whose process is gone. Runs that are under way, and
   * those of other machines at the same engine, are left alone.
   *
   * @return how many containers and networks went
   */
  public static int removeLeftovers() {
    String here = owner(ProcessHandle.current());
    String machine = here.substring(here.lastIndexOf(' '));
    return remove(
        labels ->
            Optional.ofNullable(labels.get(OWNER_LABEL))
                .filter(owner -> owner.endsWith(machine) && !isAlive(owner))
                .isPresent());
  }

  private static String owner(ProcessHandle process) {
    long started = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return process.pid() + " " + started + " " + machine();
  }

  private static boolean isAlive(String owner) {
    try {
      long pid = Long.parseLong(owner.substring(0, owner.indexOf(' ')));
      return ProcessHandle.of(pid).filter(process -> owner(process).equals(owner)).isPresent();
    } catch (IllegalArgumentException | IndexOutOfBoundsException notOurs) {
      LOG.debug("not a label of ours: {}", owner, notOurs);
      return true;
    }
  }

  /** Process ids mean something within one machine or container only. */
  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException nameless) {
      return "localhost";
    }
  }

  private static int remove(Predicate<Map<String, String>> which) {
    DockerClient docker = ContainerEngine.client();
    List<String> labelled = List.of(RUN_LABEL);
    Collection<Container> containers =
        docker.listContainersCmd().withShowAll(true).withLabelFilter(labelled).exec();
    int removed = 0;
    for (Container container : containers) {
      if (which.test(container.getLabels())) {
        removed +=
            attempt(
                () ->
                    docker
                        .removeContainerCmd(container.getId())
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec());
      }
    }
    for (var network : docker.listNetworksCmd().withFilter("label", labelled).exec()) {
      if (which.test(network.getLabels())) {
        removed += attempt(() -> docker.removeNetworkCmd(network.getId()).exec());
      }
    }
    return removed;
  }

  /** Somebody else may remove the same at the same time. */
  private static int attempt(Runnable removal) {
    try {
      removal.run();
      return 1;
    } catch (DockerException e) {
      LOG.debug("could not be removed", e);
      return 0;
    }
  }
}
