package io.mosaik.it.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.it.program.CliProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Executable jars of Spring Boot applications, whose library versions are Spring Boot's choice: it
 * brings older ones of commons-codec, and Boot 3 a Netty that mosaik does not run with.
 */
class SpringBootTest {

  private static final List<String> PARTS =
      List.of("TestNetwork", "Dht", "QuicEndpoint", "PkarrRelay", "DhtBootstrap");

  @ParameterizedTest
  @ValueSource(strings = {"boot-4", "boot-3-netty-4.2"})
  void twoNodesDiscoverEachOther(String project) throws Exception {
    String output = run(project, "meet");
    assertTrue(output.contains(" discovered each other"), output);
  }

  @ParameterizedTest
  @ValueSource(strings = {"boot-4", "boot-3-netty-4.2"})
  void everyPartStarts(String project) throws Exception {
    String output = run(project, "parts");
    for (String part : PARTS) {
      assertTrue(output.lines().anyMatch((part + " started")::equals), output);
    }
  }

  @Test
  void nettyOfBoot3IsRefusedByEveryPart() throws Exception {
    String output = run("boot-3", "parts");
    for (String part : PARTS) {
      String refusal =
          output
              .lines()
              .filter(line -> line.startsWith(part + " refused: "))
              .findFirst()
              .orElseThrow(() -> new AssertionError(part + " is not refused:\n" + output));
      assertTrue(refusal.contains(" needs Netty 4.2 or newer, but"), refusal);
      assertTrue(refusal.contains("Netty 4.1."), refusal);
      assertTrue(refusal.contains("set the property netty.version"), refusal);
    }
    assertTrue(output.lines().noneMatch(line -> line.contains("NoClassDefFound")), output);
    assertTrue(output.lines().noneMatch(line -> line.contains("bind")), output);
  }

  private static String run(String project, String argument) throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-jar",
            jar(project).toString(),
            argument);
    try (CliProcess application = CliProcess.launch(command)) {
      assertEquals(0, application.awaitExit(), application.output());
      return application.output();
    }
  }

  private static Path jar(String project) throws IOException {
    Path target =
        Path.of(
            System.getProperty("mosaik.root"), "integration-tests/spring-boot", project, "target");
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".jar"))
          .findFirst()
          .orElseThrow();
    }
  }
}
