package io.mosaik.dht.krpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.dht.Seeds;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever comes, {@link KrpcCodec#decode} yields a message or throws a {@link KrpcException}. What
 * it yields can be written, and is read again as the same message.
 */
@Tag("fuzz")
class KrpcDecoderFuzzTest {

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

  @Test
  void randomBytesAreAMessageOrRefused() {
    Seeds.check(
        random -> {
          for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[random.nextInt(100)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
              bytes[0] = 'd';
            }
            checkDecode(bytes);
          }
        });
  }

  @Test
  void randomCharactersOfBencodingAreAMessageOrRefused() {
    Seeds.check(
        random -> {
          for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[15 + random.nextInt(100)];
            for (int at = 0; at < bytes.length; at++) {
              bytes[at] = (byte) BENCODE_ALPHABET.charAt(random.nextInt(BENCODE_ALPHABET.length()));
            }
            bytes[0] = 'd';
            checkDecode(bytes);
          }
        });
  }

  @Test
  void fragmentsOfMessagesInAnyOrderAreAMessageOrRefused() {
    Seeds.check(
        random -> {
          for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder("d");
            for (int n = random.nextInt(40); n > 0; n--) {
              text.append(FRAGMENTS[random.nextInt(FRAGMENTS.length)]);
            }
            checkDecode(Vectors.ascii(text.toString()).toArray());
          }
        });
  }

  @Test
  void messagesCutShortAreRefused() {
    Seeds.check(
        random -> {
          RandomMessages messages = new RandomMessages(random);
          for (int i = 0; i < 20; i++) {
            byte[] whole = KrpcCodec.encode(messages.next()).toArray();
            for (int size = 0; size < whole.length; size++) {
              byte[] cut = Arrays.copyOf(whole, size);
              assertTrue(isRefused(cut), () -> "read " + Bytes.of(cut));
            }
          }
        });
  }

  @Test
  void mutationsOfMessagesAreAMessageOrRefused() {
    Seeds.check(
        random -> {
          RandomMessages messages = new RandomMessages(random);
          for (int i = 0; i < 5_000; i++) {
            byte[] bytes = KrpcCodec.encode(messages.next()).toArray();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
              bytes = mutated(bytes, random);
            }
            checkDecode(bytes);
          }
        });
  }

  @Test
  void nestingOfAnyDepthEndsInARefusal() {
    for (int depth = 1; depth < KrpcCodec.MAX_SIZE; depth += 7) {
      assertTrue(isRefused(Vectors.ascii("d1:a" + "l".repeat(depth)).toArray()));
      assertTrue(isRefused(Vectors.ascii("d1:a".repeat(depth)).toArray()));
    }
  }

  @Test
  void hugeLengthsAllocateNothing() {
    for (String length : new String[] {"2147483647", "2147483648", "9223372036854775807"}) {
      assertTrue(isRefused(Vectors.ascii("d1:t" + length + ":aaaa1:y1:qe").toArray()));
      assertTrue(isRefused(Vectors.ascii("d" + length + ":aaaa1:y1:qe").toArray()));
    }
  }

  private static byte[] mutated(byte[] bytes, Random random) {
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

  /** Anything but a message or a refusal, and the datagram is named. */
  private static void checkDecode(byte[] bytes) {
    Bytes datagram = Bytes.of(bytes);
    try {
      KrpcMessage message = KrpcCodec.decode(datagram);
      KrpcMessage again = KrpcCodec.decode(KrpcCodec.encode(message));
      assertEquals(withoutReadOnly(message), again, () -> "from " + datagram);
    } catch (KrpcException refused) {
      assertTrue(refused.getMessage().length() < 200);
    } catch (RuntimeException | StackOverflowError failure) {
      throw new AssertionError("from " + datagram + ": " + failure, failure);
    }
  }

  /** In an answer it is read, but never written. */
  private static KrpcMessage withoutReadOnly(KrpcMessage message) {
    if (message instanceof Response response) {
      return new Response(
          response.transaction(), response.sender(), response.requester(), false, response.body());
    }
    return message;
  }

  private static boolean isRefused(byte[] bytes) {
    try {
      KrpcCodec.decode(Bytes.of(bytes));
      return false;
    } catch (KrpcException refused) {
      return true;
    }
  }
}
