package io.mosaik.transport.quic.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.tls.HandshakePair.Tamper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Hostile handshakes: whatever is done to the messages, a side ends with an alert or waits, never
 * with an internal error, and never takes an altered handshake for a whole one.
 */
@Tag("fuzz")
class TlsFuzzTest {

  private static final int ROUNDS = 400;

  @RepeatedTest(5)
  void alteredMessagesEndInAnAlert(RepetitionInfo repetition) {
    for (int round = 0; round < ROUNDS; round++) {
      long seed = repetition.getCurrentRepetition() * 1_000_003L + round;
      Random random = new Random(seed);
      boolean[] altered = new boolean[1];
      int target = random.nextInt(10);
      int[] count = new int[1];
      Tamper tamper =
          (sender, message) -> {
            if (count[0]++ != target) {
              return List.of(message);
            }
            List<HandshakeMessage> replacement = mutate(message, random);
            altered[0] |= !replacement.equals(List.of(message));
            return replacement;
          };
      TlsConfig server =
          random.nextInt(4) == 0
              ? HandshakePair.SERVER_CONFIG.withGroups(List.of(NamedGroup.SECP256R1))
              : HandshakePair.SERVER_CONFIG;

      HandshakePair pair = new HandshakePair(HandshakePair.CLIENT_CONFIG, server, tamper).run();

      assertNoInternalError(seed, pair.client);
      assertNoInternalError(seed, pair.server);
      assertFalse(
          altered[0] && pair.client.complete && pair.server.complete,
          () -> "an altered handshake passed; seed " + seed);
    }
  }

  @RepeatedTest(5)
  void randomBytesEndInAnAlert(RepetitionInfo repetition) {
    for (int round = 0; round < ROUNDS; round++) {
      long seed = repetition.getCurrentRepetition() * 7_000_003L + round;
      Random random = new Random(seed);
      HandshakePair.End server =
          new HandshakePair.End(
              TlsHandshake.server(HandshakePair.SERVER_CONFIG, Bytes.EMPTY, new Random(seed)));
      for (int chunk = 0; chunk < 20; chunk++) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        if (chunk == 0 && bytes.length > 3) {
          bytes[0] = 1; // ClientHello
          bytes[1] = 0;
          bytes[2] = (byte) random.nextInt(3);
        }
        server.handshake.receive(EncryptionLevel.INITIAL, Bytes.of(bytes));
        server.drain();
      }
      assertNoInternalError(seed, server);
      assertTrue(server.failure.isPresent(), () -> "taken for a ClientHello; seed " + seed);
    }
  }

  /** A message whose extensions are made up from pieces that mean something. */
  @Test
  void recombinedExtensionsEndInAnAlert() {
    for (long seed = 0; seed < 3000; seed++) {
      Random random = new Random(seed);
      Tamper tamper =
          Tampering.clientHello(
              extensions -> {
                List<Bytes> contents = new ArrayList<>(extensions.contents().values());
                Extensions changed = extensions;
                ExtensionType[] types = ExtensionType.values();
                for (int i = random.nextInt(3); i >= 0; i--) {
                  changed =
                      changed.with(
                          types[random.nextInt(types.length)],
                          contents.get(random.nextInt(contents.size())));
                }
                return changed;
              });

      HandshakePair pair =
          new HandshakePair(HandshakePair.CLIENT_CONFIG, HandshakePair.SERVER_CONFIG, tamper).run();

      assertNoInternalError(seed, pair.client);
      assertNoInternalError(seed, pair.server);
    }
  }

  private static List<HandshakeMessage> mutate(HandshakeMessage message, Random random) {
    byte[] bytes = message.encoded().toArray();
    switch (random.nextInt(6)) {
      case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      case 2 -> bytes = java.util.Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
      case 3 -> {
        return List.of(withBody(message, cut(message.body(), random)));
      }
      case 4 -> {
        return List.of(withBody(message, doubled(message.body(), random)));
      }
      default -> {
        for (int i = 0; i < 4; i++) {
          bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? 0xff : 0);
        }
      }
    }
    return List.of(new HandshakeMessage(Bytes.of(bytes)));
  }

  private static HandshakeMessage withBody(HandshakeMessage message, Bytes body) {
    return new HandshakeMessage(new WireWriter().u8(message.typeCode()).vector24(body).toBytes());
  }

  private static Bytes cut(Bytes body, Random random) {
    int from = random.nextInt(body.size());
    int to = from + random.nextInt(body.size() - from);
    return body.slice(0, from).concat(body.slice(to, body.size()));
  }

  private static Bytes doubled(Bytes body, Random random) {
    int from = random.nextInt(body.size());
    int to = from + random.nextInt(body.size() - from);
    return body.slice(0, to).concat(body.slice(from, body.size()));
  }

  private static void assertNoInternalError(long seed, HandshakePair.End end) {
    Optional<TlsAlert> alert = end.failure.flatMap(TlsFailure::alert);
    assertFalse(
        alert.equals(Optional.of(TlsAlert.INTERNAL_ERROR)), () -> "internal error; seed " + seed);
    assertEquals(end.failure, end.handshake.failure(), () -> "seed " + seed);
    end.failure.ifPresent(
        failure ->
            assertTrue(failure.detail().length() < 200, () -> "unbounded detail; seed " + seed));
  }
}
