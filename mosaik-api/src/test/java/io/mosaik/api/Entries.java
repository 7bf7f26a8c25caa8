package io.mosaik.api;

import io.mosaik.api.codec.PostcardWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Peer entries to try things with, all of one peer. */
final class Entries {

  static final KeyPair PEER = KeyPair.ofSeed(Bytes.of(new byte[32]));
  static final NetworkId NETWORK = NetworkId.of("my-app");

  private Entries() {}

  /** An entry with something in every field. */
  static PeerEntry full(Dialect dialect) {
    PeerEntry.Ticket ticket = ticket("a ticket");
    PeerEntry.Ticket other = ticket("another ticket");
    return new PeerEntry(
        dialect,
        dialect.protocol(),
        NETWORK,
        -1,
        1_760_000_000_000L,
        PeerAddress.of(
            PEER.peerId(),
            new TransportAddress.Relay("https://relay.example/"),
            TransportAddress.parseIp("203.0.113.7:4433"),
            TransportAddress.parseIp("[2001:db8::7]:4433"),
            new TransportAddress.Custom(7, Bytes.fromHex("c0ffee")),
            new TransportAddress.Custom(-1, Bytes.of(new byte[40]))),
        digests("tag", "another tag"),
        digests("stream"),
        dialect == Dialect.V0_3 ? digests() : digests("function"),
        digests("group", "another group", "a third group"),
        new TreeMap<>(java.util.Map.of(ticket.id(), ticket, other.id(), other)));
  }

  /** An entry of dialect 0.3 with certain addresses, tags and tickets. */
  static PeerEntry with(
      List<TransportAddress> addresses,
      TreeSet<Digest> tags,
      SortedMap<Digest, PeerEntry.Ticket> tickets) {
    return new PeerEntry(
        Dialect.V0_3,
        "0.3.17",
        NETWORK,
        1,
        1,
        PeerAddress.of(PEER.peerId(), addresses),
        tags,
        digests(),
        digests(),
        digests(),
        tickets);
  }

  static TreeSet<Digest> digests(String... texts) {
    TreeSet<Digest> digests = new TreeSet<>();
    for (String text : texts) {
      digests.add(Digest.of(text));
    }
    return digests;
  }

  static PeerEntry.Ticket ticket(String text) {
    return new PeerEntry.Ticket(Digest.of("type"), Bytes.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** An encoded entry without signature, its fields up to the id as usual, the rest as given. */
  static Bytes encoded(String protocol, String restHex) {
    return encoded(protocol, NETWORK, PEER.peerId().bytes(), restHex);
  }

  static Bytes encoded(String protocol, NetworkId network, Bytes id, String restHex) {
    PostcardWriter out = new PostcardWriter();
    out.text(protocol);
    out.raw(network.bytes().toArray());
    out.zigzag(1);
    out.zigzag(1);
    out.raw(id.toArray());
    out.raw(Bytes.fromHex(restHex).toArray());
    return Bytes.of(out.toByteArray());
  }

  /** The bytes with the peer's signature over exactly them. */
  static Bytes signedAsTheyAre(Bytes entry) {
    return entry.concat(PEER.sign(Digest.hash(entry).bytes()).bytes());
  }
}
