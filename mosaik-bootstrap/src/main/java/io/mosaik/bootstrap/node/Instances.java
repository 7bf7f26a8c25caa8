package io.mosaik.bootstrap.node;

import io.mosaik.api.metrics.MetricSource;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.DhtClientProvider;
import io.mosaik.api.spi.DiscoverySink;
import io.mosaik.api.spi.DiscoverySinkProvider;
import io.mosaik.api.spi.NodeContext;
import io.mosaik.api.spi.PeerPinger;
import io.mosaik.api.spi.PeerPingerProvider;
import io.mosaik.api.spi.Provider;
import io.mosaik.bootstrap.guest.Closing;
import io.mosaik.bootstrap.guest.Guest;
import io.mosaik.bootstrap.guest.GuestCalls;
import io.mosaik.bootstrap.guest.Guests;
import io.mosaik.bootstrap.model.BootstrapException;
import io.mosaik.bootstrap.provider.Loaded;
import io.mosaik.bootstrap.provider.NoDhtClient;
import io.mosaik.bootstrap.provider.ProviderFailure;
import io.mosaik.bootstrap.provider.ProviderLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The clients, pingers and sinks of a node: those that were given, or else those that installed
 * providers make. Loading is confined to one thread at a time; the rest may be called from any.
 */
final class Instances {

  private final NodePlan.Modules modules;
  private final boolean pinging;
  private final Function<String, NodeContext> contexts;
  private final GuestCalls calls;
  private final Consumer<String> complain;

  private final Set<String> knownIds = new HashSet<>();
  private volatile List<Guest<DhtClient>> clients = List.of();
  private volatile List<Guest<PeerPinger>> pingers = List.of();
  private volatile List<Guest<DiscoverySink>> sinks = List.of();

  /**
   * Prepares to load.
   *
   * @param complain hears of providers that are not used, and of options for nobody
   */
  Instances(
      NodePlan plan,
      Function<String, NodeContext> contexts,
      GuestCalls calls,
      Consumer<String> complain) {
    this.modules = plan.modules();
    this.pinging = plan.mechanism().pinging();
    this.contexts = contexts;
    this.calls = calls;
    this.complain = complain;
  }

  /**
   * Loads clients.
   *
   * @return whether there is one; if not, a provider failed to make it and may be asked again
   * @throws BootstrapException if there is none, and asking again would not help
   */
  boolean loadClients() {
    List<Guest<DhtClient>> given = Guests.given(modules.dhtClients(), DhtClient::name, calls);
    Loaded<DhtClient> loaded = load(DhtClientProvider.class, !given.isEmpty());
    clients = joined(given, loaded.instances());
    boolean mayRecover =
        loaded.failures().stream()
            .anyMatch(failure -> failure.kind() == ProviderFailure.Kind.FAILED);
    if (clients.isEmpty() && !mayRecover) {
      throw new BootstrapException(
          BootstrapException.Reason.NO_DHT_CLIENT, NoDhtClient.explain(loaded));
    }
    return !clients.isEmpty();
  }

  /**
   * Loads pingers, if peers are to be asked, and sinks.
   *
   * @throws BootstrapException if a pinger was to be made, and none could be
   */
  void loadPingersAndSinks() {
    if (pinging) {
      List<Guest<PeerPinger>> given = Guests.given(modules.pingers(), PeerPinger::name, calls);
      pingers = joined(given, loadPingers(!given.isEmpty()));
    }
    List<Guest<DiscoverySink>> given = Guests.given(modules.sinks(), Guests::classNameOf, calls);
    sinks = joined(given, load(DiscoverySinkProvider.class, !given.isEmpty()).instances());
  }

  /** A node that should ask peers and cannot would be taken for one without a pinger. */
  private List<Guest<PeerPinger>> loadPingers(boolean isGiven) {
    Loaded<PeerPinger> loaded = load(PeerPingerProvider.class, isGiven);
    List<String> failed =
        loaded.failures().stream()
            .filter(failure -> failure.kind() == ProviderFailure.Kind.FAILED)
            .map(ProviderFailure::toString)
            .toList();
    if (loaded.instances().isEmpty() && !failed.isEmpty()) {
      throw new BootstrapException(
          BootstrapException.Reason.PINGER_FAILED,
          "no PeerPinger could be made: "
              + String.join("; ", failed)
              + ". To start without a pinger: pinging(false)");
    }
    return loaded.instances();
  }

  /** Says which options have no effect, since instances were given instead of their provider. */
  void sayUnusedOptions() {
    modules.options().keySet().stream()
        .filter(id -> !knownIds.contains(id))
        .sorted()
        .map(id -> "the options for '" + id + "' have no effect: that provider is not used")
        .forEach(complain);
  }

  /**
   * Returns the first instance of a type, given or made.
   *
   * @throws IllegalArgumentException if there is none
   */
  <T> T unwrap(Class<T> type) {
    List<Guest<?>> all = new ArrayList<>();
    all.addAll(clients);
    all.addAll(pingers);
    all.addAll(sinks);
    return all.stream()
        .map(Guest::instance)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no instance of "
                        + type.getName()
                        + " among "
                        + all.stream().map(each -> each.instance().getClass().getName()).toList()));
  }

  List<Guest<DhtClient>> clients() {
    return clients;
  }

  List<Guest<PeerPinger>> pingers() {
    return pingers;
  }

  List<Guest<DiscoverySink>> sinks() {
    return sinks;
  }

  /** The instances that we made and that can be monitored. */
  List<MetricSource> owned() {
    return Stream.of(clients, pingers, sinks)
        .flatMap(List::stream)
        .filter(Guest::owned)
        .map(Guest::instance)
        .filter(MetricSource.class::isInstance)
        .map(MetricSource.class::cast)
        .toList();
  }

  /** Closes what we made. Blocks the caller. */
  void close(Duration limit) {
    List<Guest<? extends AutoCloseable>> all = new ArrayList<>();
    all.addAll(pingers);
    all.addAll(clients);
    all.addAll(sinks);
    Closing.close(all, limit, calls);
  }

  /** Has the given providers make instances; without any, and without given instances, all. */
  private <T, P extends Provider<T>> Loaded<T> load(Class<P> spi, boolean isGiven) {
    List<P> given = modules.providers(spi);
    Loaded<T> loaded =
        isGiven || !given.isEmpty()
            ? ProviderLoader.make(spi, given, contexts)
            : ProviderLoader.load(spi, modules.path(), contexts);
    knownIds.addAll(loaded.ids());
    loaded.failures().forEach(failure -> complain.accept(failure.toString()));
    return loaded;
  }

  /** Names stay unique: a made instance that is called as a given one gets a number. */
  private static <T> List<Guest<T>> joined(List<Guest<T>> given, List<Guest<T>> made) {
    List<Guest<T>> all = new ArrayList<>(given);
    Set<String> taken = new HashSet<>();
    given.forEach(guest -> taken.add(guest.name()));
    for (Guest<T> guest : made) {
      String name = guest.name();
      for (int number = 2; !taken.add(name); number++) {
        name = guest.name() + "-" + number;
      }
      all.add(new Guest<>(name, guest.instance(), guest.owned()));
    }
    return List.copyOf(all);
  }
}
