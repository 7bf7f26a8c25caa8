package io.mosaik.relay.framing;

import io.mosaik.api.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A strict model of a server of HTTP/1.1 (RFC 9112): from all bytes that a client sends on one
 * connection to the answers it may get. It reads the whole at once, with neither Netty nor anything
 * of the relay's HTTP. Not thread-safe.
 */
final class Model {

  private static final int MAX_LINE = 1024;
  private static final int MAX_FIELDS = 8192;
  private static final int MAX_CONTENT = 1104;

  /** A chunk line whose quotation marks are those of whole values (section 7.1.1). */
  private static final String QUOTING =
      "[0-9A-Fa-f]+(;[\t ]*[^\"=; ]+([\t ]*=[\t ]*([^\"; ]*|\"[^\"]*\"))?[\t ]*)*\r";

  private final Resources resources;
  private final byte[] bytes;
  private final List<Expected> answers = new ArrayList<>();
  private int at;
  private boolean incomplete;
  private boolean over;

  private String method = "";
  private String target = "";
  private String version = "";
  private Fields fields = new Fields();
  private boolean interim;

  private Model(Resources resources, byte[] bytes) {
    this.resources = resources;
    this.bytes = bytes;
  }

  static Outcome of(byte[] bytes, Resources resources) {
    Model model = new Model(resources, bytes);
    while (!model.over) {
      model.readRequest();
    }
    return new Outcome(List.copyOf(model.answers), model.incomplete);
  }

  private void readRequest() {
    interim = false;
    method = "";
    while (at + 1 < bytes.length && bytes[at] == '\r' && bytes[at + 1] == '\n') {
      at += 2; // section 2.2
    }
    if (at >= bytes.length || at + 1 == bytes.length && bytes[at] == '\r') {
      incomplete = at < bytes.length;
      over = true;
      return;
    }
    if (!readRequestLine()) {
      return;
    }
    fields = new Fields();
    if (readFields(fields)) {
      readContent();
    }
  }

  /** Returns whether a section was whole and good. */
  private boolean readFields(Fields section) {
    int from = at;
    at = section.read(bytes, at);
    boolean perhapsTooLong = bytes.length - from > MAX_FIELDS;
    if (section.size() > MAX_FIELDS || section.isFaulty() && perhapsTooLong) {
      refuse(431, 400);
    } else if (section.isFaulty()) {
      // It may be found line by line or at the end of the section, if that comes.
      refuse(latin(bytes, at, bytes.length).indexOf("\r\n\r\n") < 0, Set.of(400));
    } else if (!section.isComplete()) {
      incomplete = true;
      refuse(true, Set.of(400)); // an error that shows before the end of a line
    } else {
      return true;
    }
    return false;
  }

  /** Returns whether the line was whole and good. */
  private boolean readRequestLine() {
    int lf = Fields.indexOfLf(bytes, at);
    int length = (lf < 0 ? bytes.length : lf) - at;
    if (length > MAX_LINE + 1) {
      refuse(414, 400);
      return false;
    }
    if (lf < 0) {
      incomplete = true;
      refuse(true, Set.of(400)); // an error that shows before the end of the line
      return false;
    }
    boolean crlf = lf > at && bytes[lf - 1] == '\r';
    String line = latin(bytes, at, crlf ? lf - 1 : lf);
    at = lf + 1;
    // Section 3 lets a recipient take any white space for a separator, a bare CR included; at the
    // end it is refused.
    String[] words = line.split("[ \t\u000b\f\r]+", -1);
    if (!crlf || words.length != 3 || !isGood(words)) {
      boolean other = words.length == 3 && !words[2].startsWith("HTTP/1.");
      refuse(other ? new int[] {400, 505} : new int[] {400});
      return false;
    }
    version = words[2];
    if (!version.startsWith("HTTP/1.")) {
      refuse(505);
      return false;
    }
    method = words[0];
    target = words[1];
    return true;
  }

  private static boolean isGood(String[] words) {
    return Fields.isToken(words[0])
        && words[1].chars().allMatch(c -> c > ' ' && c != 127)
        && words[2].matches("HTTP/[0-9]\\.[0-9]");
  }

  private void readContent() {
    Set<Integer> faults = faults();
    if (!faults.isEmpty()) {
      refuse(false, faults);
      return;
    }
    boolean expects = !version.equals("HTTP/1.0") && !fields.list("expect").isEmpty();
    Optional<byte[]> content;
    if (!fields.list("transfer-encoding").isEmpty()) {
      interim = expects;
      content = readChunks();
    } else {
      int length = fields.values("content-length").stream().mapToInt(Integer::parseInt).sum();
      interim = expects && length > 0;
      content = readBytes(length);
    }
    content.ifPresent(this::answer);
  }

