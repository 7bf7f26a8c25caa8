package io.mosaik.dht.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.spi.Resolution;
import io.mosaik.dht.krpc.Get;
import io.mosaik.dht.krpc.MutableItem;
import io.mosaik.dht.krpc.Response;
import io.mosaik.dht.krpc.ResponseBody;
import io.mosaik.dht.lookup.SinglePing;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes that find out by themselves what they are good for, on virtual time. */
class AdaptiveModeTest {

  private static final Duration PROBATION = Duration.ofMinutes(15);

  /** A refresh comes at most half as late again, and the ping needs a moment. */
  private static final Duration NEXT_REFRESH = Duration.ofMinutes(23);

  private static final InetSocketAddress HERE =
      new InetSocketAddress(InetAddresses.forString("150.1.2.3"), 6881);
  private static final InetSocketAddress THERE =
      new InetSocketAddress(InetAddresses.forString("151.4.5.6"), 6881);

  private final Swarm swarm = new Swarm(44);
  private List<Swarm.Member> servers;

  @BeforeEach
  void growNetwork() {
    servers = swarm.grow(30);
  }

  @Test
  void aNodeThatOthersReachAnswersAllTheTimeAndStays() {
    Swarm.Member node = addAdaptive(false);
    swarm.runFor(Duration.ofMinutes(1));
    assertTrue(isAnswering(node), "on probation");
    assertTrue(isKnownToOthers(node), "it does not call itself read-only");
    swarm.runFor(PROBATION);
    assertTrue(node.isServing());
    swarm.runFor(Duration.ofMinutes(30));
    assertTrue(isAnswering(node));
    assertTrue(isKnownToOthers(node));
  }

  @Test
  void aNodeBehindAFirewallBecomesAClientAfterItsProbation() {
    Swarm.Member node = addAdaptive(true);
    swarm.runFor(PROBATION.minusMinutes(1));
    assertTrue(node.isServing());
    swarm.runFor(Duration.ofMinutes(1));
    assertFalse(node.isServing());
    long ignored = node.counters().get(Counter.QUERIES_IGNORED);
    swarm.runFor(Duration.ofMinutes(10));
    assertTrue(node.counters().get(Counter.QUERIES_IGNORED) > ignored, "they still try");
    assertFalse(isAnswering(node));
  }

  @Test
  void whenTheFirewallIsGoneTheNextRefreshTells() {
    Swarm.Member node = addAdaptive(true);
    swarm.runFor(PROBATION.plusMinutes(20));
    assertFalse(node.isServing());
    node.firewall(false);
    swarm.runFor(NEXT_REFRESH);
    assertTrue(node.isServing());
    assertTrue(isAnswering(node));
  }

  @Test
  void clientsAndServersStayWhatTheyAre() {
    Swarm.Member client = swarm.addClient();
    swarm.runFor(Duration.ofHours(1));
    assertFalse(isAnswering(client));
    assertTrue(servers.stream().allMatch(this::isAnswering));
  }

  @Test
  void atAnotherAddressANodeHasAnotherIdAndLosesNeitherItemsNorLookups() {
    Swarm.Member node = addAdaptive(false);
    swarm.runFor(PROBATION.plusMinutes(1));
    NodeId before = node.id();
    assertTrue(before.isSecureFor(HERE.getAddress()));
    MutableItem kept = storeAt(node);

    swarm.move(node, THERE);
    List<Swarm.Outcome<Resolution>> lookups = new ArrayList<>();
    boolean renamed = false;
    for (int i = 0; i < 60 && !renamed; i++) {
      KeyPair key = KeyPair.generate(swarm.random());
      lookups.add(node.request(id -> new Command.Resolve(id, key.publicKey())));
      renamed = swarm.runUntil(() -> !node.id().equals(before), Duration.ofSeconds(30));
    }
    assertTrue(renamed, swarm::toString);
    assertTrue(node.id().isSecureFor(THERE.getAddress()));
    assertEquals(Optional.of(THERE.getAddress()), node.external());
    assertTrue(node.isServing(), "on probation again");
    assertEquals(Optional.of(kept), storedAt(node, kept.target()));

    Swarm.Outcome<Resolution> last = lookups.get(lookups.size() - 1);
    assertFalse(last.isDone(), "it is what told us of our new address");
    assertTrue(swarm.runUntil(last::isDone, Duration.ofSeconds(10)));
    assertTrue(last.result().conclusive());
  }

  private Swarm.Member addAdaptive(boolean firewalled) {
    Swarm.Member node =
        swarm.add(
            HERE, NodeMode.ADAPTIVE, servers.stream().limit(3).map(Swarm.Member::address).toList());
    node.firewall(firewalled);
    assertTrue(swarm.runUntil(node::isJoined, Duration.ofSeconds(10)), swarm::toString);
    return node;
  }

  private boolean isAnswering(Swarm.Member node) {
    Swarm.Member stranger = swarm.addClient();
    swarm.runUntil(stranger::isJoined, Duration.ofSeconds(10));
    Swarm.Outcome<SinglePing.Answer> ping =
        stranger.request(id -> new Command.Ping(id, node.address()));
    swarm.runUntil(ping::isDone, Duration.ofSeconds(10));
    boolean answered = ping.isDone() && !ping.hasFailed();
    stranger.kill();
    return answered;
  }

  private boolean isKnownToOthers(Swarm.Member node) {
    Swarm.Member stranger = swarm.addClient();
    swarm.runUntil(stranger::isJoined, Duration.ofSeconds(10));
    Swarm.Outcome<List<NodeInfo>> found =
        stranger.request(id -> new Command.FindNode(id, node.id()));
    swarm.runUntil(found::isDone, Duration.ofSeconds(20));
    stranger.kill();
    return found.result().contains(node.info());
  }

  /** Puts an item whose place is at the node, so that it is among those who store it. */
  private MutableItem storeAt(Swarm.Member node) {
    Swarm.Member writer = swarm.addClient();
    swarm.runUntil(writer::isJoined, Duration.ofSeconds(10));
    for (int attempt = 0; attempt < 100; attempt++) {
      MutableItem item =
          MutableItem.of(
              SignedPacket.sign(
                  KeyPair.generate(swarm.random()), new Timestamp(1), Bytes.of(new byte[9])));
      Swarm.Outcome<?> put =
          writer.request(id -> new Command.PutMutable(id, item, OptionalLong.empty()));
      swarm.runUntil(put::isDone, Duration.ofSeconds(20));
      if (storedAt(node, item.target()).isPresent()) {
        writer.kill();
        return item;
      }
    }
    throw new AssertionError("the node is never among the closest; " + swarm);
  }

  private Optional<MutableItem> storedAt(Swarm.Member node, NodeId target) {
    Get query =
        new Get(Bytes.fromHex("01020304"), servers.get(0).id(), true, target, OptionalLong.empty());
    ResponseBody body = ((Response) node.answer(query)).body();
    return body instanceof ResponseBody.MutableValue found
        ? Optional.of(found.item())
        : Optional.empty();
  }
}
