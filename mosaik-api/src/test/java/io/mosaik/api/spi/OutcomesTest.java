package io.mosaik.api.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.Timestamp;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class OutcomesTest {

  @Test
  void aResolutionHasNoMoreAnswersThanQuestions() {
    assertEquals(2, new Resolution(Optional.empty(), 2, 2, true).answered());
    assertThrows(
        IllegalArgumentException.class, () -> new Resolution(Optional.empty(), 1, 2, true));
    assertThrows(
        IllegalArgumentException.class, () -> new Resolution(Optional.empty(), -1, -1, false));
  }

  @Test
  void aReceiptHasNoMoreCopiesThanRequestsAndKeepsItsReasons() {
    Map<DhtException.Reason, Integer> refused = new EnumMap<>(DhtException.Reason.class);
    refused.put(DhtException.Reason.SWAP_LOST, 1);
    PublishReceipt receipt = new PublishReceipt(3, 2, refused);
    refused.clear();
    assertEquals(Map.of(DhtException.Reason.SWAP_LOST, 1), receipt.refused());
    assertThrows(IllegalArgumentException.class, () -> new PublishReceipt(1, 2, Map.of()));
  }

  @Test
  void threeFailuresComeFromSomebodyElseBeingFaster() {
    EnumSet<DhtException.Reason> concurrency = EnumSet.noneOf(DhtException.Reason.class);
    for (DhtException.Reason reason : DhtException.Reason.values()) {
      if (reason.isConcurrency()) {
        concurrency.add(reason);
      }
    }
    assertEquals(
        EnumSet.of(
            DhtException.Reason.SWAP_LOST,
            DhtException.Reason.NOT_MOST_RECENT,
            DhtException.Reason.CONFLICTING_WRITE),
        concurrency);
  }

  @Test
  void failuresOfOurOwnAndOfABusyPeerDoNotCountAgainstIt() {
    EnumSet<PingOutcome.Reason> ours = EnumSet.noneOf(PingOutcome.Reason.class);
    for (PingOutcome.Reason reason : PingOutcome.Reason.values()) {
      if (!reason.isAttributableToPeer()) {
        ours.add(reason);
      }
    }
    assertEquals(
        EnumSet.of(
            PingOutcome.Reason.BUSY, PingOutcome.Reason.NO_PATH, PingOutcome.Reason.LOCAL_FAILURE),
        ours);
  }

  @Test
  void expectationsAreValues() {
    assertSame(Expected.any(), Expected.any());
    assertSame(Expected.absent(), Expected.absent());
    assertEquals(Expected.timestamp(new Timestamp(1)), Expected.timestamp(new Timestamp(1)));
  }

  @Test
  void aSinkThatOverridesNothingElseHearsOfUnverifiedPeersAsOfOthers() {
    List<PeerAddress> heard = new ArrayList<>();
    DiscoverySink sink = heard::add;
    PeerAddress peer = PeerAddress.of(KeyPair.ofSeed(Bytes.of(new byte[32])).peerId());
    sink.peerDiscovered(peer);
    sink.unverifiedPeerDiscovered(peer);
    assertEquals(List.of(peer, peer), heard);
    assertEquals(OptionalInt.empty(), sink.neighborCount());
    sink.close();
    assertTrue(heard.size() == 2);
  }
}