  /** All that is wrong with a head that can be read. */
  private Set<Integer> faults() {
    Set<Integer> faults = new TreeSet<>();
    List<String> hosts = fields.values("host");
    boolean old = version.equals("HTTP/1.0");
    if (hosts.size() > 1
        || hosts.isEmpty() && !old
        || !hosts.stream().allMatch(Resources::isAuthority)) {
      faults.add(400);
    }
    if (resources.path(method, target).isEmpty()) {
      faults.add(400);
    }
    lengthFaults(faults);
    boolean expectsOther =
        fields.values("expect").stream().anyMatch(e -> !e.equalsIgnoreCase("100-continue"));
    if (!old && expectsOther) {
      faults.add(417);
    }
    return faults;
  }

  /** Section 6.3. */
  private void lengthFaults(Set<Integer> faults) {
    List<String> codings = fields.list("transfer-encoding");
    List<String> lengths = fields.values("content-length");
    boolean coded = !fields.values("transfer-encoding").isEmpty();
    if (coded) {
      boolean chunkedLast = !codings.isEmpty() && codings.get(codings.size() - 1).equals("chunked");
      long chunked = codings.stream().filter("chunked"::equals).count();
      if (version.compareTo("HTTP/1.1") < 0 || !lengths.isEmpty() || !chunkedLast || chunked > 1) {
        faults.add(400);
      }
      if (codings.size() > 1) {
        faults.add(501);
      }
      return;
    }
    if (lengths.size() > 1 || !lengths.stream().allMatch(l -> l.matches("[0-9]{1,18}"))) {
      faults.add(400);
    } else if (!lengths.isEmpty() && Long.parseLong(lengths.get(0)) > MAX_CONTENT) {
      faults.add(413);
    }
  }

  private Optional<byte[]> readBytes(int length) {
    if (bytes.length - at < length) {
      end();
      return Optional.empty();
    }
    at += length;
    return Optional.of(Arrays.copyOfRange(bytes, at - length, at));
  }

  /** Section 7.1. */
  private Optional<byte[]> readChunks() {
    StringBuilder content = new StringBuilder();
    while (true) {
      int lf = Fields.indexOfLf(bytes, at);
      String line = latin(bytes, at, lf < 0 ? bytes.length : lf);
      if (line.length() > MAX_LINE + 1) {
        refuse(400);
        return Optional.empty();
      }
      if (lf < 0) {
        // Part of a line may be known to be wrong.
        refuse(true, Set.of(400));
        return Optional.empty();
      }
      if (!line.matches("0*[0-9A-Fa-f]{1,7}(;[\t\\x20-\\x7e\\x80-\\xff]*)?\r")) {
        boolean huge = line.matches("[0-9A-Fa-f]+(;[\t\\x20-\\x7e\\x80-\\xff]*)?\r");
        refuse(huge ? new int[] {400, 413} : new int[] {400});
        return Optional.empty();
      }
      if (line.indexOf('"') >= 0 && !line.matches(QUOTING)) {
        refuse(400);
        return Optional.empty();
      }
      at = lf + 1;
      int size = Integer.parseInt(line.split("[;\r]")[0], 16);
      if (size == 0) {
        return readTrailer(content.toString());
      }
      int there = Math.min(size, bytes.length - at);
      content.append(latin(bytes, at, at + there));
      if (content.length() > MAX_CONTENT) {
        refuse(413);
        return Optional.empty();
      }
      at += there;
      if (!readChunkEnd()) {
        return Optional.empty();
      }
    }
  }

  private boolean readChunkEnd() {
    int left = bytes.length - at;
    boolean wrong = left > 0 && bytes[at] != '\r' || left > 1 && bytes[at + 1] != '\n';
    if (wrong) {
      refuse(left < 2, Set.of(400));
      return false;
    }
    if (left < 2) {
      end();
      return false;
    }
    at += 2;
    return true;
  }

  private Optional<byte[]> readTrailer(String content) {
    Fields trailer = new Fields();
    return readFields(trailer)
        ? Optional.of(content.getBytes(StandardCharsets.ISO_8859_1))
        : Optional.empty();
  }

  private void answer(byte[] content) {
    boolean closes = version.equals("HTTP/1.0") || fields.list("connection").contains("close");
    Resources.Reply reply = resources.reply(method, target, Bytes.of(content));
    answers.add(
        new Expected(
            reply.statuses(), reply.body(), method.equals("HEAD"), interim, closes, false));
    over = closes;
  }

  private void refuse(int... statuses) {
    Set<Integer> all = new TreeSet<>();
    Arrays.stream(statuses).forEach(all::add);
    refuse(false, all);
  }

  private void refuse(boolean optional, Set<Integer> statuses) {
    answers.add(
        new Expected(statuses, Optional.empty(), method.equals("HEAD"), interim, true, optional));
    over = true;
  }

  private void end() {
    if (interim) {
      // Nothing but the leave to go on, which need not come if content has come.
      answers.add(new Expected(Set.of(), Optional.empty(), false, true, false, true));
    }
    incomplete = true;
    over = true;
  }

  static String latin(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
