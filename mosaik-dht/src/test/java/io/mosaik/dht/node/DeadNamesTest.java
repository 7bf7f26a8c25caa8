package io.mosaik.dht.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.MutableItem;
import io.mosaik.dht.node.Swarm.Member;
import io.mosaik.dht.node.Swarm.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much time nodes that name dead ones cost those who look something up. */
class DeadNamesTest {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int HONEST = 80;
  private static final int LIARS = 20;

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void amongOneFifthOfLiarsTheSlowestReadTakesLessThanThreeSeconds(long seed) {
    Swarm swarm = new Swarm(seed).latency(Duration.ofMillis(10), Duration.ofMillis(60));
    List<Member> honest = swarm.grow(HONEST);
    new DeadNames(swarm.random()).join(swarm, LIARS, honest);
    swarm.runFor(Duration.ofMinutes(1));
    Duration worst = Duration.ZERO;
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      SignedPacket packet = packet(swarm);
      Member writer = swarm.addClient(3);
      assertTrue(swarm.runUntil(writer::isJoined, LIMIT), swarm::toString);
      Outcome<PublishReceipt> put =
          writer.request(
              id -> new Command.PutMutable(id, MutableItem.of(packet), OptionalLong.empty()));
      assertTrue(swarm.runUntil(put::isDone, LIMIT), swarm::toString);
      Member reader = swarm.addClient(3);
      assertTrue(swarm.runUntil(reader::isJoined, LIMIT), swarm::toString);
      for (int again = 0; again < 2; again++) {
        Deadline start = swarm.now();
        Outcome<Resolution> read = reader.request(id -> new Command.Resolve(id, packet.key()));
        assertTrue(swarm.runUntil(read::isDone, LIMIT), swarm::toString);
        assertEquals(Optional.of(packet), read.result().newest(), swarm::toString);
        Duration took = start.until(read.endedAt());
        all.add(took.toMillis());
        worst = took.compareTo(worst) > 0 ? took : worst;
      }
    }
    Duration most = worst;
    assertTrue(worst.toMillis() < 3000, () -> most + " of " + all + "; " + swarm);
    System.out.println("reads among dead names: " + all);
  }

  private static SignedPacket packet(Swarm swarm) {
    KeyPair key = KeyPair.generate(swarm.random());
    return SignedPacket.sign(key, new Timestamp(5), Bytes.fromHex("c0ffee"));
  }
}
