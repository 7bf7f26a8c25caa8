package io.mosaik.bootstrap.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.PublicKey;
import io.mosaik.api.Signature;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.TransportAddress;
import io.mosaik.bootstrap.Vectors;
import io.mosaik.pkarr.DnsPacket;
import io.mosaik.pkarr.RecordClass;
import io.mosaik.pkarr.RecordData;
import io.mosaik.pkarr.ResourceRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerRecordTest {

  private static final KeyPair SLOT = KeyPair.fromHex("11".repeat(32));
  private static final PeerId PEER = KeyPair.fromHex("22".repeat(32)).peerId();
  private static final TransportAddress.Relay RELAY =
      new TransportAddress.Relay("https://use1-1.relay.n0.iroh-canary.iroh.link./");

  @Test
  void theRecordOfTheVectorsIsWrittenByteForByte() {
    JsonObject vector = Vectors.read("codec-vectors.json").getAsJsonObject("dht_record");
    SignedPacket packet =
        SignedPacket.fromBytes(Bytes.fromHex(vector.get("signed_packet_hex").getAsString()));
    PeerId id = null;
    List<TransportAddress> addresses = new ArrayList<>();
    for (JsonElement element : vector.getAsJsonArray("records_in_order")) {
      JsonObject record = element.getAsJsonObject();
      String text = record.get("txt").getAsString();
      switch (record.get("name").getAsString()) {
        case "_id" -> id = PeerId.fromBase58(text);
        case "_r" -> addresses.add(new TransportAddress.Relay(text));
        default -> addresses.add(TransportAddress.parseIp(text));
      }
    }
    PeerAddress peer = PeerAddress.of(id, addresses);
    assertEquals(packet.payload(), PeerRecord.encode(packet.key(), peer));
    assertEquals(new SlotContent.Peer(peer, List.of()), PeerRecord.decode(packet));
  }

  @Test
  void theShortestRecordOfTheVectorsIsWrittenByteForByte() {
    JsonObject vectors = Vectors.read("codec-vectors.json");
    JsonObject record = vectors.getAsJsonObject("dht_record");
    SignedPacket packet =
        SignedPacket.fromBytes(Bytes.fromHex(record.get("signed_packet_hex").getAsString()));
    PeerId id = peer(PeerRecord.decode(packet)).address().id();
    String minimal = vectors.getAsJsonObject("dns_minimal").get("dns_packet_hex").getAsString();
    assertEquals(minimal, PeerRecord.encode(packet.key(), PeerAddress.of(id)).toHex());
  }

  @Test
  void theRecordOfARustNodeIsReadAndWrittenByteForByte() {
    JsonObject vector = Vectors.read("rust-dht-record.json");
    SignedPacket packet =
        SignedPacket.verified(
            new PublicKey(Bytes.fromHex(vector.get("public_key").getAsString())),
            new Signature(Bytes.fromHex(vector.get("sig_hex").getAsString())),
            new Timestamp(vector.get("seq").getAsLong()),
            Bytes.fromHex(vector.get("v_hex").getAsString()));
    PeerAddress expected =
        PeerAddress.of(
            PeerId.parse(vector.get("peer_id").getAsString()),
            new TransportAddress.Relay("http://10.78.0.1:3340/"),
            TransportAddress.parseIp("10.78.9.5:47571"));
    assertEquals(new SlotContent.Peer(expected, List.of()), PeerRecord.decode(packet));
    assertEquals(packet.payload(), PeerRecord.encode(packet.key(), expected));
  }

  @Test
  void onlyTheFirstIdCounts() {
    PeerId other = KeyPair.fromHex("33".repeat(32)).peerId();
    SlotContent content =
        decode(txt("_id", PEER.toBase58()), txt("_id", other.toBase58()), txt("_ip", "1.2.3.4:5"));
    assertEquals(PEER, peer(content).address().id());
    assertMalformed(txt("_id", "1"), txt("_id", PEER.toBase58()));
    assertMalformed(
        new ResourceRecord("_id", 600, new RecordData.Other(16, Bytes.EMPTY)),
        txt("_id", PEER.toBase58()));
  }

  @Test
  void aRecordThatNamesNothingToDialIsNoPeerRecord() {
    assertMalformed(txt("_id", PEER.toBase58()));
    assertMalformed(txt("_id", PEER.toBase58()), txt("_ip", "nonsense"), txt("_r", "/relative"));
    for (String address :
        List.of("224.0.0.1:5", "255.255.255.255:5", "0.0.0.0:5", "[ff02::1]:5", "8.8.8.8:0")) {
      assertMalformed(txt("_id", PEER.toBase58()), txt("_ip", address));
    }
    for (String address : List.of("127.0.0.1:5", "10.0.0.1:5", "[fe80::1]:5", "8.8.8.8:53")) {
      assertEquals(
          1,
          peer(decode(txt("_id", PEER.toBase58()), txt("_ip", address)))
              .address()
              .addresses()
              .size());
    }
    peer(decode(txt("_id", PEER.toBase58()), txt("_r", "https://relay.example/")));
  }

  @Test
  void recordsWithoutAnIdAreMalformedAndNoRecordsAreVacant() {
    assertMalformed(txt("_ip", "1.2.3.4:5"));
    assertMalformed(txt("_ID", PEER.toBase58()));
    assertMalformed(txt("_id.", PEER.toBase58()));
    assertMalformed(txt("x._id", PEER.toBase58()));
    assertEquals(SlotContent.Vacant.INSTANCE, decode());
    SignedPacket vacant =
        SignedPacket.sign(SLOT, new Timestamp(1), PeerRecord.encodeVacant(SLOT.publicKey()));
    assertEquals(12, vacant.payload().size());
    assertEquals(SlotContent.Vacant.INSTANCE, PeerRecord.decode(vacant));
  }

  @Test
  void aPayloadThatIsNoDnsPacketIsMalformed() {
    assertInstanceOf(SlotContent.Malformed.class, decodePayload(Bytes.EMPTY));
    assertInstanceOf(SlotContent.Malformed.class, decodePayload(Bytes.fromHex("00".repeat(11))));
    assertInstanceOf(
        SlotContent.Malformed.class, decodePayload(Bytes.fromHex("0000804000000000" + "00000000")));
  }

  @Test
  void theIdMustBeBase58OfThirtyTwoBytesThatAreAPoint() {
    String noPoint = "3".repeat(43);
    assertMalformed(txt("_id", ""));
    assertMalformed(txt("_id", "not base58 0OIl"));
    assertMalformed(txt("_id", PEER.toBase58() + "1"));
    assertMalformed(txt("_id", PEER.toBase58().substring(1)));
    assertMalformed(txt("_id", PEER.toHex()));
    assertMalformed(txt("_id", " " + PEER.toBase58()));
    assertMalformed(txt("_id", "=" + PEER.toBase58()));
    assertMalformed(txt("_id", noPoint));
    assertMalformed(strings("_id", PEER.toBase58(), ""));
    assertMalformed(
        new ResourceRecord(
            "_id",
            600,
            new RecordData.Txt(
                List.of(
                    Bytes.of(PEER.toBase58().getBytes(StandardCharsets.US_ASCII))
                        .concat(Bytes.fromHex("ff"))))));
  }

  @Test
  void aTextIsReadUpToItsFirstEqualsSign() {
    SlotContent content =
        decode(
            txt("_id", PEER.toBase58() + "=x=y"),
            txt("_ip", "1.2.3.4:5=6"),
            txt("_r", "https://r.example/?a=b&c=d"));
    assertEquals(
        PeerAddress.of(
            PEER,
            TransportAddress.parseIp("1.2.3.4:5"),
            new TransportAddress.Relay("https://r.example/?a")),
        peer(content).address());
  }

  @Test
  void unreadableAddressesAreSkippedAndNamed() {
    SlotContent.Peer peer =
        peer(
            decode(
                txt("_ip", "localhost:5"),
                txt("_id", PEER.toBase58()),
                strings("_ip", "1.2.3.4:5", "x"),
                new ResourceRecord("_ip", 600, new RecordData.Other(16, Bytes.EMPTY)),
                txt("_r", "no url"),
                txt("_r", "https://bücher.example/"),
                txt("_r", "/relative"),
                txt("_ip", "5.6.7.8:9"),
                txt("_ip", "5.6.7.8:09"),
                txt("_other", "5.6.7.8:10")));
    assertEquals(PeerAddress.of(PEER, TransportAddress.parseIp("5.6.7.8:9")), peer.address());
    assertEquals(6, peer.ignored().size());
    assertTrue(peer.ignored().get(0).contains("localhost:5"), peer.ignored()::toString);
  }

  @Test
  void whatIsShownOfAStrangersTextIsShortAndPrintable() {
    SlotContent.Peer peer =
        peer(
            decode(
                txt("_id", PEER.toBase58()),
                txt("_ip", "\u001b[2J\n" + "x".repeat(200)),
                txt("_ip", "1.2.3.4:5")));
    String shown = peer.ignored().get(0);
    assertTrue(shown.length() <= 161, shown);
    assertTrue(shown.chars().noneMatch(Character::isISOControl), shown);
  }

  @Test
  void classTtlAndFlagsDoNotMatter() {
    ResourceRecord odd =
        new ResourceRecord("_id", 0, RecordClass.CH, RecordData.Txt.of(PEER.toBase58()));
    assertEquals(PEER, peer(decode(odd, txt("_ip", "1.2.3.4:5"))).address().id());
  }

  @Test
  void theTextOfARelayIsKeptAsItIs() {
    PeerAddress own = PeerAddress.of(PEER, RELAY);
    assertEquals(own, PeerRecord.publishable(own));
    assertEquals(own, peer(encodeAndDecode(own)).address());
  }

  @Test
  void r38WhatDoesNotSurviveTheTripIsNotPublished() {
    TransportAddress good = TransportAddress.parseIp("[fe80::1%3]:80");
    PeerAddress own =
        PeerAddress.of(
            PEER,
            good,
            new TransportAddress.Custom(7, Bytes.fromHex("0102")),
            new TransportAddress.Relay("https://r.example/?a=b"),
            new TransportAddress.Relay("https://r.example/" + "x".repeat(240)));
    assertEquals(PeerAddress.of(PEER, good), PeerRecord.publishable(own));
    assertEquals(PeerRecord.publishable(own), peer(encodeAndDecode(own)).address());
  }

  @Test
  void aRelayOf254BytesIsTheLongestThatIsPublished() {
    String base = "https://r.example/";
    PeerAddress fits =
        PeerAddress.of(PEER, new TransportAddress.Relay(base + "x".repeat(254 - base.length())));
    assertEquals(fits, PeerRecord.publishable(fits));
    PeerAddress over =
        PeerAddress.of(PEER, new TransportAddress.Relay(base + "x".repeat(255 - base.length())));
    assertTrue(PeerRecord.publishable(over).addresses().isEmpty());
  }

  @Test
  void r39ARecordAlwaysFits() {
    List<TransportAddress> many = new ArrayList<>();
    many.add(RELAY);
    for (int i = 0; i < 200; i++) {
      many.add(TransportAddress.parseIp("[2001:db8:1111:2222:3333:4444:5555:" + i + "]:65535"));
      many.add(TransportAddress.parseIp("[fe80::1111:2222:3333:" + i + "%4]:65535"));
      many.add(TransportAddress.parseIp("10.0.0." + i + ":65535"));
    }
    PeerAddress own = PeerAddress.of(PEER, many);
    Bytes payload = PeerRecord.encode(SLOT.publicKey(), own);
    assertTrue(payload.size() <= DnsPacket.STORABLE_SIZE, "size " + payload.size());
    assertTrue(payload.size() > DnsPacket.STORABLE_SIZE - 60, "room is used: " + payload.size());
    PeerAddress published = peer(decodePayload(payload)).address();
    assertEquals(PeerRecord.publishable(own), published);
    assertTrue(published.addresses().contains(RELAY));
    assertTrue(published.addresses().stream().noneMatch(a -> a.toString().startsWith("[fe80")));
    assertTrue(published.addresses().stream().noneMatch(a -> a.toString().startsWith("10.")));
  }

  @Test
  void linkLocalAddressesAndDuplicatesStayOutOnceAFrameIsFull() {
    List<TransportAddress> own = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      own.add(TransportAddress.parseIp("198.51.100." + i + ":65535"));
    }
    TransportAddress linkLocal = TransportAddress.parseIp("[fe80::1%2]:4433");
    TransportAddress duplicate = TransportAddress.parseIp("[::ffff:198.51.100.1]:65535");
    List<TransportAddress> few = new ArrayList<>(own.subList(0, 5));
    few.addAll(List.of(linkLocal, duplicate));
    PeerAddress small = PeerAddress.of(PEER, few);
    assertEquals(small, PeerRecord.publishable(small));
    List<TransportAddress> all = new ArrayList<>(own);
    all.addAll(List.of(linkLocal, duplicate));
    assertEquals(PeerAddress.of(PEER, own), PeerRecord.publishable(PeerAddress.of(PEER, all)));
  }

  @Test
  void whatIsPublishableIsPublishableAgain() {
    PeerAddress own =
        PeerAddress.of(
            PEER,
            RELAY,
            TransportAddress.parseIp("127.0.0.1:1"),
            TransportAddress.parseIp("[::ffff:192.168.0.1]:2"));
    PeerAddress once = PeerRecord.publishable(own);
    assertEquals(own, once);
    assertEquals(once, PeerRecord.publishable(once));
  }

  private static SlotContent encodeAndDecode(PeerAddress own) {
    return decodePayload(PeerRecord.encode(SLOT.publicKey(), own));
  }

  private static SlotContent decode(ResourceRecord... records) {
    return decodePayload(DnsPacket.encode(SLOT.publicKey(), List.of(records)));
  }

  private static SlotContent decodePayload(Bytes payload) {
    return PeerRecord.decode(SignedPacket.sign(SLOT, new Timestamp(1), payload));
  }

  private static SlotContent.Peer peer(SlotContent content) {
    return assertInstanceOf(SlotContent.Peer.class, content, content::toString);
  }

  private static void assertMalformed(ResourceRecord... records) {
    SlotContent content = decode(records);
    assertInstanceOf(SlotContent.Malformed.class, content, content::toString);
    assertFalse(((SlotContent.Malformed) content).why().isBlank());
  }

  private static ResourceRecord txt(String name, String text) {
    return ResourceRecord.txt(name, 600, text);
  }

  private static ResourceRecord strings(String name, String... strings) {
    List<Bytes> pieces =
        List.of(strings).stream()
            .map(text -> Bytes.of(text.getBytes(StandardCharsets.UTF_8)))
            .toList();
    return new ResourceRecord(name, 600, new RecordData.Txt(pieces));
  }
}
