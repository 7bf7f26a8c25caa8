package io.mosaik.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDatesTest {

  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
  private static final Optional<Instant> EXAMPLE =
      Optional.of(Instant.parse("1994-11-06T08:49:37Z"));
  private static final long SEED = 20261123;

  private static final DateTimeFormatter MODEL =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  @Test
  void aDateIsWrittenAsTheStandardShowsIt() {
    assertEquals(
        "Sun, 06 Nov 1994 08:49:37 GMT", HttpDates.format(Instant.parse("1994-11-06T08:49:37Z")));
  }

  @Test
  void everyDateIsWrittenAsTheFormatterWritesItAndReadBack() {
    Random random = new Random(SEED);
    for (int i = 0; i < 10_000; i++) {
      Instant date = Instant.ofEpochSecond(random.nextLong(253_402_300_800L));
      String text = HttpDates.format(date);
      assertEquals(MODEL.format(date), text, "seed " + SEED);
      assertEquals(Optional.of(date), HttpDates.parse(text, NOW), "seed " + SEED);
    }
  }

  @Test
  void aDateWithoutFourDigitsForItsYearIsTheNearestThatHas() {
    assertEquals("Fri, 31 Dec 9999 23:59:59 GMT", HttpDates.format(Instant.MAX));
    assertEquals("Thu, 01 Jan 1970 00:00:00 GMT", HttpDates.format(Instant.MIN));
  }

  @Test
  void allThreeFormsOfTheStandardAreRead() {
    assertEquals(EXAMPLE, HttpDates.parse("Sun, 06 Nov 1994 08:49:37 GMT", NOW));
    assertEquals(EXAMPLE, HttpDates.parse("Sunday, 06-Nov-94 08:49:37 GMT", NOW));
    assertEquals(EXAMPLE, HttpDates.parse("Sun Nov  6 08:49:37 1994", NOW));
  }

  @Test
  void aYearOfTwoDigitsIsAtMostFiftyYearsAhead() {
    assertEquals(
        Optional.of(Instant.parse("2076-01-01T00:00:00Z")),
        HttpDates.parse("Wednesday, 01-Jan-76 00:00:00 GMT", NOW));
    assertEquals(
        Optional.of(Instant.parse("1977-01-01T00:00:00Z")),
        HttpDates.parse("Saturday, 01-Jan-77 00:00:00 GMT", NOW));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 CET",
        "sun, 06 nov 1994 08:49:37 gmt",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun Nov  0 08:49:37 1994",
        "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT"
      })
  void whatIsNoDateIsNotRead(String text) {
    assertEquals(Optional.empty(), HttpDates.parse(text, NOW));
  }
}
