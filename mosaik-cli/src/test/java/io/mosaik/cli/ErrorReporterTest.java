package io.mosaik.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.time.Ambient;
import io.mosaik.cli.command.Surroundings;
import io.mosaik.cli.render.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ErrorReporterTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void theReasonOfAnInternalErrorIsTheLastLine() {
    assertEquals(1, report("dht", "-n", "x"));
    List<String> lines = err.toString().lines().toList();
    assertEquals(2, lines.size(), err.toString());
    assertTrue(lines.get(0).contains("--log-level debug"), lines.get(0));
    assertTrue(lines.get(1).contains("internal error: IllegalStateException: broken"));
  }

  @Test
  void withJsonAnInternalErrorIsOneEvent() {
    assertEquals(1, report("dht", "-n", "x", "--json"));
    assertEquals("", err.toString());
    assertEquals(1, out.toString().lines().count(), out.toString());
    assertTrue(out.toString().contains("internal error: IllegalStateException: broken"));
  }

  /** Reports an internal error of a command with these arguments. */
  private int report(String... arguments) {
    Surroundings surroundings =
        new Surroundings(
            Ambient.system(),
            new Terminal(new PrintWriter(out, true), new PrintWriter(err, true), false),
            Map.of());
    CommandLine root = Main.commandLine(surroundings);
    CommandLine.ParseResult parsed = root.parseArgs(arguments);
    CommandLine command = parsed.subcommand().commandSpec().commandLine();
    return new ErrorReporter(surroundings)
        .handleExecutionException(new IllegalStateException("broken"), command, parsed);
  }
}
