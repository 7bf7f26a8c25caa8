package io.mosaik.testkit.container;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.utility.LazyFuture;

/**
 * A container that runs one command of our command line, and what it prints: JSON, an object a
 * line.
 *
 * <p>As thread-safe as {@link GenericContainer}: describe and start it on one thread.
 *
 * @param <S> the type itself
 */
public abstract class MosaikContainer<S extends MosaikContainer<S>> extends GenericContainer<S> {

  /** Many start at once, on machines that may have few processors and much else to do. */
  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  private final ContainerLog log = new ContainerLog();
  private final Network network;

  /**
   * Describes a container.
   *
   * @param network the network that it is part of
   */
  protected MosaikContainer(Network network) {
    super(
        new LazyFuture<String>() {
          @Override
          protected String resolve() {
            return MosaikImage.name();
          }
        });
    this.network = network;
    withNetwork(network);
    withLogConsumer(log);
    TestRun.current().own(this);
  }

  /**
   * Waits for a kind of event before the container counts as started.
   *
   * @param event value of the member {@code event}
   * @param times how many of them
   * @return this
   */
  protected final S waitingForEvent(String event, int times) {
    String marked = "\"event\":\"" + event + "\"";
    return waitingFor(log.untilPrinted(line -> line.contains(marked), times, START_LIMIT));
  }

  /**
   * The command and its arguments.
   *
   * @return asked for when the container starts
   */
  protected abstract List<String> arguments();

  @Override
  protected void configure() {
    List<String> all = new ArrayList<>(arguments());
    all.add("--json");
    withCommand(all.toArray(String[]::new));
  }

  /**
   * What the container has printed so far.
   *
   * @return grows by itself
   */
  public ContainerLog log() {
    return log;
  }

  /**
   * The address of the container within its network. Others on the same network reach it there; so
   * does the host on Linux.
   *
   * @return an IPv4 address
   */
  public String networkAddress() {
    return getCurrentContainerInfo().getNetworkSettings().getNetworks().values().stream()
        .filter(attached -> network.getId().equals(attached.getNetworkID()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(getContainerName() + " is in no network"))
        .getIpAddress();
  }

  /**
   * The objects among the printed lines that tell of one kind of event.
   *
   * @param event value of the member {@code event}
   * @return in the order of printing
   */
  List<JsonObject> events(String event) {
    return log.lines().stream()
        .flatMap(line -> event(line.text()).stream())
        .filter(json -> json.has("event") && json.get("event").getAsString().equals(event))
        .toList();
  }

  private static Optional<JsonObject> event(String line) {
    try {
      return line.startsWith("{")
          ? Optional.of(JsonParser.parseString(line).getAsJsonObject())
          : Optional.empty();
    } catch (JsonSyntaxException somethingElse) {
      return Optional.empty();
    }
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
