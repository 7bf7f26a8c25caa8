package io.mosaik.transport.quic.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.frame.Frame;
import io.mosaik.transport.quic.tls.EncryptionLevel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecoveryTest {

  private static final Duration RTT = Duration.ofMillis(100);

  private final List<Long> acknowledged = new ArrayList<>();
  private final List<Long> lost = new ArrayList<>();
  private final RttEstimator rtt = new RttEstimator(Duration.ofMillis(333));
  private final NewReno congestion = new NewReno(1200);
  private final LossRecovery recovery = new LossRecovery(rtt, congestion, true);
  private Deadline now = Deadline.ofNanos(0);

  RecoveryTest() {
    recovery.onHandshakeConfirmed(now);
    recovery.setWindowUsed(true);
  }

  @Test
  void theFirstSampleReplacesTheGuess() {
    send(0);
    pass(RTT);
    acknowledge(0, 0);

    assertEquals(RTT, rtt.smoothed());
    assertEquals(RTT.dividedBy(2), rtt.variation());
    assertEquals(List.of(0L), acknowledged);
  }

  @Test
  void aPacketThreeBehindIsLost() {
    for (int i = 0; i < 4; i++) {
      send(i);
    }
    pass(RTT);
    acknowledge(3, 3);

    assertEquals(List.of(0L), lost);
    assertEquals(1, recovery.lostPackets());
  }

  @Test
  void aPacketOneBehindIsLostAfterNineEighthsOfARoundTrip() {
    send(0);
    send(1);
    pass(RTT);
    acknowledge(1, 1);
    assertEquals(List.of(), lost);
    assertEquals(Deadline.ofNanos(RTT.toNanos() * 9 / 8), recovery.nextDeadline());

    pass(RTT.dividedBy(8));
    recovery.expire(now);

    assertEquals(List.of(0L), lost);
  }

  @Test
  void silenceCausesProbesEverMoreRarely() {
    send(0);
    Deadline first = recovery.nextDeadline();
    now = first;
    recovery.expire(now);

    assertTrue(recovery.owesProbe(EncryptionLevel.APPLICATION));
    assertEquals(2 * first.nanos(), recovery.nextDeadline().nanos());
    assertEquals(List.of(), lost, "a probe timeout declares nothing lost");
  }

  @Test
  void lossHalvesTheWindowOncePerRoundTrip() {
    long before = congestion.window();
    for (int i = 0; i < 8; i++) {
      send(i);
    }
    pass(RTT);
    acknowledge(5, 5); // 0, 1 and 2 are lost at once
    long after = congestion.window();
    acknowledge(7, 7); // 3 and 4 were sent before the loss was noticed

    assertTrue(after <= before / 2 + 1200 && after >= before / 2 - 1200, "window " + after);
    assertEquals(after, congestion.window());
    assertEquals(List.of(0L, 1L, 2L, 3L, 4L), lost);
  }

  @Test
  void aLongBlackoutCollapsesTheWindow() {
    send(0);
    pass(RTT);
    acknowledge(0, 0);
    for (int i = 1; i < 12; i++) {
      send(i);
      pass(Duration.ofMillis(300));
    }
    send(12);
    pass(RTT);
    acknowledge(12, 12);

    long grownByTheOneThatArrived = 1200;
    assertEquals(2 * 1200 + grownByTheOneThatArrived, congestion.window());
  }

  @Test
  void acknowledgementsNameExactlyWhatCame() {
    ReceivedPackets received =
        new ReceivedPackets(EncryptionLevel.APPLICATION, Duration.ofMillis(25));
    for (long number : new long[] {0, 1, 3, 7, 8}) {
      received.onReceived(number, true, now);
    }

    assertEquals(
        List.of(new Frame.AckRange(7, 8), new Frame.AckRange(3, 3), new Frame.AckRange(0, 1)),
        received.ack(now, 3).orElseThrow().ranges());
    assertTrue(received.isDuplicate(7));
    assertFalse(received.isDuplicate(6));
    received.onAckAcknowledged(8);
    assertEquals(Optional.empty(), received.ack(now, 3));
    assertTrue(received.isDuplicate(7), "settled, but not forgotten");
  }

  @Test
  void aLonePacketIsAcknowledgedLaterASecondAtOnce() {
    ReceivedPackets received =
        new ReceivedPackets(EncryptionLevel.APPLICATION, Duration.ofMillis(25));
    received.onReceived(0, true, now);
    assertEquals(now.plus(Duration.ofMillis(25)), received.ackDeadline());
    received.onReceived(1, true, now);
    assertEquals(now, received.ackDeadline());
  }

  @Test
  void rememberedRangesAreBounded() {
    ReceivedPackets received =
        new ReceivedPackets(EncryptionLevel.APPLICATION, Duration.ofMillis(25));
    for (long number = 0; number < 10_000; number += 2) {
      received.onReceived(number, true, now);
    }

    assertEquals(
        ReceivedPackets.MAX_ACK_RANGES, received.ack(now, 3).orElseThrow().ranges().size());
    assertTrue(received.isDuplicate(1), "below everything remembered");
    assertFalse(received.isDuplicate(9_999));
  }

  @Test
  void pacingSpreadsAWindowOverARoundTrip() {
    rtt.update(RTT.toNanos(), 0);
    Pacer pacer = new Pacer(congestion, rtt, now);
    int sent = 0;
    while (pacer.nextSend(now).hasPassed(now)) {
      pacer.onSent(1200, now);
      sent++;
    }
    assertEquals(10, sent, "a burst");

    pass(RTT);
    while (pacer.nextSend(now).hasPassed(now)) {
      pacer.onSent(1200, now);
      sent++;
    }
    assertEquals(20, sent, "the bucket holds no more than a burst");
  }

  private void send(long number) {
    SentContent content =
        new SentContent() {
          @Override
          public void acknowledged() {
            acknowledged.add(number);
          }

          @Override
          public void lost() {
            lost.add(number);
          }
        };
    recovery.onSent(
        new SentPacket(
            EncryptionLevel.APPLICATION, number, now, 1200, true, true, false, List.of(content)));
  }

  private void acknowledge(long smallest, long largest) {
    recovery.onAck(
        EncryptionLevel.APPLICATION,
        new Frame.Ack(0, List.of(new Frame.AckRange(smallest, largest)), Optional.empty()),
        Duration.ZERO,
        now);
  }

  private void pass(Duration duration) {
    now = now.plus(duration);
  }
}
