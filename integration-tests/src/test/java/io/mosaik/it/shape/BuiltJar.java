package io.mosaik.it.shape;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A jar that this build publishes.
 *
 * @param artifact the artifact, such as {@code mosaik-api}
 */
record BuiltJar(String artifact) {

  private static final Path ROOT = Path.of(System.getProperty("mosaik.root"));
  private static final String VERSION = System.getProperty("mosaik.version");

  /** All published jars that are modules; the testkit, which is none, is looked at on its own. */
  static Stream<BuiltJar> modules() {
    return Stream.of(
            "mosaik-api",
            "mosaik-bootstrap",
            "mosaik-cli",
            "mosaik-dht",
            "mosaik-internal",
            "mosaik-monitor",
            "mosaik-pkarr",
            "mosaik-relay",
            "mosaik-transport-quic")
        .map(BuiltJar::new);
  }

  static BuiltJar testkit() {
    return new BuiltJar("mosaik-testkit");
  }

  /** Every directory of the reactor that says it makes a published jar. */
  static List<String> artifactsInReactor() throws IOException {
    try (Stream<Path> directories = Files.list(ROOT)) {
      return directories
          .map(directory -> directory.getFileName().toString())
          .filter(name -> name.startsWith("mosaik-") && !name.equals("mosaik-bom"))
          .sorted()
          .toList();
    }
  }

  /** The name that the module of this jar must have. */
  String moduleName() {
    return "io." + artifact.replace('-', '.');
  }

  Path jar() {
    String name = artifact + "-" + VERSION + ".jar";
    Path usual = target().resolve(name);
    // The command line builds its own module path.
    return Files.exists(usual) ? usual : target().resolve("modules").resolve(name);
  }

  Path jar(String classifier) {
    return target().resolve(artifact + "-" + VERSION + "-" + classifier + ".jar");
  }

  private Path target() {
    return ROOT.resolve(artifact).resolve("target");
  }

  @Override
  public String toString() {
    return artifact;
  }
}
