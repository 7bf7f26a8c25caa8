package io.mosaik.dht.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import io.mosaik.dht.krpc.MutableItem;
import io.mosaik.dht.node.Swarm.Member;
import io.mosaik.dht.node.Swarm.Outcome;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who shares a lookup, and who does not. */
class ResolvesTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Swarm swarm = new Swarm(21).latency(Duration.ofMillis(20), Duration.ofMillis(60));
  private final KeyPair key = KeyPair.generate(swarm.random());
  private List<Member> servers;
  private Member client;

  @BeforeEach
  void start() {
    servers = swarm.grow(30);
    client = swarm.addClient();
    publish(packet(1));
  }

  @Test
  void whoWantsTheSameSharesOneLookup() {
    long before = sent();
    done(read());
    long alone = sent() - before;

    List<Outcome<Resolution>> together = LongStream.range(0, 15).mapToObj(i -> read()).toList();
    together.forEach(this::done);
    assertEquals(2 * alone, sent() - before);
    for (Outcome<Resolution> one : together) {
      assertEquals(Optional.of(packet(1)), one.result().newest());
      assertEquals(List.of(packet(1)), one.early());
    }
  }

  @Test
  void whoComesLaterHearsWhatWasFoundBefore() {
    Outcome<Resolution> first = read();
    assertTrue(swarm.runUntil(() -> !first.early().isEmpty(), LIMIT));
    assertFalse(first.isDone());
    assertEquals(List.of(packet(1)), read().early());
  }

  @Test
  void oneThatGivesUpTakesNothingFromTheOthers() {
    Outcome<Resolution> first = read();
    Outcome<Resolution> second = read();
    client.accept(new Command.Cancel(first.id()));
    done(second);
    assertFalse(first.isDone());

    Outcome<Resolution> last = read();
    client.accept(new Command.Cancel(last.id()));
    long before = sent();
    swarm.runFor(Duration.ofSeconds(1));
    assertFalse(last.isDone());
    assertEquals(before, sent(), "nobody waits for answers any more");
  }

  @Test
  void whoReadsAfterAWriteThatWasGivenUpSeesWhatItHasStored() {
    killTheClosest();
    Outcome<Resolution> before = read();
    swarm.runFor(Duration.ofMillis(150));
    Outcome<PublishReceipt> write = put(packet(2));
    swarm.runFor(Duration.ofMillis(150));
    assertFalse(write.isDone() || before.isDone(), "the story is another one than meant");
    client.accept(new Command.Cancel(write.id()));

    Outcome<Resolution> after = read();
    done(after);
    done(before);
    assertEquals(Optional.of(packet(1)), before.result().newest());
    assertEquals(Optional.of(packet(2)), after.result().newest());
  }

  @Test
  void whoReadsAfterAWriteAsksAnew() {
    killTheClosest();
    Outcome<PublishReceipt> write = put(packet(0));
    swarm.runFor(Duration.ofMillis(150)); // so that the read outlasts the write
    Outcome<Resolution> before = read();
    assertTrue(swarm.runUntil(write::isDone, LIMIT));
    assertTrue(write.hasFailed() && !before.isDone(), "the story is another one than meant");
    long sent = sent();
    read();
    assertTrue(sent() > sent);
  }

  /** A lookup then waits for it, while all others have answered. */
  private void killTheClosest() {
    done(read());
    servers.stream()
        .min(Comparator.comparing(Member::id, MutableItem.of(packet(1)).target().byDistance()))
        .orElseThrow()
        .kill();
  }

  @Test
  void anOldLookupIsNotJoined() {
    swarm.loss(1);
    Outcome<Resolution> first = read();
    swarm.runFor(Resolves.JOIN_WITHIN);
    assertFalse(first.isDone());
    swarm.loss(0);
    long before = sent();
    read();
    assertTrue(sent() > before, "asks anew");
  }

  private SignedPacket packet(long timestamp) {
    return SignedPacket.sign(key, new Timestamp(timestamp), Bytes.EMPTY);
  }

  private void publish(SignedPacket packet) {
    Outcome<PublishReceipt> put = put(packet);
    assertTrue(swarm.runUntil(put::isDone, LIMIT), swarm::toString);
    assertEquals(20, put.result().stored());
  }

  private Outcome<PublishReceipt> put(SignedPacket packet) {
    return client.request(
        id -> new Command.PutMutable(id, MutableItem.of(packet), OptionalLong.empty()));
  }

  private Outcome<Resolution> read() {
    return client.request(id -> new Command.Resolve(id, packet(1).key()));
  }

  private void done(Outcome<Resolution> read) {
    assertTrue(swarm.runUntil(read::isDone, LIMIT), swarm::toString);
  }

  private long sent() {
    return client.counters().get(Counter.DATAGRAMS_SENT);
  }
}
