package io.mosaik.it.namespace;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What processes that were killed left behind: namespaces, bridges and rules whose names carry the
 * id of a process that is no more. Thread-safe by having no state.
 */
final class Leftovers {

  /** Begins the names of namespaces, followed by process, network and host. */
  static final String NAMESPACE = "mosaik-it-";

  /** Begins the names of bridges, followed by process and network; 15 characters at most. */
  static final String BRIDGE = "mkb";

  /** Begins the names of links, as those of bridges, and with the host at the end. */
  static final String LINK = "mk";

  private static final Pattern ABANDONED_NAMESPACE =
      Pattern.compile("^(" + NAMESPACE + "(\\d+)-\\S+)", Pattern.MULTILINE);
  private static final Pattern ABANDONED_BRIDGE =
      Pattern.compile("^(" + BRIDGE + "(\\d+)n\\d+)\\b", Pattern.MULTILINE);
  private static final Pattern ABANDONED_RULE =
      Pattern.compile("^-A (FORWARD -i " + BRIDGE + "(\\d+)n.*)$", Pattern.MULTILINE);

  private Leftovers() {}

  static void remove() {
    forEach(ABANDONED_NAMESPACE, Shell.attempt("ip netns list"), NamespaceHost::remove);
    forEach(
        ABANDONED_BRIDGE,
        Shell.attempt("ip -br link show type bridge"),
        bridge -> Shell.attempt("ip link del " + bridge));
    forEach(
        ABANDONED_RULE,
        Shell.attempt("iptables -w 10 -S FORWARD"),
        rule -> Shell.attempt("iptables -w 10 -D " + rule));
  }

  private static void forEach(Pattern pattern, String listed, Consumer<String> removal) {
    Matcher matcher = pattern.matcher(listed);
    while (matcher.find()) {
      if (ProcessHandle.of(Long.parseLong(matcher.group(2))).isEmpty()) {
        removal.accept(matcher.group(1));
      }
    }
  }
}
