package io.mosaik.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mosaik.api.codec.PostcardReader;
import io.mosaik.api.codec.PostcardWriter;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Understands how the vectors name the values of their fragments. */
final class PostcardFragments {

  private static final Pattern VERSION = Pattern.compile("PeerEntryVersion\\((.+),(.+)\\)");
  private static final Pattern IP = Pattern.compile("TransportAddr::Ip\\((.+?)\\)( .*)?");
  private static final Pattern RELAY = Pattern.compile("TransportAddr::Relay\\(\"(.+)\"\\)");

  private PostcardFragments() {}

  static void checkVersion(String value, Bytes expected) throws Exception {
    Matcher matcher = VERSION.matcher(value);
    assertEquals(true, matcher.matches(), value);
    long first = number(matcher.group(1));
    long second = number(matcher.group(2));
    PostcardWriter out = new PostcardWriter();
    out.zigzag(first);
    out.zigzag(second);
    assertEquals(expected, Bytes.of(out.toByteArray()));
    PostcardReader in = new PostcardReader(expected.toArray());
    assertEquals(first, in.zigzag());
    assertEquals(second, in.zigzag());
    assertEquals(0, in.remaining());
  }

  private static long number(String text) {
    return switch (text) {
      case "i64::MIN" -> Long.MIN_VALUE;
      case "i64::MAX" -> Long.MAX_VALUE;
      default -> Long.parseLong(text);
    };
  }

  static void checkAddress(String value, Bytes expected) throws Exception {
    TransportAddress address = address(value);
    PostcardWriter out = new PostcardWriter();
    TransportAddressCodec.write(out, Dialect.V0_3, new TreeSet<>(List.of(address)));
    Bytes one = Bytes.fromHex("01");
    assertEquals(one.concat(expected), Bytes.of(out.toByteArray()), value);
    PostcardReader in = new PostcardReader(one.concat(expected).toArray());
    assertEquals(List.of(address), List.copyOf(TransportAddressCodec.read(in, Dialect.V0_3)));
    assertEquals(0, in.remaining());
  }

  private static TransportAddress address(String value) {
    Matcher ip = IP.matcher(value);
    if (ip.matches()) {
      return TransportAddress.parseIp(ip.group(1)).withoutScope();
    }
    Matcher relay = RELAY.matcher(value);
    if (relay.matches()) {
      return new TransportAddress.Relay(relay.group(1));
    }
    if (value.equals("TransportAddr::Custom{id=300,data=aabb inline}")) {
      return new TransportAddress.Custom(300, Bytes.fromHex("aabb"));
    }
    assertEquals("TransportAddr::Custom{id=1,data=31 x 07 heap}", value);
    byte[] sevens = new byte[31];
    Arrays.fill(sevens, (byte) 7);
    return new TransportAddress.Custom(1, Bytes.of(sevens));
  }
}
