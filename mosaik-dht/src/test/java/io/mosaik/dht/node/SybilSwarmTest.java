package io.mosaik.dht.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.MutableItem;
import io.mosaik.dht.node.Swarm.Member;
import io.mosaik.dht.node.Swarm.Outcome;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an attacker with a whole /24 can do to one item by crowding around its target ("vertical
 * Sybil attack"). The attacker keeps to BEP 42, or nobody would listen, and chooses a victim for
 * whom it works.
 */
class SybilSwarmTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int HONEST = 60;
  private static final int SYBILS = 48;

  @ParameterizedTest
  @ValueSource(longs = {1})
  void whoStoresAtTheTwentyClosestLosesEveryCopyToThem(long seed) {
    Attack attack = new Attack(seed, true);
    attack.begin();
    PublishReceipt receipt = attack.publish();

    assertEquals(20, receipt.stored(), attack::toString);
    assertEquals(20, attack.sybils.swallowed(), attack::toString);
    assertEquals(Optional.empty(), attack.resolve().newest(), attack::toString);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void anItemIsReadInSpiteOfThem(long seed) {
    Attack attack = new Attack(seed, false);
    attack.publish();
    attack.begin();

    assertEquals(Optional.of(attack.packet), attack.resolve().newest(), attack::toString);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void anItemIsStoredInSpiteOfThem(long seed) {
    Attack attack = new Attack(seed, false);
    attack.begin();
    PublishReceipt receipt = attack.publish();

    int honest = receipt.stored() - attack.sybils.swallowed();
    assertTrue(honest >= 3, () -> honest + " copies; " + attack);
    assertEquals(Optional.of(attack.packet), attack.resolve().newest(), attack::toString);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whoWritesFirstAndLooksForItsPlaceAfterwardsStoresAtHonestNodes(long seed) {
    Attack attack = new Attack(seed, false);
    attack.begin();
    PublishReceipt receipt = attack.publish(attack.swarm.addClient());

    int honest = receipt.stored() - attack.sybils.swallowed();
    assertTrue(honest >= 3, () -> honest + " copies of " + receipt.stored() + "; " + attack);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whoReadsBeforeItKnowsTheNetworksSizeFindsTheItem(long seed) {
    Attack attack = new Attack(seed, false);
    attack.publish();
    attack.begin();
    Resolution read = attack.resolve(attack.swarm.addClient());

    assertEquals(Optional.of(attack.packet), read.newest(), attack::toString);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 20})
  void theFirstReadInASmallNetworkIsConclusiveAndFast(int nodes) {
    Swarm swarm = new Swarm(nodes);
    swarm.grow(nodes);
    Deadline start = swarm.now();
    Member client = swarm.addClient();
    PublicKey unknown = KeyPair.generate(swarm.random()).publicKey();
    Outcome<Resolution> read = client.request(id -> new Command.Resolve(id, unknown));
    assertTrue(swarm.runUntil(read::isDone, LIMIT), swarm::toString);

    assertTrue(read.result().conclusive(), swarm::toString);
    assertTrue(start.until(read.endedAt()).toMillis() < 100, swarm::toString);
  }

  /** A network, a victim, and somebody who wants nobody to hear of it. */
  private static final class Attack {
    private final Swarm swarm;
    private final List<Member> honest;
    private final SignedPacket packet;
    private final List<NodeInfo> forces;
    private Sybils sybils;

    private Attack(long seed, boolean credulous) {
      swarm = new Swarm(seed);
      honest = swarm.grow(HONEST);
      if (credulous) {
        swarm.credulous();
      }
      List<NodeInfo> possible = Sybils.within(66, 6, 6, swarm.random());
      SignedPacket victim = packet();
      List<NodeInfo> near = near(victim, possible, SYBILS);
      while (!areAllCloser(near.subList(0, 20), MutableItem.of(victim).target())) {
        victim = packet();
        near = near(victim, possible, SYBILS);
      }
      packet = victim;
      forces = near;
    }

    private void begin() {
      sybils = Sybils.join(swarm, forces, honest);
      swarm.runFor(Duration.ofSeconds(10));
    }

    private PublishReceipt publish() {
      return publish(joined());
    }

    private PublishReceipt publish(Member writer) {
      Outcome<PublishReceipt> put =
          writer.request(
              id -> new Command.PutMutable(id, MutableItem.of(packet), OptionalLong.empty()));
      assertTrue(swarm.runUntil(put::isDone, LIMIT), swarm::toString);
      return put.result();
    }

    private Resolution resolve() {
      return resolve(joined());
    }

    private Resolution resolve(Member reader) {
      Outcome<Resolution> read = reader.request(id -> new Command.Resolve(id, packet.key()));
      assertTrue(swarm.runUntil(read::isDone, LIMIT), swarm::toString);
      return read.result();
    }

    private Member joined() {
      Member client = swarm.addClient();
      assertTrue(swarm.runUntil(client::isJoined, LIMIT), swarm::toString);
      return client;
    }

    private static List<NodeInfo> near(SignedPacket victim, List<NodeInfo> possible, int count) {
      return Sybils.closest(possible, MutableItem.of(victim).target(), count);
    }

    private boolean areAllCloser(List<NodeInfo> attackers, NodeId target) {
      NodeId last = attackers.get(attackers.size() - 1).id();
      return honest.stream().allMatch(node -> target.compareDistance(last, node.id()) < 0);
    }

    private SignedPacket packet() {
      KeyPair key = KeyPair.generate(swarm.random());
      return SignedPacket.sign(key, new Timestamp(5), Bytes.fromHex("c0ffee"));
    }

    @Override
    public String toString() {
      return sybils + ", victim " + packet.key();
    }
  }
}
