package io.mosaik.relay.service;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Dates in headers (RFC 9110, section 5.6.7): whole seconds. Stateless. */
final class HttpDates {

  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  /** The year has four digits: a timestamp may lie far beyond, one in a file anywhere. */
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private static final String DAYS = "MonTueWedThuFriSatSun";
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  private HttpDates() {}

  /** By hand: two of them are in each packet's answer, where a formatter shows in a profile. */
  static String format(Instant date) {
    LocalDateTime day =
        LocalDateTime.ofEpochSecond(
            Math.max(0, Math.min(date.getEpochSecond(), LAST.getEpochSecond())), 0, ZoneOffset.UTC);
    StringBuilder text = new StringBuilder(29);
    text.append(DAYS, 3 * (day.getDayOfWeek().getValue() - 1), 3 * day.getDayOfWeek().getValue());
    text.append(", ");
    appendTwo(text, day.getDayOfMonth()).append(' ');
    text.append(MONTHS, 3 * (day.getMonthValue() - 1), 3 * day.getMonthValue()).append(' ');
    appendTwo(text, day.getYear() / 100);
    appendTwo(text, day.getYear() % 100).append(' ');
    appendTwo(text, day.getHour()).append(':');
    appendTwo(text, day.getMinute()).append(':');
    return appendTwo(text, day.getSecond()).append(" GMT").toString();
  }

  private static StringBuilder appendTwo(StringBuilder text, int number) {
    return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
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
