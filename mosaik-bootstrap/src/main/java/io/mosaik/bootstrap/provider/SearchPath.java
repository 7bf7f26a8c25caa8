package io.mosaik.bootstrap.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Spliterator;
import java.util.function.Consumer;

/**
 * Where to look for providers.
 *
 * <p>Immutable.
 */
public final class SearchPath {

  /**
   * How many unreadable entries are passed over before the rest is given up; a bound of ours, in
   * case the loader makes no progress.
   */
  private static final int MAX_ERRORS = 64;

  private final Optional<ModuleLayer> layer;
  private final Optional<ClassLoader> loader;

  private SearchPath(Optional<ModuleLayer> layer, Optional<ClassLoader> loader) {
    this.layer = layer;
    this.loader = loader;
  }

  /**
   * A module layer and its parents.
   *
   * @param layer the layer
   * @return that place only
   */
  public static SearchPath of(ModuleLayer layer) {
    return new SearchPath(Optional.of(layer), Optional.empty());
  }

  /**
   * A class loader and its parents, modules as well as {@code META-INF/services}.
   *
   * @param loader the class loader
   * @return that place only
   */
  public static SearchPath of(ClassLoader loader) {
    return new SearchPath(Optional.empty(), Optional.of(loader));
  }

  /**
   * Where a user would expect providers to be found without being told. If this module is a named
   * one: its own layer, which does not depend on the thread that asks, and what the class path adds
   * to it. On the class path: the context class loader of the calling thread, if it sees the same
   * classes as we do, otherwise our own loader.
   *
   * @return that place
   */
  public static SearchPath standard() {
    Module own = SearchPath.class.getModule();
    ClassLoader ownLoader = SearchPath.class.getClassLoader();
    if (own.isNamed()) {
      return new SearchPath(Optional.of(own.getLayer()), Optional.of(ownLoader));
    }
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return of(seesUs(context) ? context : ownLoader);
  }

  /**
   * Finds the providers of an SPI. None is made yet.
   *
   * @param <S> the type of the provider
   * @param spi the type of the provider
   * @param onError hears of entries that cannot be read; the search goes on after them
   * @return the providers
   */
  <S> List<ServiceLoader.Provider<S>> find(
      Class<S> spi, Consumer<ServiceConfigurationError> onError) {
    List<ServiceLoader.Provider<S>> found = new ArrayList<>();
    layer.ifPresent(place -> collect(ServiceLoader.load(place, spi), onError, found::add));
    loader.ifPresent(
        place ->
            collect(
                ServiceLoader.load(spi, place),
                onError,
                provider -> {
                  boolean isFoundAlready =
                      layer.isPresent() && provider.type().getModule().isNamed();
                  if (!isFoundAlready) {
                    found.add(provider);
                  }
                }));
    return found;
  }

  private static <S> void collect(
      ServiceLoader<S> services,
      Consumer<ServiceConfigurationError> onError,
      Consumer<ServiceLoader.Provider<S>> sink) {
    Spliterator<ServiceLoader.Provider<S>> entries = services.stream().spliterator();
    int errors = 0;
    boolean more = true;
    while (more && errors < MAX_ERRORS) {
      try {
        more = entries.tryAdvance(sink);
      } catch (ServiceConfigurationError unreadable) {
        errors++;
        onError.accept(unreadable);
      }
    }
  }

  private static boolean seesUs(ClassLoader context) {
    try {
      return context != null
          && Class.forName(SearchPath.class.getName(), false, context) == SearchPath.class;
    } catch (ClassNotFoundException | LinkageError notThere) {
      return false;
    }
  }
}
