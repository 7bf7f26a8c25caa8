package io.mosaik.api;

import io.mosaik.api.codec.PostcardException;
import io.mosaik.api.codec.PostcardReader;
import io.mosaik.api.codec.PostcardWriter;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The postcard form of peer entries in both dialects: their fields in order, without framing, and
 * the signature behind them. Read are also numbers longer than they need be, collections in any
 * order and with duplicates, and anything behind the signature, as in Rust; written is the one
 * canonical form, over which the signature goes.
 */
final class PeerEntryCodec {

  private PeerEntryCodec() {}

  /** An entry and the signature behind it, which nobody has verified. */
  record Decoded(PeerEntry entry, Signature signature) {}

  /** The entry without signature, in its canonical form. */
  static Bytes encode(PeerEntry entry) {
    PostcardWriter out = new PostcardWriter();
    out.text(entry.protocol());
    out.raw(entry.network().bytes().unsafeArray());
    out.zigzag(entry.startedMillis());
    out.zigzag(entry.updatedMillis());
    out.raw(entry.id().bytes().unsafeArray());
    TransportAddressCodec.write(out, entry.dialect(), entry.address().addresses());
    writeDigests(out, entry.tags());
    writeDigests(out, entry.streams());
    if (entry.dialect() != Dialect.V0_3) {
      writeDigests(out, entry.functions());
    }
    writeDigests(out, entry.groups());
    writeTickets(out, entry.tickets());
    return Bytes.of(out.toByteArray());
  }

  static Decoded decode(Bytes bytes) {
    if (bytes.size() > SignedPeerEntry.MAX_SIZE) {
      throw new InvalidPacketException(
          InvalidPacketException.Reason.TOO_LARGE,
          "entry of " + bytes.size() + " bytes, more than " + SignedPeerEntry.MAX_SIZE);
    }
    try {
      PostcardReader in = new PostcardReader(bytes.unsafeArray());
      PeerEntry entry = readEntry(in);
      return new Decoded(entry, new Signature(Bytes.of(in.raw(Signature.SIZE))));
    } catch (PostcardException | IllegalArgumentException malformed) {
      throw new InvalidPacketException(
          InvalidPacketException.Reason.MALFORMED, "peer entry: " + malformed.getMessage());
    }
  }

  static Optional<UnknownVersionEntry> recogniseNewer(
      Bytes bytes, PeerId peer, Optional<NetworkId> network) {
    int signed = bytes.size() - Signature.SIZE;
    if (bytes.size() > SignedPeerEntry.MAX_SIZE || signed < 0) {
      return Optional.empty();
    }
    try {
      PostcardReader in = new PostcardReader(bytes.unsafeArray());
      Head head = readHead(in);
      SemanticVersion newestKnown = SemanticVersion.parse(Dialect.V0_4.protocol());
      boolean plausible =
          SemanticVersion.parse(head.protocol()).isNewerThan(newestKnown)
              && network.map(head.network()::equals).orElse(true)
              && head.id().equals(peer.bytes())
              && in.remaining() >= Signature.SIZE;
      if (plausible && isSignedBy(peer, bytes, signed)) {
        return Optional.of(new UnknownVersionEntry(peer, head.protocol()));
      }
      return Optional.empty();
    } catch (PostcardException | IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static boolean isSignedBy(PeerId peer, Bytes bytes, int signed) {
    Digest digest = Digest.hash(bytes.slice(0, signed));
    Signature signature = new Signature(bytes.slice(signed, bytes.size()));
    return peer.key().verifyStrict(digest.bytes(), signature);
  }

  /** What all dialects begin with. Whether the id is a point is left for last: it costs most. */
  private record Head(
      String protocol, NetworkId network, long startedMillis, long updatedMillis, Bytes id) {}

  private static Head readHead(PostcardReader in) throws PostcardException {
    return new Head(
        in.text(),
        NetworkId.ofBytes(Bytes.of(in.raw(Digest.SIZE))),
        in.zigzag(),
        in.zigzag(),
        Bytes.of(in.raw(PublicKey.SIZE)));
  }

  private static PeerEntry readEntry(PostcardReader in) throws PostcardException {
    Head head = readHead(in);
    Dialect dialect = Dialect.ofProtocol(head.protocol());
    SortedSet<TransportAddress> addresses = TransportAddressCodec.read(in, dialect);
    SortedSet<Digest> tags = readDigests(in);
    SortedSet<Digest> streams = readDigests(in);
    SortedSet<Digest> functions = dialect == Dialect.V0_3 ? new TreeSet<>() : readDigests(in);
    SortedSet<Digest> groups = readDigests(in);
    SortedMap<Digest, PeerEntry.Ticket> tickets = readTickets(in);
    return new PeerEntry(
        dialect,
        head.protocol(),
        head.network(),
        head.startedMillis(),
        head.updatedMillis(),
        new PeerAddress(PeerId.ofBytes(head.id()), addresses),
        tags,
        streams,
        functions,
        groups,
        tickets);
  }

  private static void writeDigests(PostcardWriter out, SortedSet<Digest> digests) {
    out.varint(digests.size());
    for (Digest digest : digests) {
      out.raw(digest.bytes().unsafeArray());
    }
  }

  private static SortedSet<Digest> readDigests(PostcardReader in) throws PostcardException {
    SortedSet<Digest> digests = new TreeSet<>();
    for (int left = in.count(Digest.SIZE); left > 0; left--) {
      digests.add(readDigest(in));
    }
    return digests;
  }

  private static Digest readDigest(PostcardReader in) throws PostcardException {
    return Digest.ofBytes(Bytes.of(in.raw(Digest.SIZE)));
  }

  private static void writeTickets(
      PostcardWriter out, SortedMap<Digest, PeerEntry.Ticket> tickets) {
    out.varint(tickets.size());
    tickets.forEach(
        (id, ticket) -> {
          out.raw(id.bytes().unsafeArray());
          out.raw(ticket.type().bytes().unsafeArray());
          out.bytes(ticket.data().unsafeArray());
        });
  }

  private static SortedMap<Digest, PeerEntry.Ticket> readTickets(PostcardReader in)
      throws PostcardException {
    SortedMap<Digest, PeerEntry.Ticket> tickets = new TreeMap<>();
    for (int left = in.count(2 * Digest.SIZE + 1); left > 0; left--) {
      Digest id = readDigest(in);
      tickets.put(id, new PeerEntry.Ticket(readDigest(in), Bytes.of(in.bytes())));
    }
    return tickets;
  }
}
