package io.mosaik.testkit.container;

import com.github.dockerjava.api.exception.NotFoundException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.images.builder.Transferable;

/**
 * The image that all our containers run: the command line on a base image. Its name holds a hash of
 * all that goes in, so that it is built once and stays as a cache.
 *
 * <p>Thread-safe by its monitor.
 */
final class MosaikImage {

  static final String BASE_PROPERTY = "mosaik.base-image";
  static final String BASE_VARIABLE = "MOSAIK_BASE_IMAGE";
  static final String DEFAULT_BASE = "eclipse-temurin:17-jre";

  /** Where the image keeps the script that runs the command line. */
  static final String LAUNCHER = "/opt/mosaik/mosaik";

  /** Many nodes share one machine: each is to be small and to start fast. */
  private static final String LAUNCHER_SCRIPT =
      """
      #!/bin/sh
      # The JVM refuses two collectors.
      collector=-XX:+UseSerialGC
      for option in ${MOSAIK_JAVA_OPTS:-}; do
        case $option in -XX:+Use*GC) collector= ;; esac
      done
      exec java $collector -XX:TieredStopAtLevel=1 -Xshare:auto -Xss512k ${MOSAIK_JAVA_OPTS:-} \\
        --module-path /opt/mosaik/modules --module io.mosaik.cli/io.mosaik.cli.Main "$@"
      """;

  private static Optional<String> name = Optional.empty();

  private MosaikImage() {}

  /** Its name; builds it first unless it is there. */
  static synchronized String name() {
    if (name.isEmpty()) {
      name = Optional.of(findOrBuild());
    }
    return name.get();
  }

  private static String base() {
    return Optional.ofNullable(System.getProperty(BASE_PROPERTY))
        .or(() -> Optional.ofNullable(System.getenv(BASE_VARIABLE)))
        .orElse(DEFAULT_BASE);
  }

  private static String findOrBuild() {
    SortedMap<String, byte[]> jars = PackagedCli.jars();
    String dockerfile =
        String.format(
            Locale.ROOT,
            """
        FROM %s
        COPY modules /opt/mosaik/modules
        COPY mosaik %s
        ENTRYPOINT ["sh", "%s"]
        """,
            base(),
            LAUNCHER,
            LAUNCHER);
    String tag = "mosaik-cli:" + hash(dockerfile, jars);
    if (!isPresent(tag)) {
      ImageFromDockerfile image =
          new ImageFromDockerfile(tag, false)
              .withFileFromString("Dockerfile", dockerfile)
              .withFileFromString("mosaik", LAUNCHER_SCRIPT);
      jars.forEach(
          (file, content) ->
              image.withFileFromTransferable("modules/" + file, Transferable.of(content)));
      image.get();
    }
    return tag;
  }

  private static String hash(String dockerfile, Map<String, byte[]> jars) {
    MessageDigest digest = sha256();
    digest.update(dockerfile.getBytes(StandardCharsets.UTF_8));
    digest.update(LAUNCHER_SCRIPT.getBytes(StandardCharsets.UTF_8));
    jars.forEach(
        (file, content) -> {
          digest.update(file.getBytes(StandardCharsets.UTF_8));
          digest.update(content);
        });
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static boolean isPresent(String tag) {
    try {
      ContainerEngine.client().inspectImageCmd(tag).exec();
      return true;
    } catch (NotFoundException absent) {
      return false;
    }
  }
}
