package io.mosaik.dht.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.AnnouncePeer;
import io.mosaik.dht.krpc.ErrorCode;
import io.mosaik.dht.routing.NodeId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PeerStoreTest {

  private static final Deadline START = Deadline.ofNanos(0);
  private static final NodeId TORRENT = NodeId.random(new Random(1));
  private static final NodeId OTHER_TORRENT = NodeId.random(new Random(2));
  private static final InetSocketAddress FROM = from(1, 5000);

  private final Random random = new Random(3);
  private final WriteTokens tokens = new WriteTokens(random, START);
  private int crowdedOut;
  private final PeerStore store =
      new PeerStore(
          tokens, new StoreLimits(1, 1, 2, 30), PeerStore.DEFAULT_LIFETIME, () -> crowdedOut++);

  @Test
  void aPeerIsFoundWhereItSaysItListens() {
    assertStored(announce(TORRENT, FROM, 6881, false, START));
    assertEquals(List.of(from(1, 6881)), store.sample(TORRENT, random, START));
  }

  @Test
  void aPeerWithAnImpliedPortIsFoundWhereItSentFrom() {
    assertStored(announce(TORRENT, FROM, 6881, true, START));
    assertEquals(List.of(FROM), store.sample(TORRENT, random, START));
  }

  @Test
  void nobodyIsFoundInATorrentThatNobodyAnnounced() {
    announce(TORRENT, FROM, 6881, false, START);
    assertEquals(List.of(), store.sample(OTHER_TORRENT, random, START));
  }

  @Test
  void withoutItsTokenAPeerIsNotStored() {
    Bytes foreign = tokens.issue(InetAddresses.forString("192.0.2.77"), START);
    StoreVerdict verdict = store.announce(query(TORRENT, 6881, false, foreign), FROM, START);
    assertEquals(ErrorCode.PROTOCOL, assertInstanceOf(StoreVerdict.Refused.class, verdict).code());
    assertEquals(List.of(), store.sample(TORRENT, random, START));
  }

  @Test
  void aPeerOnNoPortIsNotStored() {
    StoreVerdict verdict = announce(TORRENT, FROM, 0, false, START);
    assertEquals(ErrorCode.PROTOCOL, assertInstanceOf(StoreVerdict.Refused.class, verdict).code());
    assertEquals(List.of(), store.sample(TORRENT, random, START));
  }

  @Test
  void aPeerIsForgottenUnlessItAnnouncesItselfAgain() {
    announce(TORRENT, FROM, 1, false, START);
    announce(TORRENT, FROM, 2, false, START);
    Deadline later = START.plus(PeerStore.DEFAULT_LIFETIME).plusNanos(-1);
    announce(TORRENT, FROM, 2, false, later);
    assertEquals(List.of(from(1, 2)), store.sample(TORRENT, random, later.plusNanos(1)));
  }

  @Test
  void announcingTwiceCountsOnce() {
    announce(TORRENT, FROM, 1, false, START);
    announce(TORRENT, FROM, 1, false, START);
    assertEquals(List.of(from(1, 1)), store.sample(TORRENT, random, START));
  }

  @Test
  void anAnswerHasAtMostTwentyDifferentPeersAndInTheLongRunAll() {
    for (int i = 1; i <= 30; i++) {
      announce(TORRENT, from(i, 1), 1, false, START);
    }
    Set<InetSocketAddress> seen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      List<InetSocketAddress> sample = store.sample(TORRENT, random, START);
      assertEquals(PeerStore.MAX_SAMPLE, sample.size());
      assertEquals(PeerStore.MAX_SAMPLE, new HashSet<>(sample).size());
      seen.addAll(sample);
    }
    assertEquals(30, seen.size());
  }

  @Test
  void thePeersOfATorrentAreBounded() {
    for (int i = 1; i <= 31; i++) {
      announce(TORRENT, from(i, 1), 1, false, START);
    }
    Set<InetSocketAddress> seen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      seen.addAll(store.sample(TORRENT, random, START));
    }
    assertEquals(30, seen.size());
    assertTrue(seen.contains(from(31, 1)), "the newest is kept");
    assertEquals(1, crowdedOut);
  }

  @Test
  void aHostWithManyPortsCrowdsNobodyOut() {
    announce(TORRENT, from(2, 1), 1, false, START);
    for (int port = 1; port <= 100; port++) {
      announce(TORRENT, FROM, port, false, START);
    }
    assertEquals(
        Set.of(from(2, 1), from(1, 97), from(1, 98), from(1, 99), from(1, 100)),
        Set.copyOf(store.sample(TORRENT, random, START)));
  }

  @Test
  void onAPrivateNetworkEverybodyMayHaveTheSameAddress() {
    InetAddress shared = InetAddresses.forString("10.0.0.1");
    for (int port = 1; port <= 10; port++) {
      announce(TORRENT, new InetSocketAddress(shared, port), port, false, START);
    }
    assertEquals(10, store.sample(TORRENT, random, START).size());
  }

  @Test
  void theTorrentsAreBounded() {
    NodeId third = NodeId.random(random);
    announce(TORRENT, FROM, 1, false, START);
    announce(OTHER_TORRENT, FROM, 1, false, START);
    announce(third, FROM, 1, false, START);
    assertEquals(List.of(), store.sample(TORRENT, random, START));
    assertEquals(1, store.sample(OTHER_TORRENT, random, START).size());
    assertEquals(1, store.sample(third, random, START).size());
  }

  private StoreVerdict announce(
      NodeId torrent, InetSocketAddress from, int port, boolean impliedPort, Deadline now) {
    Bytes token = tokens.issue(from.getAddress(), now);
    return store.announce(query(torrent, port, impliedPort, token), from, now);
  }

  private static AnnouncePeer query(NodeId torrent, int port, boolean impliedPort, Bytes token) {
    NodeId sender = NodeId.random(new Random(4));
    return new AnnouncePeer(Bytes.EMPTY, sender, false, torrent, port, impliedPort, token);
  }

  private static InetSocketAddress from(int host, int port) {
    InetAddress address = InetAddresses.forString("192.0.2." + host);
    return new InetSocketAddress(address, port);
  }

  private static void assertStored(StoreVerdict verdict) {
    assertEquals(new StoreVerdict.Stored(), verdict);
  }
}
