package io.mosaik.it.stranger;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a plain machine may lack and a test here needs. {@code .ci/install} brings all of it.
 *
 * <p>A test calls {@link #assumePresent()} first: absent, the test is skipped and says what is
 * missing; with the environment variable {@code MOSAIK_REQUIRE} set to {@code all} or naming the
 * stranger in lower case (several separated by commas) the absence fails it instead. Set to {@code
 * none}, tests with strangers are skipped even where they are present.
 */
public enum Stranger {
  /** A container engine that runs, reached by the command {@code docker}. */
  CONTAINERS(List.of("docker", "version", "--format", "{{.Server.Version}}")),
  /** libtorrent with its binding for the system's own Python. */
  LIBTORRENT(List.of("/usr/bin/python3", "-c", "import libtorrent; print(libtorrent.__version__)")),
  /** Network namespaces that we may make. */
  NAMESPACES(
      List.of("sh", "-c", "ip netns add mosaik-probe-$$ && ip netns del mosaik-probe-$$ && ip -V")),
  /** The npm packages of {@code integration-tests/strangers/node}. */
  NODE(List.of("node", "--version")),
  /** The Rust programs of {@code integration-tests/strangers/rust}. */
  RUST(List.of());

  private static final Path SOURCES =
      Path.of(System.getProperty("mosaik.root"), "integration-tests", "strangers");

  private static final List<String> REQUIRED =
      List.of(System.getenv().getOrDefault("MOSAIK_REQUIRE", "").split(",", -1));

  private final List<String> probe;
  private Optional<String> version;

  Stranger(List<String> probe) {
    this.probe = probe;
  }

  /** Skips the calling test, or fails it where this stranger is required, unless it is here. */
  public synchronized void assumePresent() {
    if (REQUIRED.contains("none")) {
      abort("MOSAIK_REQUIRE=none: no test with strangers is wanted");
    }
    if (version == null) {
      version = isBuilt() ? probed() : Optional.empty();
    }
    if (version.isPresent()) {
      return;
    }
    String name = name().toLowerCase(Locale.ROOT);
    String message = name + " is not on this machine, or older than its sources: run .ci/install";
    if (REQUIRED.contains("all") || REQUIRED.contains(name)) {
      fail(message);
    }
    abort(message);
  }

  /** What it calls its version; empty for {@link #RUST}, whose programs have one each. */
  public synchronized String version() {
    assumePresent();
    return version.orElseThrow();
  }

  /** Where {@code .ci/install} puts what it builds, outside the work tree. */
  public static Path cache() {
    String own = System.getenv("MOSAIK_CACHE");
    if (own != null) {
      return Path.of(own);
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path base = xdg != null ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".cache");
    return base.resolve("mosaik");
  }

  /** The built program of that name; call {@link #assumePresent()} of {@link #RUST} first. */
  public static Path rustProgram(String name) {
    return cache().resolve("rust").resolve("bin").resolve(name);
  }

  /** The folder with {@code node_modules}; call {@link #assumePresent()} of {@link #NODE} first. */
  public static Path nodeFolder() {
    return cache().resolve("node");
  }

  /** True when what had to be built was built from the sources that are here now. */
  private boolean isBuilt() {
    if (this != NODE && this != RUST) {
      return true;
    }
    String name = name().toLowerCase(Locale.ROOT);
    try {
      Path stamp = cache().resolve(name).resolve("stamp");
      return Files.isRegularFile(stamp)
          && Files.readString(stamp).strip().equals(output(fingerprint(name)).orElse(""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> fingerprint(String name) {
    return List.of(SOURCES.resolve("fingerprint").toString(), name);
  }

  private Optional<String> probed() {
    return probe.isEmpty() ? Optional.of("") : output(probe);
  }

  private static Optional<String> output(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.exitValue() == 0 ? Optional.of(text.strip()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
