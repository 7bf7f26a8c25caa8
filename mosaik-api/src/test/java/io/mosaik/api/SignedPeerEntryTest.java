package io.mosaik.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.InvalidPacketException.Reason;
import io.mosaik.api.codec.PostcardWriter;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedPeerEntryTest {

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void aFullEntryIsReadAsItWasSigned(Dialect dialect) {
    SignedPeerEntry signed = SignedPeerEntry.sign(Entries.PEER, Entries.full(dialect));
    SignedPeerEntry read = SignedPeerEntry.decode(signed.encode());
    assertEquals(signed, read);
    assertEquals(signed.hashCode(), read.hashCode());
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void anEntryCutAnywhereIsMalformed(Dialect dialect) {
    Bytes whole = SignedPeerEntry.sign(Entries.PEER, Entries.full(dialect)).encode();
    for (int size = 0; size < whole.size(); size++) {
      assertEquals(Reason.MALFORMED, refusalOf(whole.slice(0, size)));
    }
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void everyChangedByteIsNoticed(Dialect dialect) {
    byte[] bytes = SignedPeerEntry.sign(Entries.PEER, Entries.full(dialect)).encode().toArray();
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] ^= 1;
      refusalOf(Bytes.of(bytes));
      bytes[i] ^= 1;
    }
  }

  @Test
  void whatFollowsTheSignatureIsIgnored() {
    SignedPeerEntry signed = SignedPeerEntry.sign(Entries.PEER, Entries.full(Dialect.V0_3));
    assertEquals(signed, SignedPeerEntry.decode(signed.encode().concat(Bytes.fromHex("00ff"))));
  }

  @Test
  void anEntryOfExactlyTheLimitIsReadButNoneBeyondIt() {
    int empty = SignedPeerEntry.sign(Entries.PEER, withTicketOf(0)).encode().size();
    int room = SignedPeerEntry.MAX_SIZE - empty - 2; // its length takes three bytes, not one
    Bytes full = SignedPeerEntry.sign(Entries.PEER, withTicketOf(room)).encode();
    assertEquals(SignedPeerEntry.MAX_SIZE, full.size());
    assertEquals(full, SignedPeerEntry.decode(full).encode());
    assertEquals(Reason.TOO_LARGE, refusalOf(full.concat(Bytes.fromHex("00"))));
    PeerEntry larger = withTicketOf(room + 1);
    assertThrows(IllegalArgumentException.class, () -> SignedPeerEntry.sign(Entries.PEER, larger));
  }

  private static PeerEntry withTicketOf(int size) {
    PeerEntry.Ticket ticket = new PeerEntry.Ticket(Digest.of("type"), Bytes.of(new byte[size]));
    TreeMap<Digest, PeerEntry.Ticket> tickets = new TreeMap<>();
    tickets.put(ticket.id(), ticket);
    return Entries.with(List.of(), Entries.digests(), tickets);
  }

  @Test
  void nobodySignsAnEntryOfSomebodyElse() {
    KeyPair other = KeyPair.ofSeed(Bytes.fromHex("01".repeat(32)));
    PeerEntry entry = Entries.full(Dialect.V0_3);
    assertThrows(IllegalArgumentException.class, () -> SignedPeerEntry.sign(other, entry));
  }

  @Test
  void aSignatureOfSomebodyElseDoesNotHold() {
    KeyPair other = KeyPair.ofSeed(Bytes.fromHex("01".repeat(32)));
    Bytes entry = PeerEntryCodec.encode(Entries.full(Dialect.V0_3));
    Signature signature = other.sign(Digest.hash(entry).bytes());
    assertEquals(Reason.BAD_SIGNATURE, refusalOf(entry.concat(signature.bytes())));
  }

  @Test
  void aSignatureByAKeyOfSmallOrderDoesNotHold() {
    PeerId weak = PeerId.ofBytes(Bytes.fromHex("01" + "00".repeat(31)));
    Bytes entry = Entries.encoded("0.3.17", Entries.NETWORK, weak.bytes(), "0000000000");
    Signature forged = new Signature(Bytes.fromHex("01" + "00".repeat(63)));
    assertTrue(weak.key().verify(Digest.hash(entry).bytes(), forged));
    assertEquals(Reason.BAD_SIGNATURE, refusalOf(entry.concat(forged.bytes())));
  }

  @Test
  void theSignatureIsOverTheCanonicalFormHoweverTheEntryIsWritten() {
    TransportAddress address = TransportAddress.parseIp("1.2.3.4:2000");
    PeerEntry entry = Entries.with(List.of(address), Entries.digests("a", "b"), new TreeMap<>());
    SignedPeerEntry signed = SignedPeerEntry.sign(Entries.PEER, entry);
    String longNumbers = "8100" + "8000" + "01020304" + "d08f00";
    String twoTwice = "02" + longNumbers + "01" + "00" + "01020304" + "d00f";
    String first = entry.tags().first().toHex();
    String last = entry.tags().last().toHex();
    String unsorted = "03" + last + first + last;
    Bytes unusual = Entries.encoded("0.3.17", twoTwice + unsorted + "000000");
    assertEquals(signed, SignedPeerEntry.decode(unusual.concat(signed.signature().bytes())));
    assertEquals(Reason.BAD_SIGNATURE, refusalOf(Entries.signedAsTheyAre(unusual)));
  }

  @Test
  void ofTicketsWithOneIdTheLastCounts() {
    PeerEntry.Ticket ticket = Entries.ticket("last");
    TreeMap<Digest, PeerEntry.Ticket> tickets = new TreeMap<>();
    tickets.put(ticket.id(), ticket);
    SignedPeerEntry signed =
        SignedPeerEntry.sign(Entries.PEER, Entries.with(List.of(), Entries.digests(), tickets));
    String id = ticket.id().toHex();
    String type = ticket.type().toHex();
    String both = "02" + id + type + "00" + id + type + "04" + ticket.data();
    Bytes unusual = Entries.encoded("0.3.17", "00000000" + both);
    assertEquals(signed, SignedPeerEntry.decode(unusual.concat(signed.signature().bytes())));
  }

  @Test
  void aRelayUrlIsSignedInItsNormalForm() {
    TransportAddress relay = new TransportAddress.Relay("https://relay.example/");
    PeerEntry entry = Entries.with(List.of(relay), Entries.digests(), new TreeMap<>());
    SignedPeerEntry signed = SignedPeerEntry.sign(Entries.PEER, entry);
    Bytes unusual = withRelay("HTTPS://Relay.Example:443");
    assertEquals(signed, SignedPeerEntry.decode(unusual.concat(signed.signature().bytes())));
    assertEquals(Reason.BAD_SIGNATURE, refusalOf(Entries.signedAsTheyAre(unusual)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "relay",
        "https://",
        "https://relay.example:65536/",
        "https://rélay.example/",
        "https://relay.example/\u001b[31m",
        "https://relay.example/a b"
      })
  void anEntryWithARelayThatIsNoUrlIsMalformed(String url) {
    assertEquals(Reason.MALFORMED, refusalOf(Entries.signedAsTheyAre(withRelay(url))));
  }

  private static Bytes withRelay(String url) {
    PostcardWriter address = new PostcardWriter();
    address.varint(0);
    address.text(url);
    String hex = Bytes.of(address.toByteArray()).toHex();
    return Entries.encoded("0.3.17", "01" + hex + "00000000");
  }

  static Stream<String> malformedRests() {
    return Stream.of(
        "010300000000000000", // no such kind of address
        "01010201020304500000000000", // no such kind of IP address
        "0101000102030480800400000000", // port 65536
        "0101000102030480808000" + "00000000", // a port in four bytes
        "01020102" + "00000000", // no such kind of custom address
        "01020101020707" + "00000000", // on the heap, but short
        "01020100" + "1f" + "07".repeat(31) + "00000000", // inline, but long
        "01020100" + "01" + "07".repeat(30) + "00000000", // more than it has
        "ffffffffffffffffff01", // more addresses than bytes
        "ffffffffffffffffff02", // no number of 64 bits
        "00ffffffff0f", // more tags than bytes
        "0001" + "00".repeat(31), // the signature would be part of the tag
        "0000000001" + "00".repeat(64) + "ff7f" // a ticket beyond the end
        );
  }

  @ParameterizedTest
  @MethodSource("malformedRests")
  void anEntryWithSuchARestIsMalformed(String rest) {
    Bytes entry = Entries.encoded("0.3.17", rest);
    assertEquals(Reason.MALFORMED, refusalOf(Entries.signedAsTheyAre(entry)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0.3", "v0.3.17", "0.3.017", "mosaik", "0.3.17\n"})
  void anEntryWithoutASemanticVersionIsMalformed(String protocol) {
    Bytes entry = Entries.encoded(protocol, "0000000000");
    assertEquals(Reason.MALFORMED, refusalOf(Entries.signedAsTheyAre(entry)));
  }

  @Test
  void aVersionOfAThousandCharactersIsMalformed() {
    Bytes entry = Entries.encoded("0.3.17-" + "a".repeat(1000), "0000000000");
    assertEquals(Reason.MALFORMED, refusalOf(Entries.signedAsTheyAre(entry)));
  }

  @Test
  void aVersionThatIsNotUtf8IsMalformed() {
    byte[] bytes = Entries.encoded("0.3.17-a", "0000000000").toArray();
    bytes[8] = (byte) 0xc0;
    assertEquals(Reason.MALFORMED, refusalOf(Entries.signedAsTheyAre(Bytes.of(bytes))));
  }

  @Test
  void anIdThatIsNoPointIsMalformed() {
    Bytes noPoint = Bytes.fromHex("02" + "00".repeat(31));
    Bytes entry = Entries.encoded("0.3.17", Entries.NETWORK, noPoint, "0000000000");
    assertEquals(Reason.MALFORMED, refusalOf(Entries.signedAsTheyAre(entry)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.1.0", "0.3.0", "0.3.18", "0.3.99-rc.1+build"})
  void versionsBelowFourHaveNoFunctions(String protocol) {
    Bytes entry = Entries.encoded(protocol, "0000000000");
    PeerEntry read = SignedPeerEntry.decode(Entries.signedAsTheyAre(entry)).entry();
    assertEquals(Dialect.V0_3, read.dialect());
    assertEquals(protocol, read.protocol());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.4.0-rc.1", "0.4.2", "0.5.0", "1.0.0", "18446744073709551615.0.0"})
  void versionsFromFourOnHaveFunctions(String protocol) {
    Bytes entry = Entries.encoded(protocol, "000000000000");
    PeerEntry read = SignedPeerEntry.decode(Entries.signedAsTheyAre(entry)).entry();
    assertEquals(Dialect.V0_4, read.dialect());
    assertEquals(protocol, read.protocol());
  }

  @Test
  void aDialectIsNotReadAsTheOther() {
    Bytes old = Entries.encoded("0.3.17", "000000000000");
    refusalOf(Entries.signedAsTheyAre(old));
    Bytes current = Entries.encoded("0.4.2", "0000000000");
    refusalOf(Entries.signedAsTheyAre(current));
  }

  @Test
  void anEntryTellsWhenItStartedAndWasUpdated() {
    PeerAddress address = PeerAddress.of(Entries.PEER.peerId());
    Instant noon = Instant.ofEpochMilli(1_760_000_000_000L);
    PeerEntry entry = PeerEntry.of(Dialect.V0_4, Entries.NETWORK, address, noon);
    Bytes bytes = SignedPeerEntry.sign(Entries.PEER, entry.updatedAt(noon)).encode();
    PeerEntry read = SignedPeerEntry.decode(bytes).entry();
    assertEquals(noon.toEpochMilli(), read.startedMillis());
    assertEquals(noon.toEpochMilli() + 1, read.updatedMillis());
  }

  private static Reason refusalOf(Bytes bytes) {
    return assertThrows(InvalidPacketException.class, () -> SignedPeerEntry.decode(bytes)).reason();
  }
}
