package io.mosaik.transport.quic.ping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.Dialect;
import io.mosaik.api.Digest;
import io.mosaik.api.NetworkId;
import io.mosaik.api.SignedPeerEntry;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.api.spi.PingOutcome.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the asking side makes of an answer (wire formats 6.1 to 6.5). */
class PingClientTest {

  private static final Duration ROUND_TRIP = Duration.ofMillis(7);

  private final PingClient client = new PingClient(Entries.PEER.peerId(), Entries.NETWORK);

  @Test
  void theRequestIsAnEmptyFrame() {
    assertEquals("00000000", client.request().toHex());
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void anEntryOfThePeerInEitherDialectIsHealthy(Dialect dialect) {
    SignedPeerEntry entry = Entries.entry(Entries.PEER, Entries.NETWORK, dialect);

    PingClient.Verdict verdict = answer(entry.encode());

    assertEquals(new PingOutcome.Healthy(entry, ROUND_TRIP), verdict.outcome(ROUND_TRIP));
    assertEquals(PingClose.SUCCESS, verdict.close());
  }

  @Test
  void anAnswerMayComeByteByByte() {
    Bytes frame =
        PingFrames.encode(Entries.entry(Entries.PEER, Entries.NETWORK, Dialect.V0_3).encode());
    for (int i = 0; i < frame.size() - 1; i++) {
      assertEquals(Optional.empty(), client.receive(frame.slice(i, i + 1)));
    }
    assertTrue(client.receive(frame.slice(frame.size() - 1, frame.size())).isPresent());
  }

  @Test
  void whatFollowsTheFrameIsIgnored() {
    Bytes frame =
        PingFrames.encode(Entries.entry(Entries.PEER, Entries.NETWORK, Dialect.V0_3).encode());

    PingClient.Verdict verdict =
        client.receive(frame.concat(Bytes.fromHex("ffffffffff"))).orElseThrow();

    assertInstanceOf(PingOutcome.Healthy.class, verdict.outcome(ROUND_TRIP));
  }

  /** The signature does not bind the entry to the connection (6.5). */
  @Test
  void theEntryOfSomebodyElseIsTheWrongIdentity() {
    assertFailed(
        Reason.WRONG_IDENTITY,
        PingClose.PROTOCOL_VIOLATION,
        answer(Entries.entry(Entries.SOMEBODY_ELSE, Entries.NETWORK, Dialect.V0_3).encode()));
  }

  @Test
  void whoBelongsToNoNetworkIsContentWithAny() {
    SignedPeerEntry entry = Entries.entry(Entries.PEER, NetworkId.of("other"), Dialect.V0_4);
    PingClient anybody = new PingClient(Entries.PEER.peerId(), Optional.empty());

    PingClient.Verdict verdict = anybody.receive(PingFrames.encode(entry.encode())).orElseThrow();

    assertEquals(new PingOutcome.Healthy(entry, ROUND_TRIP), verdict.outcome(ROUND_TRIP));
    assertEquals(PingClose.SUCCESS, verdict.close());
  }

  @Test
  void anEntryOfAnotherNetworkIsTheWrongNetwork() {
    assertFailed(
        Reason.WRONG_NETWORK,
        PingClose.DIFFERENT_NETWORK,
        answer(Entries.entry(Entries.PEER, NetworkId.of("other"), Dialect.V0_3).encode()));
  }

  @Test
  void anEntryWithABadSignatureIsMalformed() {
    byte[] body = Entries.entry(Entries.PEER, Entries.NETWORK, Dialect.V0_3).encode().toArray();
    body[body.length - 1] ^= 1;

    assertFailed(Reason.MALFORMED, PingClose.PROTOCOL_VIOLATION, answer(Bytes.of(body)));
  }

  @Test
  void aSignedEntryOfANewerVersionIsAlive() {
    PingClient.Verdict verdict = answer(newer("0.9.0", Entries.NETWORK));

    assertEquals(
        new PingOutcome.AliveUnknownVersion(Entries.PEER.peerId(), "0.9.0", ROUND_TRIP),
        verdict.outcome(ROUND_TRIP));
    assertEquals(PingClose.SUCCESS, verdict.close());
  }

  @Test
  void anUnreadableEntryOfAKnownVersionOrAnotherNetworkIsMalformed() {
    assertFailed(
        Reason.MALFORMED, PingClose.PROTOCOL_VIOLATION, answer(newer("0.3.99", Entries.NETWORK)));
    assertFailed(
        Reason.MALFORMED,
        PingClose.PROTOCOL_VIOLATION,
        new PingClient(Entries.PEER.peerId(), Entries.NETWORK)
            .receive(PingFrames.encode(newer("0.9.0", NetworkId.of("other"))))
            .orElseThrow());
  }

  @Test
  void aLengthBeyondTheLimitIsRefusedAtOnce() {
    assertEquals(Optional.empty(), client.receive(Bytes.fromHex("000100")));
    assertFailed(
        Reason.MALFORMED,
        PingClose.PROTOCOL_VIOLATION,
        client.receive(Bytes.fromHex("01")).orElseThrow());
    assertFailed(
        Reason.MALFORMED,
        PingClose.PROTOCOL_VIOLATION,
        new PingClient(Entries.PEER.peerId(), Entries.NETWORK)
            .receive(Bytes.fromHex("ffffffff"))
            .orElseThrow());
  }

  @Test
  void theEndOfTheStreamIsToldBeforeAndInsideTheFrame() {
    assertFailed(Reason.MALFORMED, PingClose.UNEXPECTED_CLOSE, client.endOfStream());
    client.receive(Bytes.fromHex("00"));
    assertFailed(Reason.MALFORMED, PingClose.DROPPED, client.endOfStream());
  }

  @Tag("fuzz")
  @RepeatedTest(3)
  void alteredAnswersAreNeverHealthyAndNeverThrow(RepetitionInfo repetition) {
    Bytes frame =
        PingFrames.encode(Entries.entry(Entries.PEER, Entries.NETWORK, Dialect.V0_4).encode());
    for (int round = 0; round < 2000; round++) {
      long seed = repetition.getCurrentRepetition() * 1_000_003L + round;
      Random random = new Random(seed);
      byte[] altered = frame.toArray();
      for (int i = random.nextInt(3); i >= 0; i--) {
        altered[random.nextInt(altered.length)] ^= (byte) (1 + random.nextInt(255));
      }
      if (Bytes.of(altered).equals(frame)) {
        continue;
      }
      PingClient fresh = new PingClient(Entries.PEER.peerId(), Entries.NETWORK);
      PingOutcome outcome =
          fresh.receive(Bytes.of(altered)).orElseGet(fresh::endOfStream).outcome(ROUND_TRIP);
      assertInstanceOf(PingOutcome.Failed.class, outcome, () -> "seed " + seed);
    }
  }

  private PingClient.Verdict answer(Bytes body) {
    return client.receive(PingFrames.encode(body)).orElseThrow();
  }

  /** An entry that begins as all do, goes on as none that we know, and is signed. */
  private static Bytes newer(String version, NetworkId network) {
    Bytes text = Bytes.of(version.getBytes(StandardCharsets.US_ASCII));
    Bytes signed =
        Bytes.of(new byte[] {(byte) text.size()})
            .concat(text)
            .concat(network.bytes())
            .concat(Bytes.fromHex("0000"))
            .concat(Entries.PEER.peerId().bytes())
            .concat(Bytes.fromHex("ffff"));
    return signed.concat(Entries.PEER.sign(Digest.hash(signed).bytes()).bytes());
  }

  private static void assertFailed(Reason reason, PingClose close, PingClient.Verdict verdict) {
    PingOutcome.Failed failed =
        assertInstanceOf(PingOutcome.Failed.class, verdict.outcome(ROUND_TRIP));
    assertEquals(reason, failed.reason(), failed.detail());
    assertEquals(close, verdict.close());
  }
}
