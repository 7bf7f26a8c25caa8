package io.mosaik.transport.quic.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.recovery.SentContent;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RFC 9000, section 14.3. */
class MtuDiscoveryTest {

  private static final int LIMIT = 1452;
  private static final int LEAST = ConnectionConfig.MIN_UDP_PAYLOAD;

  private final MtuDiscovery mtu = new MtuDiscovery(LIMIT);
  private Deadline now = Deadline.ofNanos(0);

  @BeforeEach
  void sendEnoughToProfit() {
    mtu.onSent(1_000_000);
  }

  @Test
  void theWishIsTriedFirstAndThenWhatLiesBetween() {
    assertEquals(LIMIT, mtu.probeSize(now));
    for (int tries = 0; tries < 3; tries++) {
      probe().lost();
    }
    int between = (LEAST + LIMIT) / 2;
    assertEquals(between, mtu.probeSize(now));
    probe().acknowledged();
    assertEquals(between, mtu.current());
  }

  @Test
  void largeOnesThatVanishEndItForTenMinutes() {
    probe().acknowledged();
    assertEquals(LIMIT, mtu.current());
    vanish();
    assertEquals(LEAST, mtu.current());
    assertEquals(0, mtu.probeSize(now));
    now = now.plus(Duration.ofMinutes(10)).plus(Duration.ofNanos(1));
    assertEquals(LIMIT, mtu.probeSize(now));
  }

  @Test
  void anotherPathIsProbedAtOnce() {
    vanish();
    assertEquals(0, mtu.probeSize(now));
    mtu.restart();
    assertEquals(LIMIT, mtu.probeSize(now));
  }

  @Test
  void aProbeOfTheOldPathSaysNothingAboutTheNewOne() {
    SentContent old = probe();
    mtu.restart();
    old.acknowledged();
    assertEquals(LEAST, mtu.current());

    SentContent other = probe();
    mtu.restart();
    SentContent ours = probe();
    other.lost();
    assertEquals(0, mtu.probeSize(now), "ours is on its way");
    ours.acknowledged();
    assertEquals(LIMIT, mtu.current());
  }

  private SentContent probe() {
    int size = mtu.probeSize(now);
    assertTrue(size > LEAST, () -> "nothing to probe: " + size);
    return mtu.onProbeSent(size);
  }

  /** Large datagrams are lost, one at a time. */
  private void vanish() {
    for (int losses = 0; losses < 4; losses++) {
      now = now.plus(Duration.ofMillis(100));
      mtu.onLargeSent(now);
      mtu.onLargeLost(now);
    }
  }
}
