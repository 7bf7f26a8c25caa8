package io.mosaik.transport.quic.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.transport.quic.frame.Frame;
import io.mosaik.transport.quic.frame.TransportError;
import io.mosaik.transport.quic.recovery.SentContent;
import io.mosaik.transport.quic.stream.FrameSink;
import io.mosaik.transport.quic.tls.EncryptionLevel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Peers whose packets are sealed as they should be and hold nonsense: at every level, in both
 * roles. Whatever comes, the other side goes on or ends the connection with a code of the RFC.
 */
@Tag("fuzz")
class AuthenticNonsenseFuzzTest {

  private static final int RUNS = 150;
  private static final int MAX_TLS_ALERT = 0x1ff;
  private static final long TLS_INTERNAL_ERROR = 0x100 + 80;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nonsenseEndsItsConnectionAndNothingElse(boolean byClient) {
    int refused = 0;
    for (long seed = 1; seed <= RUNS; seed++) {
      refused += run(seed, byClient) ? 1 : 0;
    }
    assertTrue(refused > RUNS / 4, "only " + refused + " noticed: the nonsense went nowhere");
  }

  /** Whether the honest side ended the connection because of what came. */
  private static boolean run(long seed, boolean byClient) {
    String message = "seed " + seed + " by " + (byClient ? "client" : "server");
    SimulatedPair pair = new SimulatedPair(seed);
    pair.server.echo = true;
    Random random = new Random(seed);
    if (byClient) {
      spoil(pair.client, random);
    } else {
      pair.onAccepted = () -> spoil(pair.server, random);
    }
    try {
      pair.run(Duration.ofSeconds(3));
      if (pair.client.isEstablished() && pair.client.connection().isOpen()) {
        pair.client
            .connection()
            .streams()
            .open(true)
            .ifPresent(stream -> pair.client.send(stream, new byte[20_000]));
      }
      pair.run(Duration.ofSeconds(20));
    } catch (RuntimeException escaped) {
      throw new AssertionError(message, escaped);
    }
    SimulatedPair.Side victim = byClient ? pair.server : pair.client;
    Optional<CloseReason> end = victim.closeReason();
    boolean refused =
        end.filter(why -> why.cause() == CloseReason.Cause.LOCAL_TRANSPORT).isPresent();
    if (refused) {
      assertNotEquals(TransportError.INTERNAL_ERROR.code(), end.get().code(), message);
      assertNotEquals(TLS_INTERNAL_ERROR, end.get().code(), message);
      assertTrue(end.get().code() <= MAX_TLS_ALERT, message + ": " + end.get());
    }
    assertEquals(1, victim.events.stream().filter(e -> isEnd(e)).count() + (end.isEmpty() ? 1 : 0));
    return refused;
  }

  private static boolean isEnd(ConnectionEvent event) {
    return event instanceof ConnectionEvent.Closed;
  }

  private static void spoil(SimulatedPair.Side side, Random random) {
    ConnectionState state = side.connection().state();
    for (EncryptionLevel level : EncryptionLevel.values()) {
      PacketSpace before = state.space(level);
      PacketSpace after =
          new PacketSpace(
              level,
              new MutatingKeys(before.keys(), random, 0.2),
              ConnectionState.MAX_ACK_DELAY,
              random);
      state.spaces.put(level, after);
      Pending pending = new Pending();
      before.crypto().appendTo(pending);
      pending.frames.forEach(frame -> after.crypto().send(frame.data()));
    }
  }

  /** What a side wanted to send before it was spoilt. */
  private static final class Pending implements FrameSink {

    private final List<Frame.Crypto> frames = new ArrayList<>();

    @Override
    public int remaining() {
      return 1 << 16;
    }

    @Override
    public void add(Frame frame, SentContent content) {
      frames.add((Frame.Crypto) frame);
    }
  }
}
