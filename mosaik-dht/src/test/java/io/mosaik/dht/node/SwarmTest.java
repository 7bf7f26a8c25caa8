package io.mosaik.dht.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.MutableItem;
import io.mosaik.dht.node.Swarm.Member;
import io.mosaik.dht.node.Swarm.Outcome;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What many nodes do together, on virtual time and with seeded accidents. */
class SwarmTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aLookupFindsTheNodesThatAreTrulyClosest(long seed) {
    Swarm swarm = new Swarm(seed);
    List<Member> servers = swarm.grow(60);
    NodeId target = NodeId.random(swarm.random());
    Member client = swarm.addClient();

    Outcome<List<NodeInfo>> found = client.request(id -> new Command.FindNode(id, target));
    assertTrue(swarm.runUntil(found::isDone, LIMIT), swarm::toString);

    Set<NodeInfo> truth =
        new HashSet<>(
            servers.stream()
                .map(Member::info)
                .sorted(Comparator.comparing(NodeInfo::id, target.byDistance()))
                .limit(20)
                .toList());
    truth.removeAll(found.result());
    assertTrue(truth.size() <= 1, () -> truth.size() + " of 20 not found; " + swarm);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatOnePublishesAStrangerFinds(long seed) {
    Swarm swarm = new Swarm(seed);
    swarm.grow(50);
    SignedPacket packet = packet(swarm.random(), 5);

    PublishReceipt receipt = publish(swarm, swarm.addClient(), packet, OptionalLong.empty());
    Resolution resolution = resolve(swarm, swarm.addClient(), packet);

    assertEquals(20, receipt.stored(), swarm::toString);
    assertEquals(Optional.of(packet), resolution.newest(), swarm::toString);
    assertTrue(resolution.conclusive(), swarm::toString);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void lookupSurvivesHalfTheNodesVanishing(long seed) {
    Swarm swarm = new Swarm(seed);
    List<Member> servers = swarm.grow(60);
    SignedPacket packet = packet(swarm.random(), 5);
    publish(swarm, swarm.addClient(), packet, OptionalLong.empty());

    swarm.killRandom(servers, 0.5);
    Resolution resolution = resolve(swarm, swarm.addClient(), packet);

    assertEquals(Optional.of(packet), resolution.newest(), swarm::toString);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void lookupSurvivesTheLossOfEveryFifthDatagram(long seed) {
    Swarm swarm = new Swarm(seed);
    swarm.grow(50);
    SignedPacket packet = packet(swarm.random(), 5);
    swarm.loss(0.2);

    PublishReceipt receipt = publish(swarm, swarm.addClient(3), packet, OptionalLong.empty());
    Resolution resolution = resolve(swarm, swarm.addClient(3), packet);

    assertTrue(receipt.stored() >= 10, () -> receipt + "; " + swarm);
    assertEquals(Optional.of(packet), resolution.newest(), swarm::toString);
    assertTrue(resolution.conclusive(), swarm::toString);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void sixteenSlotsOfAFastNetworkAreReadInAFractionOfASecondThoughAThirdOfItIsDead(long seed) {
    Swarm swarm = new Swarm(seed);
    List<Member> servers = swarm.grow(100);
    List<SignedPacket> packets =
        IntStream.range(0, 16).mapToObj(i -> packet(swarm.random(), i)).toList();
    Member writer = swarm.addClient();
    packets.forEach(packet -> publish(swarm, writer, packet, OptionalLong.empty()));

    swarm.killRandom(servers, 0.3);
    Member reader = swarm.addClient();
    Deadline start = swarm.now();
    List<Outcome<Resolution>> slots = new ArrayList<>();
    packets.forEach(
        packet -> slots.add(reader.request(id -> new Command.Resolve(id, packet.key()))));
    assertTrue(swarm.runUntil(() -> slots.stream().allMatch(Outcome::isDone), LIMIT));

    for (int i = 0; i < packets.size(); i++) {
      assertEquals(Optional.of(packets.get(i)), slots.get(i).result().newest(), swarm::toString);
    }
    Duration taken = start.until(swarm.now());
    assertTrue(taken.compareTo(Duration.ofMillis(300)) < 0, () -> taken + "; " + swarm);
  }

  @Test
  void aNetworkFarSlowerThanItsEntranceIsReadAllTheSame() {
    Swarm swarm = new Swarm(8);
    swarm.grow(40);
    SignedPacket packet = packet(swarm.random(), 5);
    Member reader = swarm.addClient();
    assertTrue(swarm.runUntil(reader::isJoined, LIMIT)); // used to answers within milliseconds

    publish(swarm, swarm.addClient(), packet, OptionalLong.empty());
    swarm.latency(Duration.ofMillis(300), Duration.ofMillis(400));
    Resolution resolution = resolve(swarm, reader, packet);

    assertEquals(Optional.of(packet), resolution.newest(), swarm::toString);
    assertTrue(resolution.conclusive(), swarm::toString);
  }

  @Test
  void whoHearsNothingConcludesNothing() {
    Swarm swarm = new Swarm(9);
    swarm.grow(30);
    Member reader = swarm.addClient();
    assertTrue(swarm.runUntil(reader::isJoined, LIMIT));
    swarm.loss(1);

    Resolution resolution = resolve(swarm, reader, packet(swarm.random(), 1));

    assertFalse(resolution.conclusive());
    assertEquals(0, resolution.answered());
    assertTrue(resolution.asked() > 0);
  }

  @Test
  void whoCannotEnterConcludesNothingEither() {
    Swarm swarm = new Swarm(10);
    swarm.grow(3);
    swarm.loss(1);

    Resolution resolution = resolve(swarm, swarm.addClient(), packet(swarm.random(), 1));

    assertFalse(resolution.conclusive());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void ofTwoWhoSwapAtOnceAtLeastOneWinsAndEverybodyReadsTheSame(long seed) {
    Swarm swarm = new Swarm(seed).latency(Duration.ofMillis(5), Duration.ofMillis(50));
    swarm.grow(40);
    KeyPair key = KeyPair.generate(swarm.random());
    SignedPacket old = SignedPacket.sign(key, new Timestamp(10), Bytes.fromHex("aa"));
    Member one = swarm.addClient();
    Member other = swarm.addClient();
    publish(swarm, one, old, OptionalLong.empty());
    resolve(swarm, one, old);
    resolve(swarm, other, old);

    SignedPacket red = SignedPacket.sign(key, new Timestamp(20), Bytes.fromHex("01"));
    SignedPacket blue = SignedPacket.sign(key, new Timestamp(21), Bytes.fromHex("02"));
    Outcome<PublishReceipt> first = put(one, red, OptionalLong.of(10));
    Outcome<PublishReceipt> second = put(other, blue, OptionalLong.of(10));
    assertTrue(swarm.runUntil(() -> first.isDone() && second.isDone(), LIMIT), swarm::toString);

    Resolution seen = resolve(swarm, swarm.addClient(), old);
    assertTrue(seen.newest().equals(Optional.of(red)) || seen.newest().equals(Optional.of(blue)));
    assertEquals(seen.newest(), resolve(swarm, swarm.addClient(), old).newest());
    List<Outcome<PublishReceipt>> losers =
        List.of(first, second).stream().filter(put -> isLost(put)).toList();
    assertTrue(losers.size() < 2, swarm::toString);
  }

  @Test
  void whoSwapsTooLateLoses() {
    Swarm swarm = new Swarm(12);
    swarm.grow(40);
    KeyPair key = KeyPair.generate(swarm.random());
    SignedPacket old = SignedPacket.sign(key, new Timestamp(10), Bytes.fromHex("aa"));
    SignedPacket newer = SignedPacket.sign(key, new Timestamp(20), Bytes.fromHex("bb"));
    SignedPacket late = SignedPacket.sign(key, new Timestamp(30), Bytes.fromHex("cc"));
    Member client = swarm.addClient();
    publish(swarm, client, old, OptionalLong.empty());
    publish(swarm, client, newer, OptionalLong.of(10));

    Outcome<PublishReceipt> lost = put(swarm.addClient(), late, OptionalLong.of(10));
    Outcome<PublishReceipt> first = put(swarm.addClient(), late, OptionalLong.of(0));
    Outcome<PublishReceipt> older = put(swarm.addClient(), old, OptionalLong.empty());
    swarm.runFor(LIMIT);

    assertEquals(DhtException.Reason.SWAP_LOST, lost.failure().reason());
    assertEquals(DhtException.Reason.SWAP_LOST, first.failure().reason());
    assertEquals(DhtException.Reason.NOT_MOST_RECENT, older.failure().reason());
  }

  /**
   * Who is one of the 20 closest nodes does not ask itself, but the 21st, which holds nothing of
   * what the 20 hold.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whoSwapsTooLateLeavesNothingThatSomeFindAndOthersDoNot(long seed) {
    Swarm swarm = new Swarm(seed);
    List<Member> servers = swarm.grow(26);
    KeyPair key = KeyPair.generate(swarm.random());
    SignedPacket first = SignedPacket.sign(key, new Timestamp(20), Bytes.fromHex("bb"));
    publish(swarm, servers.get(0), first, OptionalLong.of(0));

    for (Member late : servers) {
      SignedPacket newer =
          SignedPacket.sign(key, new Timestamp(30 + late.address().getPort()), Bytes.EMPTY);
      Outcome<PublishReceipt> lost = put(late, newer, OptionalLong.of(0));
      swarm.runUntil(lost::isDone, LIMIT);
      assertEquals(DhtException.Reason.SWAP_LOST, lost.failure().reason());
    }
    for (Member reader : servers) {
      assertEquals(Optional.of(first), resolve(swarm, reader, first).newest(), swarm::toString);
    }
  }

  @Test
  void everybodyLearnsTheirAddressAndTakesAnIdThatFits() {
    Swarm swarm = new Swarm(13);
    List<Member> servers = swarm.grow(30);

    for (Member server : servers) {
      assertEquals(Optional.of(server.address().getAddress()), server.external(), swarm::toString);
      assertTrue(server.info().isSecure(), swarm::toString);
    }
  }

  @Test
  void anHourWithoutLookupsLeavesTheNetworkInOrder() {
    Swarm swarm = new Swarm(14);
    List<Member> servers = swarm.grow(30);
    swarm.killRandom(servers, 0.2);

    swarm.runFor(Duration.ofHours(1));
    SignedPacket packet = packet(swarm.random(), 1);
    Member client = swarm.addClient();
    publish(swarm, client, packet, OptionalLong.empty());
    Outcome<List<NodeInfo>> found =
        swarm.addClient().request(id -> new Command.FindNode(id, MutableItem.of(packet).target()));
    assertTrue(swarm.runUntil(found::isDone, LIMIT));

    assertEquals(20, found.result().size(), swarm::toString);
    Member late = swarm.addClient();
    Resolution resolution = resolve(swarm, late, packet);
    assertEquals(resolution.asked(), resolution.answered(), "the dead are still spoken of");
  }

  @Test
  void theSameSeedGivesTheSameStory() {
    assertEquals(story(77), story(77));
    assertTrue(story(77) != story(78));
  }

  private static long story(long seed) {
    Swarm swarm = new Swarm(seed).loss(0.1);
    List<Member> servers = swarm.grow(25);
    SignedPacket packet = packet(swarm.random(), 3);
    publish(swarm, swarm.addClient(), packet, OptionalLong.empty());
    swarm.killRandom(servers, 0.3);
    resolve(swarm, swarm.addClient(), packet);
    return swarm.fingerprint();
  }

  private static boolean isLost(Outcome<PublishReceipt> put) {
    try {
      put.result();
      return false;
    } catch (AssertionError failed) {
      return put.failure().reason() == DhtException.Reason.SWAP_LOST;
    }
  }

  private static SignedPacket packet(RandomGenerator random, long timestamp) {
    byte[] payload = new byte[300];
    random.nextBytes(payload);
    return SignedPacket.sign(KeyPair.generate(random), new Timestamp(timestamp), Bytes.of(payload));
  }

  private static Outcome<PublishReceipt> put(Member member, SignedPacket packet, OptionalLong cas) {
    return member.request(id -> new Command.PutMutable(id, MutableItem.of(packet), cas));
  }

  private static PublishReceipt publish(
      Swarm swarm, Member member, SignedPacket packet, OptionalLong cas) {
    Outcome<PublishReceipt> put = put(member, packet, cas);
    assertTrue(swarm.runUntil(put::isDone, LIMIT), swarm::toString);
    return put.result();
  }

  private static Resolution resolve(Swarm swarm, Member member, SignedPacket packet) {
    Outcome<Resolution> read = member.request(id -> new Command.Resolve(id, packet.key()));
    assertTrue(swarm.runUntil(read::isDone, LIMIT), swarm::toString);
    return read.result();
  }
}
