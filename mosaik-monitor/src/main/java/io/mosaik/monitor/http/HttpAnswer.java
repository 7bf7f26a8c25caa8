package io.mosaik.monitor.http;

import java.nio.charset.StandardCharsets;

/**
 * Answer to one request.
 *
 * <p>Immutable, as long as nobody writes to the body.
 *
 * @param status the status code
 * @param contentType the media type of the body
 * @param body the body
 */
public record HttpAnswer(int status, String contentType, byte[] body) {

  private static final String PLAIN_TEXT = "text/plain; charset=utf-8";

  /** Makes an answer of plain text. */
  public static HttpAnswer text(int status, String text) {
    return text(status, PLAIN_TEXT, text);
  }

  /** Makes an answer of text of another type, in UTF-8. */
  public static HttpAnswer text(int status, String contentType, String text) {
    return new HttpAnswer(status, contentType, text.getBytes(StandardCharsets.UTF_8));
  }
}
