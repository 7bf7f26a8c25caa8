package io.mosaik.relay.framing;

import io.mosaik.api.Bytes;
import io.mosaik.api.SignedPacket;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the relay under test serves, as far as the model has to know it.
 *
 * <p>Immutable.
 *
 * @param stored packets by path
 */
record Resources(Map<String, SignedPacket> stored) {

  private static final Set<String> WATCHED = Set.of("/", "/health", "/ready", "/metrics");
  private static final int MAX_PACKET = 1072;

  /** Allowed statuses and, if it is always the same, content. */
  record Reply(Set<Integer> statuses, Optional<Bytes> body) {

    static Reply of(Integer... statuses) {
      return new Reply(Set.of(statuses), Optional.empty());
    }
  }

  Reply reply(String method, String target, Bytes content) {
    String path = path(method, target).orElseThrow();
    boolean reading = List.of("GET", "HEAD").contains(method);
    if (method.equals("OPTIONS")) {
      return new Reply(Set.of(204), Optional.of(Bytes.EMPTY));
    }
    if (!reading && !method.equals("PUT") || WATCHED.contains(path) && !reading) {
      return Reply.of(405);
    }
    if (WATCHED.contains(path)) {
      return Reply.of(200);
    }
    SignedPacket packet = stored.get(path);
    if (packet == null) {
      // Half of all texts that look like a key are one, of which nothing is stored.
      boolean likeKey = reading && path.matches("/[a-z0-9]{52}") && isPolicyKnown(target);
      return likeKey
          ? Reply.of(400, 404)
          : content.size() > MAX_PACKET ? Reply.of(400, 413) : Reply.of(400);
    }
    if (reading && !isPolicyKnown(target)) {
      return Reply.of(400);
    }
    if (reading) {
      return new Reply(Set.of(200), Optional.of(packet.toRelayPayload()));
    }
    if (content.size() > MAX_PACKET) {
      return Reply.of(413);
    }
    return Reply.of(content.equals(packet.toRelayPayload()) ? 204 : 400);
  }

  private static boolean isPolicyKnown(String target) {
    String query = target.substring(target.indexOf('?') + 1);
    for (String part : query.split("&", -1)) {
      if (target.indexOf('?') >= 0 && part.startsWith("policy=")) {
        return part.equals("policy=NetworkOnly");
      }
    }
    return true;
  }

  /** The path that a target names (RFC 9112, section 3.2); empty if it is none. */
  Optional<String> path(String method, String target) {
    String rest = target;
    String lower = target.toLowerCase(Locale.ROOT);
    if (method.equals("OPTIONS") && target.equals("*")
        || method.equals("CONNECT") && !target.startsWith("/") && isAuthority(target)) {
      return Optional.of("*");
    }
    if (lower.startsWith("http://") || lower.startsWith("https://")) {
      String after = target.substring(target.indexOf("//") + 2);
      int end = 0;
      while (end < after.length() && "/?#".indexOf(after.charAt(end)) < 0) {
        end++;
      }
      if (end == 0 || !isAuthority(after.substring(0, end)) || after.indexOf('#') >= 0) {
        return Optional.empty();
      }
      rest = after.substring(end);
      if (!rest.startsWith("/")) {
        rest = "/" + rest;
      }
    }
    if (!rest.startsWith("/")) {
      return Optional.empty();
    }
    int query = rest.indexOf('?');
    return Optional.of(query < 0 ? rest : rest.substring(0, query));
  }

  /** Host and port (RFC 3986, section 3.2), without user. */
  static boolean isAuthority(String text) {
    int i = 0;
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      if (end < 2) {
        return false;
      }
      String inside = text.substring(1, end);
      boolean future = inside.startsWith("v") || inside.startsWith("V");
      if (!future && !inside.chars().allMatch(c -> isHex(c) || c == ':' || c == '.')) {
        return false;
      }
      i = end + 1;
    } else {
      while (i < text.length() && text.charAt(i) != ':') {
        char c = text.charAt(i);
        if (c == '%') {
          if (i + 2 >= text.length() || !isHex(text.charAt(i + 1)) || !isHex(text.charAt(i + 2))) {
            return false;
          }
          i += 2;
        } else if (!Character.isLetterOrDigit(c) && "-._~!$&'()*+,;=".indexOf(c) < 0 || c > 126) {
          return false;
        }
        i++;
      }
    }
    return i == text.length()
        || text.charAt(i) == ':'
            && text.substring(i + 1).chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static boolean isHex(int c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
  }
}
