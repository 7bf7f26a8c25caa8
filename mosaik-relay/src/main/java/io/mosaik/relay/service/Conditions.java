package io.mosaik.relay.service;

import com.google.common.collect.ImmutableMap;
import io.mosaik.api.Bytes;
import io.mosaik.api.Timestamp;
import io.mosaik.api.spi.Expected;
import io.mosaik.internal.HttpDates;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** Conditional requests (RFC 9110, section 13; pkarr, "relays"). Stateless. */
final class Conditions {

  private static final String PAYLOAD_TYPE = "application/pkarr.org/relays#payload";

  private Conditions() {}

  /** A packet, or that the client has it already. */
  static Answer apply(Question question, CachedPacket cached, Instant now) {
    Map<String, String> headers =
        ImmutableMap.of(
            "Content-Type",
            PAYLOAD_TYPE,
            "Cache-Control",
            "public, max-age=" + cached.ttl().toSeconds(),
            "ETag",
            etag(cached),
            "Last-Modified",
            HttpDates.format(cached.packet().timestamp().toInstant()),
            "Memento-Datetime",
            HttpDates.format(cached.lastSeen()));
    return isKnown(question, cached, now)
        ? new Answer(Answer.NOT_MODIFIED, headers, Bytes.EMPTY)
        : new Answer(Answer.OK, headers, cached.packet().toRelayPayload());
  }

  /**
   * With an ETag given, dates do not count. A date has whole seconds, as has our Last-Modified;
   * whoever must tell packets of one second apart uses the ETag.
   */
  private static boolean isKnown(Question question, CachedPacket cached, Instant now) {
    Optional<String> tags = question.header(Question.IF_NONE_MATCH);
    if (tags.isPresent()) {
      return tags.get().equals("*") || tags.get().contains(etag(cached));
    }
    return question
        .header(Question.IF_MODIFIED_SINCE)
        .flatMap(text -> HttpDates.parse(text, now))
        .filter(
            since ->
                !cached
                    .packet()
                    .timestamp()
                    .toInstant()
                    .truncatedTo(ChronoUnit.SECONDS)
                    .isAfter(since))
        .isPresent();
  }

  private static String etag(CachedPacket cached) {
    return "\"" + cached.packet().timestamp() + "\"";
  }

  /**
   * What a writer believes to be stored: decimal microseconds, perhaps in quotes; 0 for nothing.
   *
   * @return empty if the condition cannot be understood: to ignore it would overwrite
   */
  static Optional<Expected> expected(Question question) {
    Optional<String> condition = question.header(Question.IF_MATCH);
    if (condition.isEmpty()) {
      return Optional.of(Expected.any());
    }
    String text = condition.get();
    boolean quoted = text.length() > 2 && text.startsWith("\"") && text.endsWith("\"");
    String digits = quoted ? text.substring(1, text.length() - 1) : text;
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    try {
      long micros = Long.parseLong(digits);
      return Optional.of(
          micros == 0 ? Expected.absent() : Expected.timestamp(new Timestamp(micros)));
    } catch (NumberFormatException tooLarge) {
      return Optional.empty();
    }
  }
}
