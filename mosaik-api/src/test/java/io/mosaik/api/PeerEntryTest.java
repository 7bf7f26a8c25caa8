package io.mosaik.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PeerEntryTest {

  private static final PeerAddress ADDRESS = PeerAddress.of(Entries.PEER.peerId());
  private static final Instant START = Instant.ofEpochMilli(1000);

  @Test
  void theProtocolDecidesTheDialect() {
    assertEquals("0.3.17", entry(Dialect.V0_3).protocol());
    assertEquals("0.4.2", entry(Dialect.V0_4).protocol());
    assertThrows(IllegalArgumentException.class, () -> entry(Dialect.V0_3, "0.4.2"));
    assertThrows(IllegalArgumentException.class, () -> entry(Dialect.V0_4, "0.3.17"));
    assertThrows(IllegalArgumentException.class, () -> entry(Dialect.V0_3, "three"));
    assertEquals("0.9.0", entry(Dialect.V0_4, "0.9.0").protocol());
  }

  @Test
  void theOldDialectCarriesNoFunctions() {
    TreeSet<Digest> none = new TreeSet<>();
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new PeerEntry(
                Dialect.V0_3,
                "0.3.17",
                Entries.NETWORK,
                0,
                0,
                ADDRESS,
                none,
                none,
                Entries.digests("function"),
                none,
                new TreeMap<>()));
  }

  @Test
  void collectionsAreSortedWhateverTheOrderTheyComeIn() {
    TreeSet<Digest> reversed = new TreeSet<>(Comparator.reverseOrder());
    reversed.addAll(Entries.digests("a", "b", "c"));
    PeerEntry entry = entry(Dialect.V0_3).withTags(reversed);
    assertEquals(List.copyOf(Entries.digests("a", "b", "c")), List.copyOf(entry.tags()));
    TreeMap<Digest, PeerEntry.Ticket> tickets = new TreeMap<>(Comparator.reverseOrder());
    for (String text : List.of("x", "y", "z")) {
      tickets.put(Entries.ticket(text).id(), Entries.ticket(text));
    }
    PeerEntry withTickets = Entries.with(List.of(), Entries.digests(), tickets);
    assertEquals(
        tickets.keySet().stream().sorted().toList(), List.copyOf(withTickets.tickets().keySet()));
    SignedPeerEntry signed = SignedPeerEntry.sign(Entries.PEER, withTickets);
    assertEquals(signed, SignedPeerEntry.decode(signed.encode()));
  }

  @Test
  void changesToWhatWasGivenDoNotReachTheEntry() {
    TreeSet<Digest> tags = Entries.digests("a");
    PeerEntry entry = entry(Dialect.V0_3).withTags(tags);
    tags.clear();
    assertEquals(Entries.digests("a"), entry.tags());
    assertThrows(UnsupportedOperationException.class, () -> entry.tags().clear());
  }

  @Test
  void scopesStayAtHome() {
    PeerEntry entry =
        Entries.with(
            List.of(
                TransportAddress.parseIp("[fe80::1%3]:80"),
                TransportAddress.parseIp("[fe80::1%4]:80"),
                TransportAddress.parseIp("[fe80::2]:80")),
            Entries.digests(),
            new TreeMap<>());
    assertEquals("[[fe80::1]:80, [fe80::2]:80]", entry.address().addresses().toString());
    SignedPeerEntry signed = SignedPeerEntry.sign(Entries.PEER, entry);
    assertEquals(signed, SignedPeerEntry.decode(signed.encode()));
  }

  @Test
  void theTextOfAnEntryIsOneLineHoweverMuchTheEntryHolds() {
    List<TransportAddress> many =
        IntStream.range(0, 5000)
            .<TransportAddress>mapToObj(port -> TransportAddress.parseIp("1.2.3.4:" + port))
            .toList();
    String text = Entries.with(many, Entries.digests(), new TreeMap<>()).toString();
    assertEquals(
        "PeerEntry[0.3.17 "
            + Entries.PEER.peerId().toShortHex()
            + " in "
            + Entries.NETWORK
            + ", 5000 addresses, updated 1]",
        text);
    TransportAddress large = new TransportAddress.Custom(-1, Bytes.of(new byte[5000]));
    assertEquals("custom:18446744073709551615:5000 bytes", large.toString());
  }

  @Test
  void everyUpdateRisesAboveTheOneBefore() {
    PeerEntry entry = entry(Dialect.V0_3);
    assertEquals(1001, entry.updatedAt(START).updatedMillis());
    assertEquals(1002, entry.updatedAt(START).updatedAt(START).updatedMillis());
    assertEquals(5001, entry.updatedAt(Instant.ofEpochMilli(5000)).updatedMillis());
    assertEquals(1001, entry.updatedAt(Instant.ofEpochMilli(500)).updatedMillis());
    assertEquals(1000, entry.updatedAt(START).startedMillis());
  }

  @Test
  void theLastUpdateOfAllIsNotExceeded() {
    TreeSet<Digest> none = new TreeSet<>();
    PeerEntry last =
        new PeerEntry(
            Dialect.V0_3,
            "0.3.17",
            Entries.NETWORK,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            ADDRESS,
            none,
            none,
            none,
            none,
            new TreeMap<>());
    assertEquals(last, last.updatedAt(START));
    SignedPeerEntry signed = SignedPeerEntry.sign(Entries.PEER, last);
    assertEquals(signed, SignedPeerEntry.decode(signed.encode()));
  }

  private static PeerEntry entry(Dialect dialect) {
    return PeerEntry.of(dialect, Entries.NETWORK, ADDRESS, START);
  }

  private static PeerEntry entry(Dialect dialect, String protocol) {
    TreeSet<Digest> none = new TreeSet<>();
    return new PeerEntry(
        dialect, protocol, Entries.NETWORK, 0, 0, ADDRESS, none, none, none, none, new TreeMap<>());
  }
}
