package io.mosaik.transport.quic.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeardPrefixesTest {

  private final HeardPrefixes heard = new HeardPrefixes();

  @Test
  void neighboursCountAndOthersDoNot() {
    heard.add(ip("198.51.100.1"));
    heard.add(ip("2001:db8:1:2::3"));

    assertTrue(heard.contains(ip("198.51.100.254")));
    assertTrue(heard.contains(ip("::ffff:198.51.100.254")));
    assertFalse(heard.contains(ip("198.51.101.1")));
    assertTrue(heard.contains(ip("2001:db8:1:ffff::")));
    assertFalse(heard.contains(ip("2001:db8:2::")));
  }

  @Test
  void itIsBoundedAndForgetsWhatWasNotedLongestAgo() {
    heard.add(numbered(0));
    heard.add(numbered(1));
    IntStream.range(2, HeardPrefixes.MAX_PREFIXES).forEach(i -> heard.add(numbered(i)));
    heard.add(numbered(0)); // again
    heard.add(numbered(HeardPrefixes.MAX_PREFIXES));

    assertTrue(heard.contains(numbered(0)));
    assertFalse(heard.contains(numbered(1)));
    long kept =
        IntStream.rangeClosed(0, HeardPrefixes.MAX_PREFIXES)
            .filter(i -> heard.contains(numbered(i)))
            .count();
    assertEquals(HeardPrefixes.MAX_PREFIXES, kept);
  }

  private static InetAddress numbered(int number) {
    return ip("20." + number / 256 + "." + number % 256 + ".1");
  }

  private static InetAddress ip(String literal) {
    return new InetSocketAddress(literal, 0).getAddress();
  }
}
