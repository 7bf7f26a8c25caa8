package io.mosaik.pkarr.relay;

import java.util.Locale;
import java.util.Optional;

/**
 * Whether a relay compares before it stores. Relays of pkarr 4 to 6 honour {@code If-Match}, those
 * of 7 and newer ignore it, ours say in a header that they honour it. Immutable.
 */
enum SwapSupport {
  UNKNOWN,
  HONOURED,
  IGNORED;

  private static final int PRECONDITION_FAILED = 412;
  private static final String PAYLOAD_TYPE = "application/pkarr.org/relays#payload";

  /** What a reply gives away; empty if nothing. */
  static Optional<SwapSupport> toldBy(RelayReply reply) {
    if (reply.header(RelayReply.SWAP).filter("if-match"::equalsIgnoreCase).isPresent()
        || reply.status() == PRECONDITION_FAILED) {
      return Optional.of(HONOURED);
    }
    boolean modern =
        reply.header(RelayReply.MEMENTO).isPresent()
            || reply.header(RelayReply.STORED_NODES).isPresent()
            || reply
                .header(RelayReply.EXPOSED)
                .map(names -> names.toLowerCase(Locale.ROOT))
                .filter(names -> names.contains(RelayReply.STORED_NODES))
                .isPresent();
    if (modern) {
      return Optional.of(IGNORED);
    }
    return reply.isSuccess()
            && reply.header(RelayReply.CONTENT_TYPE).filter(PAYLOAD_TYPE::equals).isPresent()
        ? Optional.of(HONOURED)
        : Optional.empty();
  }
}
