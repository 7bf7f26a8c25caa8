package io.mosaik.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;

/**
 * The version of Netty that an application brings. Dependency management such as that of Spring
 * Boot 3 replaces the version that mosaik asks for by an older one, which lacks classes that mosaik
 * calls.
 *
 * <p>Stateless. It names Netty by text only, so that it can be loaded without Netty.
 */
public final class NettyVersion {

  /** Classes that Netty has since 4.2, one for each of its artifacts that can be told by one. */
  private static final List<String> SINCE_4_2 =
      List.of("io.netty.channel.IoHandlerFactory", "io.netty.util.concurrent.ThreadAwareExecutor");

  /** A class that every version has. */
  private static final String ANY_VERSION = "io.netty.channel.Channel";

  /** Netty's jars tell their versions here, as {@code netty-transport.version=4.2.20.Final}. */
  private static final String VERSIONS = "META-INF/io.netty.versions.properties";

  private static final String VERSION_SUFFIX = ".version";

  private NettyVersion() {}

  /**
   * Checks that Netty is there and not older than 4.2. To be called before any class that refers to
   * Netty is initialised.
   *
   * @param artifact the artifact that needs Netty, for the message
   * @param user a class of it; its class loader is searched
   * @throws IllegalStateException if Netty is missing or too old; the message names the versions
   *     found and what to do
   */
  public static void requireSupported(String artifact, Class<?> user) {
    requireSupported(artifact, user.getClassLoader());
  }

  static void requireSupported(String artifact, ClassLoader loader) {
    if (SINCE_4_2.stream().allMatch(name -> isPresent(name, loader))) {
      return;
    }
    String found =
        isPresent(ANY_VERSION, loader)
            ? "this application runs with " + versions(loader)
            : "this application has none";
    throw new IllegalStateException(
        artifact
            + " needs Netty 4.2 or newer, but "
            + found
            + ". Set the version of io.netty:netty-bom to 4.2 or newer in the dependency"
            + " management of the application; with Spring Boot 3, which manages Netty 4.1, set"
            + " the property netty.version");
  }

  private static boolean isPresent(String className, ClassLoader loader) {
    try {
      loader.loadClass(className);
      return true;
    } catch (ClassNotFoundException | LinkageError absent) {
      return false;
    }
  }

  /** Returns such as "Netty 4.1.135.Final", or all versions found where artifacts are mixed. */
  private static String versions(ClassLoader loader) {
    TreeSet<String> versions = new TreeSet<>();
    try {
      for (URL url : Collections.list(loader.getResources(VERSIONS))) {
        Properties properties = new Properties();
        try (InputStream in = url.openStream()) {
          properties.load(in);
        }
        properties.stringPropertyNames().stream()
            .filter(name -> name.endsWith(VERSION_SUFFIX))
            .map(properties::getProperty)
            .forEach(versions::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + VERSIONS, e);
    }
    return versions.isEmpty() ? "an older one" : "Netty " + String.join(" and ", versions);
  }
}
