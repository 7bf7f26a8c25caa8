package io.mosaik.dht.krpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.dht.FuzzBudget;
import io.mosaik.dht.Seeds;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever comes, {@link KrpcCodec#decode} yields a message or throws a {@link KrpcException}. What
 * it yields can be written, and is read again as the same message.
 */
@Tag("fuzz")
class KrpcDecoderFuzzTest {

  /** As many as the budget allows, from a seed of today, which is printed. */
  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void whateverComesIsAMessageOrRefused() {
    int count = FuzzBudget.datagrams();
    long seed = FuzzBudget.seed();
    HostileDatagrams datagrams = new HostileDatagrams(new Random(seed));
    int read = 0;
    for (int i = 0; i < count; i++) {
      byte[] bytes = datagrams.next();
      try {
        read += checkDecode(bytes) ? 1 : 0;
      } catch (AssertionError failure) {
        throw new AssertionError("datagram " + i + " of seed " + seed + ": " + failure, failure);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "KRPC parser: %d hostile datagrams, %d of them messages after all, the others refused;"
            + " MOSAIK_FUZZ_SEED=%d%n",
        count,
        read,
        seed);
    assertTrue(read > count / 100, "hardly any gets past the envelope: " + read);
  }

  /** Seeds that never change, and those that once found something. */
  @Test
  void whateverHasComeBeforeIsAMessageOrRefused() {
    Seeds.check(
        random -> {
          HostileDatagrams datagrams = new HostileDatagrams(random);
          for (int i = 0; i < 2_000; i++) {
            checkDecode(datagrams.next());
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

  /**
   * Anything but a message or a refusal, and the datagram is named.
   *
   * @return whether it was a message
   */
  private static boolean checkDecode(byte[] bytes) {
    Bytes datagram = Bytes.of(bytes);
    try {
      KrpcMessage message = KrpcCodec.decode(datagram);
      KrpcMessage again = KrpcCodec.decode(KrpcCodec.encode(message));
      assertEquals(withoutReadOnly(message), again, () -> "from " + datagram);
      return true;
    } catch (KrpcException refused) {
      assertTrue(refused.getMessage().length() < 200);
      return false;
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
