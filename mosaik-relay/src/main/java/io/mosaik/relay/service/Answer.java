package io.mosaik.relay.service;

import com.google.common.collect.ImmutableMap;
import io.mosaik.api.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * An HTTP response.
 *
 * <p>Immutable.
 *
 * @param status the status code
 * @param headers by name, in the order to be sent
 * @param body possibly empty
 */
public record Answer(int status, Map<String, String> headers, Bytes body) {

  static final int OK = 200;
  static final int NO_CONTENT = 204;
  static final int NOT_MODIFIED = 304;
  static final int BAD_REQUEST = 400;
  static final int NOT_FOUND = 404;
  static final int METHOD_NOT_ALLOWED = 405;
  static final int CONFLICT = 409;
  static final int PRECONDITION_FAILED = 412;
  static final int TOO_LARGE = 413;
  static final int PRECONDITION_REQUIRED = 428;
  static final int TOO_MANY_REQUESTS = 429;
  static final int SERVER_ERROR = 500;
  static final int UNAVAILABLE = 503;

  /** Checks that nothing is missing. */
  public Answer {
    headers = ImmutableMap.copyOf(headers);
    Objects.requireNonNull(body, "body");
  }

  /** An answer for which nobody has to wait. */
  static CompletionStage<Answer> done(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }

  static Answer of(int status) {
    return new Answer(status, Map.of(), Bytes.EMPTY);
  }

  /** A sentence for people. */
  static Answer text(int status, String sentence) {
    return text(status, "text/plain; charset=utf-8", sentence)
        .with("Cache-Control", "no-store"); // what failed now may work next time
  }

  static Answer text(int status, String contentType, String content) {
    return new Answer(
        status,
        Map.of("Content-Type", contentType),
        Bytes.of(content.getBytes(StandardCharsets.UTF_8)));
  }

  Answer with(String name, String value) {
    return with(Map.of(name, value));
  }

  /** The same with more headers, which count where a name is given twice. */
  Answer with(Map<String, String> more) {
    return new Answer(
        status,
        ImmutableMap.<String, String>builderWithExpectedSize(headers.size() + more.size())
            .putAll(headers)
            .putAll(more)
            .buildKeepingLast(),
        body);
  }
}
