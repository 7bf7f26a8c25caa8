package io.mosaik.benchmarks.relay;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** As much of HTTP/1.1 as it takes to see that a response has ended. Stateless. */
final class HttpResponse {

  static final int INCOMPLETE = -1;

  private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
  private static final int STATUS_AT = "HTTP/1.1 ".length();

  private HttpResponse() {}

  /**
   * The status of the response that the buffer holds.
   *
   * @param buffer from 0 to its position
   * @return the status, or {@link #INCOMPLETE}
   */
  static int statusIfWhole(ByteBuffer buffer) {
    int line = 0;
    int length = 0;
    for (int i = 0; i + 1 < buffer.position(); i++) {
      if (buffer.get(i) != '\r' || buffer.get(i + 1) != '\n') {
        continue;
      }
      if (i == line) {
        return i + 2 + length <= buffer.position() ? number(buffer, STATUS_AT) : INCOMPLETE;
      }
      if (isLength(buffer, line)) {
        length = number(buffer, line + LENGTH.length);
      }
      line = i + 2;
    }
    return INCOMPLETE;
  }

  /** The name of a header in any case. */
  private static boolean isLength(ByteBuffer buffer, int from) {
    for (int i = 0; i < LENGTH.length; i++) {
      if ((buffer.get(from + i) | 0x20) != (LENGTH[i] | 0x20)) {
        return false;
      }
    }
    return true;
  }

  private static int number(ByteBuffer buffer, int from) {
    int at = from;
    while (buffer.get(at) == ' ') {
      at++;
    }
    int number = 0;
    for (; buffer.get(at) >= '0' && buffer.get(at) <= '9'; at++) {
      number = 10 * number + buffer.get(at) - '0';
    }
    return number;
  }
}
