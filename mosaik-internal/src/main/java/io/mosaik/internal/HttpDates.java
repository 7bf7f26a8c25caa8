package io.mosaik.internal;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates in HTTP header fields (RFC 9110, section 5.6.7), in whole seconds. Stateless. */
public final class HttpDates {

  /** The year has four digits: a timestamp may lie far beyond, one in a file anywhere. */
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private static final String DAYS = "MonTueWedThuFriSatSun";
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  private static final String DAY_NAME = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
  private static final String LONG_DAY_NAME =
      "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)";
  private static final String MONTH = "(?<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
  private static final String TIME = "(?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})";

  private static final Pattern IMF_FIXDATE =
      Pattern.compile(
          DAY_NAME + ", (?<day>[0-9]{2}) " + MONTH + " (?<year>[0-9]{4}) " + TIME + " GMT");

  private static final Pattern RFC_850 =
      Pattern.compile(
          LONG_DAY_NAME + ", (?<day>[0-9]{2})-" + MONTH + "-(?<year>[0-9]{2}) " + TIME + " GMT");

  private static final Pattern ASCTIME =
      Pattern.compile(
          DAY_NAME + " " + MONTH + " (?<day>[ 0-9][0-9]) " + TIME + " (?<year>[0-9]{4})");

  /** A two-digit year that seems further in the future than this lies in the past. */
  private static final int YEARS_AHEAD = 50;

  private static final int CENTURY = 100;
  private static final int LEAP_SECOND = 60;

  private HttpDates() {}

  /**
   * Writes a date in the form that senders must use. By hand: two of them are in each answer of a
   * relay, where a formatter shows in a profile.
   *
   * @param date any instant
   * @return its whole second, or the nearest of the years 1970 to 9999
   */
  public static String format(Instant date) {
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

  /**
   * Reads a date in any of the three forms that recipients must accept: IMF-fixdate, that of RFC
   * 850 and that of asctime. The name of the day need not be that of the date.
   *
   * @param text the value of a header field
   * @param now the present, which decides about the century of a year of two digits
   * @return the date; empty if the text is none
   */
  public static Optional<Instant> parse(String text, Instant now) {
    for (Pattern form : new Pattern[] {IMF_FIXDATE, RFC_850, ASCTIME}) {
      Matcher date = form.matcher(text);
      if (date.matches()) {
        return read(date, now);
      }
    }
    return Optional.empty();
  }

  private static Optional<Instant> read(Matcher date, Instant now) {
    int second = Integer.parseInt(date.group("second"));
    try {
      LocalDateTime time =
          LocalDateTime.of(
              year(date.group("year"), now),
              MONTHS.indexOf(date.group("month")) / 3 + 1,
              Integer.parseInt(date.group("day").strip()),
              Integer.parseInt(date.group("hour")),
              Integer.parseInt(date.group("minute")),
              second == LEAP_SECOND ? LEAP_SECOND - 1 : second);
      return Optional.of(time.toInstant(ZoneOffset.UTC));
    } catch (DateTimeException noSuchDate) {
      return Optional.empty();
    }
  }

  private static int year(String digits, Instant now) {
    int year = Integer.parseInt(digits);
    if (digits.length() > 2) {
      return year;
    }
    int thisYear = now.atZone(ZoneOffset.UTC).getYear();
    int full = thisYear - thisYear % CENTURY + year;
    return full > thisYear + YEARS_AHEAD ? full - CENTURY : full;
  }
}
