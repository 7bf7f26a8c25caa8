package io.mosaik.cli.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aPipeGetsNeitherColoursNorProgress() {
    Terminal pipe = terminal(false);
    pipe.progress("working");
    pipe.print("@|green done|@");
    pipe.goBack(1);
    assertEquals("done" + System.lineSeparator(), out.toString());
    assertEquals("", err.toString());
  }

  @Test
  void onATerminalProgressGivesWayToOutput() {
    Terminal screen = terminal(true);
    screen.progress("working");
    assertTrue(err.toString().endsWith("working"), err.toString());
    screen.print("done");
    assertTrue(err.toString().endsWith("\r\u001b[K"), err.toString());
  }

  @Test
  void resultsAndNotesGoToDifferentPlaces() {
    Terminal pipe = terminal(false);
    pipe.printPlain("result");
    pipe.note("note");
    assertEquals("result" + System.lineSeparator(), out.toString());
    assertEquals("note" + System.lineSeparator(), err.toString());
  }

  /** See no-color.org: set, and not to an empty string. */
  @Test
  void anEmptyNoColorIsNone() {
    assertTrue(TerminalDetection.allowsColours(Map.of()));
    assertTrue(TerminalDetection.allowsColours(Map.of("NO_COLOR", "")));
    assertFalse(TerminalDetection.allowsColours(Map.of("NO_COLOR", "0")));
  }

  private Terminal terminal(boolean interactive) {
    return new Terminal(new PrintWriter(out, true), new PrintWriter(err, true), interactive);
  }
}
