package io.mosaik.relay.service;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Dates in headers (RFC 9110, section 5.6.7): whole seconds. Stateless. */
final class HttpDates {

  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  /** The year has four digits: a timestamp may lie far beyond. */
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private HttpDates() {}

  static String format(Instant date) {
    return IMF_FIXDATE.format(date.isAfter(LAST) ? LAST : date);
  }

  /** Forms that have been obsolete for decades are not understood. */
  static Optional<Instant> parse(String text) {
    try {
      return Optional.of(IMF_FIXDATE.parse(text, Instant::from));
    } catch (DateTimeException notOne) {
      return Optional.empty();
    }
  }
}
