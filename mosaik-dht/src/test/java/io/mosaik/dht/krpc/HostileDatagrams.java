package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import java.util.Arrays;
import java.util.Random;

/**
 * Datagrams that nobody should send: noise, the alphabet of bencoding, parts of messages in any
 * order, and messages that were altered, from a little to a lot.
 *
 * <p>The same for the same seed.
 */
public final class HostileDatagrams {

  private static final String BENCODE_ALPHABET = "dlie0123456789:-+aqrtyv\0\u00ff";
  private static final String[] FRAGMENTS = {
    "d",
    "l",
    "e",
    "i1e",
    "i-9223372036854775808e",
    "1:t4:aaaa",
    "1:y1:q",
    "1:y1:r",
    "1:y1:e",
    "1:q4:ping",
    "1:q3:put",
    "1:q13:announce_peer",
    "1:ad",
    "1:rd",
    "1:el",
    "2:id20:",
    "abcdefghij0123456789",
    "6:target20:",
    "5:nodes26:",
    "6:nodes638:",
    "4:wantl2:n42:n6e",
    "5:token4:tokn",
    "6:valuesl",
    "1:k32:",
    "3:sig64:",
    "3:seqi5e",
    "1:v",
    "1:v5:hello",
    "2:ip6:abcdef",
    "2:roi1e",
    "99999999999:",
    "2147483647:",
    "-1:",
    "4:porti6881e",
    "12:implied_porti1e",
    "9:info_hash20:",
    "4:salt2:xy",
    "3:casi0e"
  };

  private final Random random;
  private final RandomMessages messages;

  /** Starts with a source of chance. */
  public HostileDatagrams(Random random) {
    this.random = random;
    this.messages = new RandomMessages(random);
  }

  /** One of any kind. Most are altered messages, because those get farthest. */
  public byte[] next() {
    switch (random.nextInt(8)) {
      case 0:
        return noise();
      case 1:
        return alphabet();
      case 2:
        return fragments();
      default:
        return altered();
    }
  }

  byte[] noise() {
    byte[] bytes = new byte[1 + random.nextInt(100)];
    random.nextBytes(bytes);
    bytes[0] = 'd';
    return bytes;
  }

  byte[] alphabet() {
    byte[] bytes = new byte[15 + random.nextInt(100)];
    for (int at = 0; at < bytes.length; at++) {
      bytes[at] = (byte) BENCODE_ALPHABET.charAt(random.nextInt(BENCODE_ALPHABET.length()));
    }
    bytes[0] = 'd';
    return bytes;
  }

  byte[] fragments() {
    StringBuilder text = new StringBuilder("d");
    for (int n = random.nextInt(40); n > 0; n--) {
      text.append(FRAGMENTS[random.nextInt(FRAGMENTS.length)]);
    }
    return Vectors.ascii(text.toString()).toArray();
  }

  byte[] altered() {
    byte[] bytes = message();
    for (int n = 1 + random.nextInt(4); n > 0; n--) {
      bytes = alteredOnce(bytes);
    }
    return bytes;
  }

  /** A message as it should be. */
  public byte[] message() {
    return KrpcCodec.encode(messages.next()).toArray();
  }

  /** A little different from what is given, which may be altered. */
  public byte[] alteredOnce(byte[] bytes) {
    if (bytes.length == 0) {
      return bytes;
    }
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(5)) {
      case 0:
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        return bytes;
      case 1:
        bytes[at] = (byte) BENCODE_ALPHABET.charAt(random.nextInt(BENCODE_ALPHABET.length()));
        return bytes;
      case 2:
        return Arrays.copyOf(bytes, at);
      case 3:
        int from = random.nextInt(bytes.length);
        return splice(bytes, at, Arrays.copyOfRange(bytes, Math.min(at, from), Math.max(at, from)));
      default:
        String fragment = FRAGMENTS[random.nextInt(FRAGMENTS.length)];
        return splice(bytes, at, Vectors.ascii(fragment).toArray());
    }
  }

  private static byte[] splice(byte[] bytes, int at, byte[] inserted) {
    return Bytes.of(bytes, 0, at)
        .concat(Bytes.of(inserted))
        .concat(Bytes.of(bytes, at, bytes.length))
        .toArray();
  }
}
