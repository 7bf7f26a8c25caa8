package io.mosaik.transport.quic.ping;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mosaik.api.Bytes;
import io.mosaik.api.Dialect;
import io.mosaik.api.KeyPair;
import io.mosaik.api.PeerId;
import io.mosaik.api.time.ManualClock;
import io.mosaik.transport.quic.tls.ClientHelloFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** In which dialect whom to answer (wire formats 6.7). */
class DialectsTest {

  private static final PeerId PEER = Entries.PEER.peerId();

  /** As the handshakes of unmodified peers were seen. */
  private static final Optional<ClientHelloFacts> MOSAIK_0_3 =
      Optional.of(
          new ClientHelloFacts(Optional.of("x.iroh.invalid"), List.of(0x503, 0x403, 0x807)));

  private static final Optional<ClientHelloFacts> MOSAIK_0_4 =
      Optional.of(new ClientHelloFacts(Optional.empty(), List.of(0x807)));

  private static final Optional<ClientHelloFacts> IROH_1_0_2 =
      Optional.of(new ClientHelloFacts(Optional.of("x.iroh.invalid"), List.of(0x807)));

  private final ManualClock clock = new ManualClock(Instant.EPOCH);
  private final Dialects dialects = new Dialects(Dialect.V0_3, clock);

  @Test
  void aStrangerIsAnsweredAsItsHandshakeShows() {
    assertEquals(Dialect.V0_3, dialects.choose(PEER, MOSAIK_0_3));
    assertEquals(Dialect.V0_4, dialects.choose(PEER, MOSAIK_0_4));
    assertEquals(Dialect.V0_3, new Dialects(Dialect.V0_4, clock).choose(PEER, MOSAIK_0_3));
  }

  @Test
  void whereTheHandshakeShowsNothingTheLastEntryDecides() {
    dialects.learn(PEER, Dialect.V0_4);

    assertEquals(Dialect.V0_4, dialects.choose(PEER, IROH_1_0_2));
    assertEquals(Dialect.V0_4, dialects.choose(PEER, Optional.empty()));
    assertEquals(Dialect.V0_3, dialects.choose(Entries.SOMEBODY_ELSE.peerId(), IROH_1_0_2));
  }

  @Test
  void anEntryIsForgottenAfterAnHour() {
    dialects.learn(PEER, Dialect.V0_4);
    clock.advance(Duration.ofMinutes(59));
    assertEquals(Dialect.V0_4, dialects.choose(PEER, IROH_1_0_2));

    clock.advance(Duration.ofMinutes(1));

    assertEquals(Dialect.V0_3, dialects.choose(PEER, IROH_1_0_2));
  }

  @Test
  void aPeerThatComesBackAsAnotherVersionIsAnsweredInThat() {
    dialects.learn(PEER, Dialect.V0_3);

    assertEquals(Dialect.V0_4, dialects.choose(PEER, MOSAIK_0_4));

    dialects.learn(PEER, Dialect.V0_4);
    assertEquals(Dialect.V0_4, dialects.choose(PEER, IROH_1_0_2));
    assertEquals(Dialect.V0_3, dialects.choose(PEER, MOSAIK_0_3));
  }

  @Test
  void strangersDoNotFillTheMemoryForEver() {
    dialects.learn(PEER, Dialect.V0_4);
    for (int i = 0; i < 2 * Dialects.CAPACITY; i++) {
      byte[] seed = new byte[KeyPair.SEED_SIZE];
      seed[0] = (byte) i;
      seed[1] = (byte) (i >> 8);
      dialects.learn(KeyPair.ofSeed(Bytes.of(seed)).peerId(), Dialect.V0_4);
    }

    assertEquals(Dialect.V0_3, dialects.choose(PEER, IROH_1_0_2));
  }
}
