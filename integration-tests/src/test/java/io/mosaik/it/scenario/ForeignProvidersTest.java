package io.mosaik.it.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.it.program.CliProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Two nodes in a JVM of their own find each other through a stranger's store, pinger and sink, with
 * all jars on the module path, and again on the class path.
 */
class ForeignProvidersTest {

  private static final Path JARS =
      Path.of(System.getProperty("mosaik.root"), "integration-tests/app/target/modules");
  private static final String MAIN = "com.example.app.Main";

  @Test
  void noProviderOfOursIsThere() throws IOException {
    try (Stream<Path> jars = Files.list(JARS)) {
      List<String> ours =
          jars.map(jar -> jar.getFileName().toString())
              .filter(name -> name.startsWith("mosaik-"))
              .map(name -> name.substring(0, name.indexOf("-0")))
              .sorted()
              .toList();
      assertEquals(
          List.of("mosaik-api", "mosaik-bootstrap", "mosaik-internal", "mosaik-pkarr"), ours);
    }
  }

  @Test
  void nodesMeetOnTheModulePath() throws Exception {
    String output = run("--module-path", JARS.toString(), "--module", "com.example.app/" + MAIN);
    assertTrue(output.contains("DhtBootstrap is in module io.mosaik.bootstrap"), output);
    assertTrue(output.contains("PeerList is in module com.example.foreign"), output);
    assertFalse(output.contains("unnamed module"), output);
  }

  @Test
  void nodesMeetOnTheClassPath() throws Exception {
    String output = run("--class-path", JARS.resolve("*").toString(), MAIN);
    assertTrue(output.contains("DhtBootstrap is in unnamed module"), output);
    assertTrue(output.contains("PeerList is in unnamed module"), output);
  }

  private static String run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(arguments));
    try (CliProcess app = CliProcess.launch(command)) {
      assertEquals(0, app.awaitExit(), app.output());
      assertEquals(2, app.output().lines().filter(line -> line.contains(" found ")).count());
      return app.output();
    }
  }
}
