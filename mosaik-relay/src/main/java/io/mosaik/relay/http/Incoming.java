package io.mosaik.relay.http;

import io.mosaik.api.Bytes;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Objects;

/**
 * What a connection brought: a whole request, one that is refused, or a client that waits for leave
 * to send the content of its request.
 *
 * <p>Implementations are immutable.
 */
sealed interface Incoming {

  /**
   * A request that was read as a whole.
   *
   * @param head request line and header fields
   * @param content within the bounds of the server
   */
  record Whole(HttpRequest head, Bytes content) implements Incoming {

    /** Checks that nothing is missing. */
    public Whole {
      Objects.requireNonNull(head, "head");
      Objects.requireNonNull(content, "content");
    }
  }

  /**
   * A request after whose refusal the connection ends, because where the next request begins is not
   * known, or lies behind content that is not read.
   *
   * @param method as it came; empty if it is not known
   * @param status the status code
   * @param why for people
   */
  record Refused(String method, int status, String why) implements Incoming {

    /** Checks that nothing is missing. */
    public Refused {
      Objects.requireNonNull(method, "method");
      Objects.requireNonNull(why, "why");
    }
  }

  /** The client expects 100 (Continue) before it sends content (RFC 9110, section 10.1.1). */
  enum Expectation implements Incoming {
    CONTINUE
  }
}
