package io.mosaik.it.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.it.program.CliProcess;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All modules and a Java of their own, linked by {@code jlink}: nothing automatic is among them.
 */
class RuntimeImageTest {

  @TempDir static Path dir;

  private static Path launcher;

  @BeforeAll
  static void link() throws Exception {
    Path script =
        Path.of(System.getProperty("mosaik.root"), "mosaik-cli/src/main/jlink/make-image");
    Path image = dir.resolve("image");
    CliProcess jlink =
        CliProcess.launch(
            List.of(
                script.toString(),
                System.getProperty("java.home"),
                System.getProperty("mosaik.modules"),
                image.toString()));
    assertEquals(0, jlink.awaitExit(), jlink.output());
    launcher = image.resolve("bin/mosaik");
  }

  @Test
  void theImageRunsTheDemo() throws Exception {
    CliProcess demo = CliProcess.launch(List.of(launcher.toString(), "demo"));
    assertEquals(0, demo.awaitExit(), demo.output());
    assertTrue(
        demo.output().contains("Every peer has found every other by a ping."), demo.output());
    assertFalse(demo.output().contains("Exception"), demo.output());
  }

  @Test
  void theImageHasTheModulesAndNoCompiler() throws Exception {
    CliProcess list =
        CliProcess.launch(List.of(launcher.resolveSibling("java").toString(), "--list-modules"));
    assertEquals(0, list.awaitExit(), list.output());
    List<String> modules = list.output().lines().map(line -> line.split("@")[0]).toList();
    assertTrue(modules.contains("io.mosaik.dht"), modules.toString());
    assertTrue(modules.contains("io.mosaik.bootstrap"), modules.toString());
    assertFalse(modules.contains("jdk.compiler"), modules.toString());
  }
}
