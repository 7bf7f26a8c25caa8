package io.mosaik.bootstrap.provider;

import io.mosaik.api.spi.NodeContext;
import io.mosaik.api.spi.Provider;
import io.mosaik.bootstrap.guest.Guest;
import io.mosaik.bootstrap.guest.GuestCalls;
import io.mosaik.bootstrap.provider.ProviderFailure.Kind;
import io.mosaik.internal.LibraryConflict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Loads the providers of one SPI and has each make an instance. Whatever one of them does, the
 * others are used.
 *
 * <p>Confined to one call.
 *
 * @param <T> the SPI
 * @param <P> the type of its providers
 */
public final class ProviderLoader<T, P extends Provider<T>> {

  private static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
  private static final int MAX_ID_LENGTH = 64;

  private record Candidate<P>(P provider, String origin) {}

  private final Class<P> spi;
  private final Function<String, NodeContext> contexts;
  private final List<ProviderFailure> failures = new ArrayList<>();

  private ProviderLoader(Class<P> spi, Function<String, NodeContext> contexts) {
    this.spi = spi;
    this.contexts = contexts;
  }

  /**
   * Loads what is installed. The providers are called on the caller's thread, one after the other;
   * by their contract they do not block for long.
   *
   * @param <T> the SPI
   * @param <P> the type of its providers
   * @param spi the type of its providers; the module declares that it uses it
   * @param path where to look
   * @param contexts what a provider learns about the node, by the id of the provider
   * @return the instances, and what became of the other providers
   */
  public static <T, P extends Provider<T>> Loaded<T> load(
      Class<P> spi, SearchPath path, Function<String, NodeContext> contexts) {
    return new ProviderLoader<T, P>(spi, contexts).load(path);
  }

  /**
   * Finds what is installed, without having it make anything. Providers that cannot be used are
   * left out: loading reports them.
   *
   * @param <P> the type of the providers
   * @param spi the type of the providers
   * @param path where to look
   * @return the providers by id
   */
  static <T, P extends Provider<T>> Map<String, List<P>> installed(Class<P> spi, SearchPath path) {
    ProviderLoader<T, P> loader =
        new ProviderLoader<>(
            spi,
            id -> {
              throw new AssertionError("nothing is made here");
            });
    Map<String, List<P>> providers = new TreeMap<>();
    loader
        .find(path)
        .forEach(
            (id, candidates) ->
                providers.put(id, candidates.stream().map(Candidate::provider).toList()));
    return providers;
  }

  /**
   * Has providers that the user gave make instances.
   *
   * @param <T> the SPI
   * @param <P> the type of its providers
   * @param spi the type of the providers
   * @param given the providers
   * @param contexts what a provider learns about the node, by the id of the provider
   * @return the instances, and what became of the other providers
   */
  public static <T, P extends Provider<T>> Loaded<T> make(
      Class<P> spi, List<P> given, Function<String, NodeContext> contexts) {
    ProviderLoader<T, P> loader = new ProviderLoader<>(spi, contexts);
    Map<String, List<Candidate<P>>> byId = new TreeMap<>();
    given.forEach(
        provider ->
            loader.register(new Candidate<>(provider, originOf(provider.getClass())), byId));
    return loader.create(byId);
  }

  private Loaded<T> load(SearchPath path) {
    return create(find(path));
  }

  private Map<String, List<Candidate<P>>> find(SearchPath path) {
    Map<String, List<Candidate<P>>> byId = new TreeMap<>();
    for (ServiceLoader.Provider<P> found :
        path.find(spi, error -> fail(spi.getName(), Kind.UNLOADABLE, messageOf(error)))) {
      String origin = originOf(found.type());
      attempt(origin, Kind.UNLOADABLE, "could not be made", found::get)
          .ifPresent(provider -> register(new Candidate<>(provider, origin), byId));
    }
    return byId;
  }

