package io.mosaik.relay.framing;

import io.mosaik.api.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads responses, and takes nothing that is not exactly one. Not thread-safe. */
final class ReplyReader {

  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private final InputStream in;

  /** Status, fields by lower-case name, content. */
  record Reply(int status, Map<String, String> fields, Bytes body) {

    boolean isInterim() {
      return status < 200;
    }
  }

  ReplyReader(InputStream in) {
    this.in = in;
  }

  /** The next response; empty at the end of the connection. */
  Optional<Reply> read(boolean noContent) throws IOException {
    String statusLine = line(true);
    if (statusLine == null) {
      return Optional.empty();
    }
    if (!statusLine.matches("HTTP/1\\.1 [1-5][0-9]{2} [ -~]*")) {
      throw new IOException("no status line: " + statusLine);
    }
    int status = Integer.parseInt(statusLine.substring(9, 12));
    Map<String, String> fields = new HashMap<>();
    for (String line = line(false); !line.isEmpty(); line = line(false)) {
      int colon = line.indexOf(':');
      String name = line.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT);
      if (!Fields.isToken(name) || fields.put(name, line.substring(colon + 1).strip()) != null) {
        throw new IOException("no field, or one given twice: " + line);
      }
    }
    boolean never = status < 200 || status == NO_CONTENT || status == NOT_MODIFIED;
    if (never == fields.containsKey("content-length") || fields.containsKey("transfer-encoding")) {
      throw new IOException("length of a " + status + " in " + fields);
    }
    int length = never || noContent ? 0 : Integer.parseInt(fields.get("content-length"));
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new IOException("ends within the content of " + statusLine);
    }
    return Optional.of(new Reply(status, fields, Bytes.of(body)));
  }

  private String line(boolean mayEnd) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 && mayEnd && line.length() == 0) {
        return null;
      }
      if (c < 0) {
        throw new IOException("ends within: " + line);
      }
      line.append((char) c);
    }
    if (line.length() == 0 || line.charAt(line.length() - 1) != '\r') {
      throw new IOException("no CRLF after: " + line);
    }
    String text = line.substring(0, line.length() - 1);
    if (text.indexOf('\r') >= 0) {
      throw new IOException("a bare CR in: " + text);
    }
    return text;
  }
}
