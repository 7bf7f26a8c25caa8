package io.mosaik.cli.render;

import java.util.List;

/**
 * A whole window that is drawn again and again in place. It uses the alternate screen of the
 * terminal, so that the lines printed before are there again afterwards.
 *
 * <p>Thread-safe by its monitor.
 */
public final class Screen implements AutoCloseable {

  private static final String ESCAPE = "\u001b[";
  private static final String OPEN = ESCAPE + "?1049h" + ESCAPE + "?25l";
  private static final String CLOSE = ESCAPE + "?25h" + ESCAPE + "?1049l";
  private static final String HOME = ESCAPE + "H";
  private static final String CLEAR_REST_OF_LINE = ESCAPE + "K";
  private static final String CLEAR_REST_OF_SCREEN = ESCAPE + "J";

  private static final String NEXT_LINE = "\r\n";

  private final Terminal terminal;
  private boolean open;
  private boolean closed;

  /**
   * Creates a screen; it opens when it is first drawn.
   *
   * @param terminal where it is, an interactive one
   */
  public Screen(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Draws the window. Does nothing once this is closed.
   *
   * @param lines no more than the window has rows, none longer than its columns, possibly with
   *     colour marks
   */
  public synchronized void draw(List<String> lines) {
    if (closed) {
      return;
    }
    StringBuilder frame = new StringBuilder(open ? "" : OPEN).append(HOME);
    open = true;
    int last = lines.size() - 1;
    for (int i = 0; i <= last; i++) {
      // Cleared before it is written: behind a full line the cursor stands on its last character.
      frame.append(i == 0 ? "" : NEXT_LINE);
      frame.append(i == last ? CLEAR_REST_OF_SCREEN : CLEAR_REST_OF_LINE);
      frame.append(terminal.colours().string(lines.get(i)));
    }
    terminal.control(frame.toString());
  }

  /** Shows the cursor and what was there before. Closing twice is harmless. */
  @Override
  public synchronized void close() {
    if (open && !closed) {
      terminal.control(CLOSE);
    }
    closed = true;
  }
}
