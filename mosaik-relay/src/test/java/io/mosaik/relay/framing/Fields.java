package io.mosaik.relay.framing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A header or trailer section of the model (RFC 9112, section 5). Not thread-safe. */
final class Fields {

  private static final String TOKEN = "!#$%&'*+-.^_`|~";

  private final List<String[]> lines = new ArrayList<>();
  private boolean faulty;
  private boolean complete;
  private int size;

  /** Reads lines up to the empty one; returns where the next byte is. */
  int read(byte[] bytes, int from) {
    int at = from;
    while (!complete && !faulty) {
      int end = indexOfLf(bytes, at);
      if (end < 0) {
        size += bytes.length - at;
        return bytes.length;
      }
      size += end - at;
      boolean crlf = end > at && bytes[end - 1] == '\r';
      String line = Model.latin(bytes, at, crlf ? end - 1 : end);
      at = end + 1;
      faulty = !crlf;
      if (line.isEmpty()) {
        complete = crlf;
      } else if (!faulty) {
        add(line);
      }
    }
    return at;
  }

  private void add(String line) {
    if (!line.chars().allMatch(c -> c == '\t' || c >= ' ' && c != 127)) {
      faulty = true;
    } else if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
      fold(line);
    } else {
      int colon = line.indexOf(':');
      faulty = colon < 1 || !isToken(line.substring(0, colon));
      if (!faulty) {
        lines.add(
            new String[] {
              line.substring(0, colon).toLowerCase(Locale.ROOT), trim(line.substring(colon + 1))
            });
      }
    }
  }

  /**
   * A folded line is refused or replaced by a space (section 5.2). The relay refuses it where there
   * is nothing to continue.
   */
  private void fold(String line) {
    if (lines.isEmpty() || lines.get(lines.size() - 1)[1].isEmpty()) {
      faulty = true;
      return;
    }
    String[] last = lines.get(lines.size() - 1);
    last[1] = trim(last[1] + " " + trim(line));
  }

  List<String> values(String name) {
    return lines.stream().filter(line -> line[0].equals(name)).map(line -> line[1]).toList();
  }

  /** The elements of a comma-separated list. */
  List<String> list(String name) {
    List<String> elements = new ArrayList<>();
    for (String value : values(name)) {
      for (String element : value.split(",", -1)) {
        if (!trim(element).isEmpty()) {
          elements.add(trim(element).toLowerCase(Locale.ROOT));
        }
      }
    }
    return elements;
  }

  boolean isFaulty() {
    return faulty;
  }

  boolean isComplete() {
    return complete;
  }

  int size() {
    return size;
  }

  static boolean isToken(String text) {
    return !text.isEmpty()
        && text.chars()
            .allMatch(
                c ->
                    c >= '0' && c <= '9'
                        || c >= 'A' && c <= 'Z'
                        || c >= 'a' && c <= 'z'
                        || TOKEN.indexOf(c) >= 0);
  }

  static int indexOfLf(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private static String trim(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && (text.charAt(from) == ' ' || text.charAt(from) == '\t')) {
      from++;
    }
    while (to > from && (text.charAt(to - 1) == ' ' || text.charAt(to - 1) == '\t')) {
      to--;
    }
    return text.substring(from, to);
  }
}
