package io.mosaik.bootstrap.provider;

import io.mosaik.api.spi.DhtClientProvider;
import io.mosaik.api.spi.DiscoverySinkProvider;
import io.mosaik.api.spi.PeerPingerProvider;
import io.mosaik.api.spi.Provider;
import io.mosaik.bootstrap.guest.GuestCalls;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Checks the options of all providers before any of them makes an instance: a misspelt option would
 * otherwise start a node that can never work. Confined to one call.
 */
public final class OptionCheck {

  private static final String OURS =
      "mosaik itself provides mainline-dht (io.mosaik:mosaik-dht), pkarr-relay"
          + " (io.mosaik:mosaik-pkarr) and quic (io.mosaik:mosaik-transport-quic)";

  private final Map<String, List<Provider<?>>> providers = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();

  private OptionCheck() {}

  /**
   * Checks options.
   *
   * @param options of providers, by the id of the provider
   * @param given providers that the user gave
   * @param path where the installed ones are
   * @throws IllegalArgumentException if no provider has such an id or understands such an option,
   *     or a provider refuses a value; names every fault and what would be valid
   */
  public static void check(
      Map<String, Map<String, String>> options,
      Collection<? extends Provider<?>> given,
      SearchPath path) {
    if (options.isEmpty()) {
      return;
    }
    OptionCheck check = new OptionCheck();
    given.forEach(provider -> check.add(provider.id(), provider));
    ProviderLoader.installed(DhtClientProvider.class, path).forEach(check::addAll);
    ProviderLoader.installed(PeerPingerProvider.class, path).forEach(check::addAll);
    ProviderLoader.installed(DiscoverySinkProvider.class, path).forEach(check::addAll);
    new TreeMap<>(options).forEach(check::check);
    if (!check.problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", check.problems));
    }
  }

  private void addAll(String id, Collection<? extends Provider<?>> found) {
    found.forEach(provider -> add(id, provider));
  }

  private void add(String id, Provider<?> provider) {
    providers.computeIfAbsent(id, any -> new ArrayList<>()).add(provider);
  }

  private void check(String id, Map<String, String> options) {
    List<Provider<?>> named = providers.getOrDefault(id, List.of());
    if (named.isEmpty()) {
      problems.add(
          "options "
              + new TreeSet<>(options.keySet())
              + " were given for '"
              + id
              + "', but no such provider is installed: installed are "
              + providers.keySet()
              + ". "
              + OURS);
    }
    for (Provider<?> provider : named) {
      check(id, provider, options);
    }
  }

  private void check(String id, Provider<?> provider, Map<String, String> options) {
    try {
      Set<String> unknown = new TreeSet<>(options.keySet());
      unknown.removeAll(provider.optionNames());
      if (!unknown.isEmpty()) {
        problems.add("'" + id + "' has no options " + unknown + ": it has " + sorted(provider));
      } else {
        provider.checkOptions(Map.copyOf(options));
      }
    } catch (IllegalArgumentException refused) {
      problems.add("wrong options for '" + id + "': " + refused.getMessage());
    } catch (Throwable broken) {
      GuestCalls.rethrowIfFatal(broken);
      problems.add("'" + id + "' cannot check its options: " + broken);
    }
  }

  private static Set<String> sorted(Provider<?> provider) {
    return new TreeSet<>(provider.optionNames());
  }
}