  private Loaded<T> create(Map<String, List<Candidate<P>>> byId) {
    List<Guest<T>> instances = new ArrayList<>();
    Map<String, String> notConfigured = new TreeMap<>();
    byId.forEach(
        (id, candidates) -> {
          if (isUnique(id, candidates)) {
            create(id, candidates.get(0), instances, notConfigured);
          }
        });
    return new Loaded<>(instances, notConfigured, failures, byId.keySet());
  }

  private void register(Candidate<P> candidate, Map<String, List<Candidate<P>>> byId) {
    Optional<String> id =
        attempt(candidate.origin(), Kind.BAD_ID, "id() failed", () -> candidate.provider().id());
    if (id.isEmpty()) {
      return;
    }
    if (id.get().length() > MAX_ID_LENGTH || !ID.matcher(id.get()).matches()) {
      fail(
          candidate.origin(),
          Kind.BAD_ID,
          "an id consists of at most "
              + MAX_ID_LENGTH
              + " lower-case letters, digits and single hyphens between them, unlike '"
              + id.get()
              + "'");
      return;
    }
    byId.computeIfAbsent(id.get(), any -> new ArrayList<>()).add(candidate);
  }

  /**
   * Which of several is meant nobody can know, and the order in which they are found is chance: so
   * that no jar can take the place of another, none is used.
   */
  private boolean isUnique(String id, List<Candidate<P>> candidates) {
    if (candidates.size() == 1) {
      return true;
    }
    List<String> origins = candidates.stream().map(Candidate::origin).sorted().toList();
    fail(
        String.join(" and ", origins),
        Kind.DUPLICATE_ID,
        "all have the id '" + id + "', so none of them is used");
    return false;
  }

  private void create(
      String id,
      Candidate<P> candidate,
      List<Guest<T>> instances,
      Map<String, String> notConfigured) {
    Optional<Optional<T>> made =
        attempt(
            candidate.origin(),
            Kind.FAILED,
            "create() failed",
            () -> createWith(candidate.provider(), contexts.apply(id)));
    if (made.isPresent()) {
      made.get()
          .ifPresentOrElse(
              instance -> instances.add(new Guest<>(id, instance, true)),
              () -> notConfigured.put(id, candidate.origin()));
    }
  }

  /** A provider that refuses its options is the user's to correct, now and not by trying again. */
  private Optional<T> createWith(P provider, NodeContext context) {
    try {
      return provider.create(context);
    } catch (IllegalArgumentException refused) {
      if (context.options().isEmpty()) {
        throw refused;
      }
      throw new OptionException(provider.id(), refused);
    }
  }

  /** What a guest's method returns; a failure is noted and leaves nothing. */
  private <R> Optional<R> attempt(String origin, Kind kind, String what, Supplier<R> method) {
    try {
      R value = method.get();
      if (value == null) {
        fail(origin, kind, what + ": it returned null");
      }
      return Optional.ofNullable(value);
    } catch (OptionException wrong) {
      throw wrong;
    } catch (Throwable thrown) {
      GuestCalls.rethrowIfFatal(thrown);
      fail(origin, kind, what + ": " + messageOf(thrown));
      return Optional.empty();
    }
  }

  private void fail(String culprit, Kind kind, String detail) {
    failures.add(new ProviderFailure(culprit, kind, detail));
  }

  /** The whole chain of causes, as a service loader hides what matters in the second. */
  private static String messageOf(Throwable thrown) {
    Optional<String> conflict = LibraryConflict.describe(thrown);
    if (conflict.isPresent()) {
      return conflict.get();
    }
    StringBuilder text = new StringBuilder(thrown.toString());
    Throwable cause = thrown.getCause();
    for (int depth = 0; cause != null && depth < 4; depth++) {
      text.append(", because of ").append(cause);
      cause = cause.getCause();
    }
    return text.toString();
  }

  private static String originOf(Class<?> provider) {
    Module module = provider.getModule();
    return provider.getName()
        + (module.isNamed() ? " in module " + module.getName() : " on the class path");
  }
}
