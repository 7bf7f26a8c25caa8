package io.mosaik.testkit.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Image;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.utility.ResourceReaper;

/**
 * The container engine, used in a way that needs no image beside our own. Testcontainers by itself
 * starts two: Ryuk, which removes what a killed JVM leaves behind, and one that finds the host of
 * the engine, if the tests run in a container themselves. Where neither can be pulled it retries
 * for minutes, and can be kept from it by environment variables only, which a test cannot set.
 *
 * <p>What the variables say holds. Otherwise Ryuk is used where its image is present already, for
 * the containers of others; ours are removed by {@link TestRun} in any case.
 *
 * <p>Thread-safe: the class is initialised once.
 */
final class ContainerEngine {

  private static final Logger LOG = LoggerFactory.getLogger(ContainerEngine.class);

  private static final String RYUK_VARIABLE = "TESTCONTAINERS_RYUK_DISABLED";
  private static final String HOST_VARIABLE = "TESTCONTAINERS_HOST_OVERRIDE";

  /** The image that this version of Testcontainers starts; another one does not help it. */
  static final String RYUK_IMAGE = "testcontainers/ryuk:0.14.0";

  private static final Path IN_A_CONTAINER = Path.of("/.dockerenv");

  static {
    configure();
  }

  private ContainerEngine() {}

  /** Returns the client of the engine. */
  static DockerClient client() {
    return DockerClientFactory.lazyClient();
  }

  /**
   * Decides what Testcontainers would need images for, through its private fields: it has no
   * setters for them. A version with other fields does as it does without us.
   */
  private static void configure() {
    try {
      Method strategyMethod =
          DockerClientFactory.class.getDeclaredMethod("getOrInitializeStrategy");
      strategyMethod.setAccessible(true);
      DockerClientProviderStrategy strategy =
          (DockerClientProviderStrategy) strategyMethod.invoke(DockerClientFactory.instance());
      DockerClient docker = strategy.getDockerClient();
      if (System.getenv(HOST_VARIABLE) == null) {
        configureHost(strategy, docker);
      }
      if (System.getenv(RYUK_VARIABLE) == null && !isPresent(docker, RYUK_IMAGE)) {
        configureReaper();
      }
    } catch (ReflectiveOperationException | RuntimeException unknownVersion) {
      // Without an engine Testcontainers says so itself, with more words than we have.
      LOG.debug("Testcontainers keeps its own settings", unknownVersion);
    }
  }

  private static void configureHost(DockerClientProviderStrategy strategy, DockerClient docker)
      throws ReflectiveOperationException {
    String scheme = strategy.getTransportConfig().getDockerHost().getScheme();
    if (scheme.equals("unix") && Files.exists(IN_A_CONTAINER)) {
      Field address = DockerClientProviderStrategy.class.getDeclaredField("dockerHostIpAddress");
      address.setAccessible(true);
      if (address.get(strategy) == null) {
        address.set(strategy, gatewayOfThisContainer(docker).orElse("localhost"));
      }
    }
  }

  /**
   * Finds the host as this container sees it. A container that the engine does not know runs the
   * engine itself.
   */
  private static Optional<String> gatewayOfThisContainer(DockerClient docker) {
    try {
      String id = InetAddress.getLocalHost().getHostName();
      return docker
          .inspectContainerCmd(id)
          .exec()
          .getNetworkSettings()
          .getNetworks()
          .values()
          .stream()
          .map(ContainerNetwork::getGateway)
          .filter(gateway -> gateway != null && !gateway.isEmpty())
          .findFirst();
    } catch (NotFoundException | UnknownHostException notOfThisEngine) {
      return Optional.empty();
    }
  }

  private static boolean isPresent(DockerClient docker, String image) {
    try {
      return docker.listImagesCmd().exec().stream()
          .flatMap(listed -> listed.getRepoTags() == null ? Stream.empty() : tags(listed))
          .anyMatch(image::equals);
    } catch (DockerException e) {
      LOG.debug("images could not be listed", e);
      return false;
    }
  }

  private static Stream<String> tags(Image image) {
    return Arrays.stream(image.getRepoTags());
  }

  /** Removes at the end of the JVM, as with {@value #RYUK_VARIABLE}. */
  private static void configureReaper() throws ReflectiveOperationException {
    Field instance = ResourceReaper.class.getDeclaredField("instance");
    instance.setAccessible(true);
    synchronized (ResourceReaper.class) {
      if (instance.get(null) == null) {
        Constructor<?> reaper =
            Class.forName("org.testcontainers.utility.JVMHookResourceReaper")
                .getDeclaredConstructor();
        reaper.setAccessible(true);
        instance.set(null, reaper.newInstance());
      }
    }
  }
}
