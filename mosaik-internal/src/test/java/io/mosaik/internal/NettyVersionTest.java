package io.mosaik.internal;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check against class loaders that claim to have a Netty: this module has none. */
class NettyVersionTest {

  private static final String OLD_CLASS = "io.netty.channel.Channel";
  private static final List<String> NEW_CLASSES =
      List.of(
          OLD_CLASS,
          "io.netty.channel.IoHandlerFactory",
          "io.netty.util.concurrent.ThreadAwareExecutor");

  @TempDir private Path dir;

  @Test
  void netty42IsAccepted() throws IOException {
    ClassLoader loader = application(NEW_CLASSES, Map.of());
    assertDoesNotThrow(() -> NettyVersion.requireSupported("mosaik-dht", loader));
  }

  @Test
  void netty41IsRefusedByItsVersion() throws IOException {
    assertEquals(
        "mosaik-dht needs Netty 4.2 or newer, but this application runs with Netty 4.1.135.Final."
            + " Set the version of io.netty:netty-bom to 4.2 or newer in the dependency management"
            + " of the application; with Spring Boot 3, which manages Netty 4.1, set the property"
            + " netty.version",
        refusal(List.of(OLD_CLASS), Map.of("netty-transport", "4.1.135.Final")));
  }

  @Test
  void mixedVersionsAreAllNamed() throws IOException {
    String message =
        refusal(
            NEW_CLASSES.subList(0, 2),
            Map.of("netty-transport", "4.2.20.Final", "netty-common", "4.1.135.Final"));
    assertTrue(message.contains("Netty 4.1.135.Final and 4.2.20.Final."), message);
  }

  @Test
  void anOldNettyWithoutAVersionIsRefused() throws IOException {
    String message = refusal(List.of(OLD_CLASS), Map.of());
    assertTrue(message.contains("runs with an older one"), message);
  }

  @Test
  void aMissingNettyIsNamed() throws IOException {
    String message = refusal(List.of(), Map.of());
    assertTrue(message.contains("Netty 4.2 or newer, but this application has none"), message);
  }

  private String refusal(List<String> classes, Map<String, String> versions) throws IOException {
    ClassLoader loader = application(classes, versions);
    return assertThrows(
            IllegalStateException.class, () -> NettyVersion.requireSupported("mosaik-dht", loader))
        .getMessage();
  }

  /** Makes a class loader that knows these classes by name, and a file of these versions. */
  private ClassLoader application(List<String> classes, Map<String, String> versions)
      throws IOException {
    StringBuilder properties = new StringBuilder("netty-any.buildDate=2026\n");
    versions.forEach(
        (artifact, version) ->
            properties.append(artifact).append(".version=").append(version).append('\n'));
    URL file = Files.writeString(dir.resolve("versions"), properties).toUri().toURL();
    return new ClassLoader(null) {
      @Override
      public Class<?> loadClass(String name) throws ClassNotFoundException {
        if (!classes.contains(name)) {
          throw new ClassNotFoundException(name);
        }
        return Object.class; // that there is one is all that is asked
      }

      @Override
      protected Enumeration<URL> findResources(String name) {
        return name.equals("META-INF/io.netty.versions.properties")
            ? Collections.enumeration(List.of(file))
            : Collections.emptyEnumeration();
      }
    };
  }
}
