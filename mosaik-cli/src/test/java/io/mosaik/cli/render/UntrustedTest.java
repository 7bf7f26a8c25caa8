package io.mosaik.cli.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class UntrustedTest {

  @Test
  void escapeSequencesLoseTheirPower() {
    assertEquals("a?[31mred", Untrusted.text("a\u001b[31mred"));
    assertEquals("one?two", Untrusted.text("one\ntwo"));
    assertEquals("left?right", Untrusted.text("left\u202eright"));
  }

  @Test
  void colourMarksOfStrangersAreShownAsTheyAre() {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out, true);
    new Terminal(writer, writer, true).print(Untrusted.text("@|red hello|@"));
    assertFalse(out.toString().contains("\u001b[31m"), out.toString());
    assertTrue(out.toString().contains("red hello"), out.toString());
  }

  @Test
  void thereIsAnEndToIt() {
    assertTrue(Untrusted.text("x".repeat(1_000_000)).length() < 5_000);
  }
}
