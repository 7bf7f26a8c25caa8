package io.mosaik.it.container;

import io.mosaik.it.program.CliProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;

/** Images that tests run, apart from the testkit's own. Thread-safe by its monitor. */
final class Base {

  private static final String PROPERTY = "mosaik.base-image";
  private static final String VARIABLE = "MOSAIK_BASE_IMAGE";
  private static final String PUBLIC = "eclipse-temurin:17-jre";

  /** What cuts links, for public images, which have none of it. */
  private static final String WITH_TOOLS =
      """
      FROM %s
      RUN command -v iptables && command -v tc || { apt-get update \
      && apt-get install -y --no-install-recommends iptables iproute2; }
      """;

  private static final Path SCRIPTS =
      Path.of(System.getProperty("mosaik.root"), "integration-tests", "containers");

  private static String chosen;

  private Base() {}

  /**
   * Chooses the image that the testkit builds on: the one that was asked for; else the public one,
   * with tools; else, where nothing can be pulled, one made from this machine's files.
   */
  static synchronized void choose() throws InterruptedException, TimeoutException {
    if (chosen != null) {
      return;
    }
    String wanted = System.getenv(VARIABLE);
    if (wanted == null) {
      wanted =
          succeeds("docker", "image", "inspect", PUBLIC) || succeeds("docker", "pull", PUBLIC)
              ? PUBLIC
              : printed(SCRIPTS.resolve("base-image").toString());
    }
    chosen = withTools(wanted);
    System.setProperty(PROPERTY, chosen);
    System.out.println("base image: " + chosen);
  }

  /** The image that was chosen. */
  static synchronized String image() throws InterruptedException, TimeoutException {
    choose();
    return chosen;
  }

  /** The image with Rust's programs of a folder. */
  static String rust(Path programs) throws InterruptedException, TimeoutException {
    return printed(SCRIPTS.resolve("rust-image").toString(), programs.toString());
  }

  private static String withTools(String image) throws InterruptedException, TimeoutException {
    if (succeeds(
        "docker",
        "run",
        "--rm",
        "--network",
        "none",
        "--entrypoint",
        "sh",
        image,
        "-c",
        "command -v iptables && command -v tc")) {
      return image;
    }
    String tag = "mosaik-base-tools:" + Integer.toHexString((image + WITH_TOOLS).hashCode());
    if (!succeeds("docker", "image", "inspect", tag)) {
      printed(
          "sh",
          "-c",
          "printf '%s' \"$1\" | docker build -q -t \"$0\" -",
          tag,
          String.format(Locale.ROOT, WITH_TOOLS, image));
    }
    return tag;
  }

  private static boolean succeeds(String... command) throws InterruptedException, TimeoutException {
    try (CliProcess process = CliProcess.launch(List.of(command))) {
      return process.awaitExit() == 0;
    }
  }

  /** The last line that a command prints. */
  private static String printed(String... command) throws InterruptedException, TimeoutException {
    try (CliProcess process = CliProcess.launch(List.of(command))) {
      if (process.awaitExit() != 0) {
        throw new IllegalStateException(String.join(" ", command) + ":\n" + process.output());
      }
      return process.output().lines().reduce((before, last) -> last).orElse("");
    }
  }
}
