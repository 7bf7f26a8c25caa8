package io.mosaik.relay.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HttpDatesTest {

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
      assertEquals(Optional.of(date), HttpDates.parse(text), "seed " + SEED);
    }
  }

  @Test
  void aDateWithoutFourDigitsForItsYearIsTheNearestThatHas() {
    assertEquals("Fri, 31 Dec 9999 23:59:59 GMT", HttpDates.format(Instant.MAX));
    assertEquals("Thu, 01 Jan 1970 00:00:00 GMT", HttpDates.format(Instant.MIN));
  }
}
