package io.mosaik.bootstrap.provider;

import io.mosaik.api.spi.DiscoverySinkProvider;
import io.mosaik.visitors.Visitors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Puts visitors where a test wants them: on a class path, or in a module of their own. */
final class VisitorModule {

  static final String NAME = "visitors";
  private static final String PACKAGE = Visitors.class.getPackageName();

  private VisitorModule() {}

  /** A class loader that has its own copies of the visitors, and finds those that are listed. */
  static URLClassLoader classPath(Path directory, String... lines) throws IOException {
    copyClasses(directory);
    Path services = Files.createDirectories(directory.resolve("META-INF/services"));
    Files.write(services.resolve(DiscoverySinkProvider.class.getName()), Arrays.asList(lines));
    URL[] urls = {directory.toUri().toURL()};
    return new URLClassLoader(urls, VisitorModule.class.getClassLoader()) {
      @Override
      protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(PACKAGE + ".")) {
          return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
          Class<?> loaded = findLoadedClass(name);
          return loaded != null ? loaded : findClass(name);
        }
      }
    };
  }

  /** A layer with one module, which has its own copies of the visitors and provides some. */
  static ModuleLayer layer(Path directory, Class<?>... providers) throws IOException {
    copyClasses(directory);
    ModuleDescriptor descriptor =
        ModuleDescriptor.newModule(NAME)
            .requires("io.mosaik.api")
            .packages(Set.of(PACKAGE))
            .provides(
                DiscoverySinkProvider.class.getName(),
                Arrays.stream(providers).map(Class::getName).toList())
            .build();
    ModuleLayer boot = ModuleLayer.boot();
    Configuration configuration =
        boot.configuration()
            .resolve(new Finder(descriptor, directory), ModuleFinder.of(), Set.of(NAME));
    return boot.defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader());
  }

  private static void copyClasses(Path directory) throws IOException {
    Path target = Files.createDirectories(directory.resolve(PACKAGE.replace('.', '/')));
    for (Class<?> visitor : Visitors.class.getDeclaredClasses()) {
      String file = visitor.getName().substring(PACKAGE.length() + 1) + ".class";
      try (InputStream in = Visitors.class.getResourceAsStream(file)) {
        Files.copy(Objects.requireNonNull(in, file), target.resolve(file));
      }
    }
    try (InputStream in = Visitors.class.getResourceAsStream("Visitors.class")) {
      Files.copy(Objects.requireNonNull(in), target.resolve("Visitors.class"));
    }
  }

  private record Finder(ModuleDescriptor descriptor, Path directory) implements ModuleFinder {

    @Override
    public Optional<ModuleReference> find(String name) {
      return findAll().stream().filter(it -> it.descriptor().name().equals(name)).findFirst();
    }

    @Override
    public Set<ModuleReference> findAll() {
      return Set.of(
          new ModuleReference(descriptor, directory.toUri()) {
            @Override
            public ModuleReader open() {
              return new Reader(directory);
            }
          });
    }
  }

  private record Reader(Path directory) implements ModuleReader {

    @Override
    public Optional<URI> find(String name) {
      Path file = directory.resolve(name);
      return Files.exists(file) ? Optional.of(file.toUri()) : Optional.empty();
    }

    @Override
    public Stream<String> list() {
      try (Stream<Path> files = Files.walk(directory)) {
        List<String> names = files.map(file -> directory.relativize(file).toString()).toList();
        return names.stream();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {}
  }
}
