package io.mosaik.api;

import java.time.Instant;
import java.util.Collections;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a peer says about itself when it is pinged. All collections are sorted and free of
 * duplicates, because the signature covers exactly that form.
 *
 * <p>Immutable.
 *
 * @param dialect how the entry is laid out
 * @param protocol semantic version of the peer's protocol, as text; decides the dialect
 * @param network the network that the peer belongs to
 * @param startedMillis when the peer started, in milliseconds since the Unix epoch
 * @param updatedMillis when the entry last changed, in milliseconds since the Unix epoch
 * @param address who the peer is and where it may be reached, without scopes: entries have no room
 *     for what means something to one host only
 * @param tags what the peer is for
 * @param streams the streams that it produces
 * @param functions the functions that it offers; always empty in {@link Dialect#V0_3}
 * @param groups the groups that it belongs to
 * @param tickets what it presents to others, by id
 */
public record PeerEntry(
    Dialect dialect,
    String protocol,
    NetworkId network,
    long startedMillis,
    long updatedMillis,
    PeerAddress address,
    SortedSet<Digest> tags,
    SortedSet<Digest> streams,
    SortedSet<Digest> functions,
    SortedSet<Digest> groups,
    SortedMap<Digest, Ticket> tickets) {

  /**
   * Something that a peer presents to others.
   *
   * @param type the class of the ticket
   * @param data its content
   */
  public record Ticket(Digest type, Bytes data) {

    /** Checks that nothing is missing. */
    public Ticket {
      Objects.requireNonNull(type, "type");
      Objects.requireNonNull(data, "data");
    }

    /**
     * The id under which an entry carries this ticket.
     *
     * @return BLAKE3 of class and content
     */
    public Digest id() {
      return type.derive(data);
    }
  }

  /**
   * Copies the collections and drops the scopes of addresses.
   *
   * @throws IllegalArgumentException if the protocol is no semantic version or one of the other
   *     dialect, or if the dialect cannot carry functions
   */
  public PeerEntry {
    Objects.requireNonNull(dialect, "dialect");
    Objects.requireNonNull(protocol, "protocol");
    Objects.requireNonNull(network, "network");
    address = address.withoutScopes();
    tags = copy(tags);
    streams = copy(streams);
    functions = copy(functions);
    groups = copy(groups);
    SortedMap<Digest, Ticket> sorted = new TreeMap<>(); // by their order, whatever was given
    sorted.putAll(tickets);
    tickets = Collections.unmodifiableSortedMap(sorted);
    if (Dialect.ofProtocol(protocol) != dialect) {
      throw new IllegalArgumentException(protocol + " does not speak dialect " + dialect);
    }
    if (dialect == Dialect.V0_3 && !functions.isEmpty()) {
      throw new IllegalArgumentException("an entry of dialect 0.3 carries no functions");
    }
  }

  /**
   * An entry with nothing but the necessary, started and updated at the same time.
   *
   * @param dialect how it is laid out; also decides {@link #protocol()}
   * @param network the network that the peer belongs to
   * @param address who and where
   * @param started when the peer started
   * @return the entry
   */
  public static PeerEntry of(
      Dialect dialect, NetworkId network, PeerAddress address, Instant started) {
    long millis = started.toEpochMilli();
    var none = Collections.<Digest>emptySortedSet();
    return new PeerEntry(
        dialect,
        dialect.protocol(),
        network,
        millis,
        millis,
        address,
        none,
        none,
        none,
        none,
        Collections.emptySortedMap());
  }

  /**
   * Who the peer is.
   *
   * @return the id in the address
   */
  public PeerId id() {
    return address.id();
  }

  /**
   * This entry with other tags.
   *
   * @param newTags the tags
   * @return a changed copy
   */
  public PeerEntry withTags(SortedSet<Digest> newTags) {
    return new PeerEntry(
        dialect,
        protocol,
        network,
        startedMillis,
        updatedMillis,
        address,
        newTags,
        streams,
        functions,
        groups,
        tickets);
  }

  /**
   * This entry, updated: its {@code updatedMillis} rises above the old one, unless that is the
   * highest there is.
   *
   * @param now the present
   * @return a changed copy
   */
  public PeerEntry updatedAt(Instant now) {
    long latest = Math.max(updatedMillis, now.toEpochMilli());
    return new PeerEntry(
        dialect,
        protocol,
        network,
        startedMillis,
        latest == Long.MAX_VALUE ? latest : latest + 1,
        address,
        tags,
        streams,
        functions,
        groups,
        tickets);
  }

  /** A line for people: not all there is, for a stranger decides how much that would be. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "PeerEntry[%s %s in %s, %d addresses, updated %d]",
        protocol,
        id().toShortHex(),
        network,
        address.addresses().size(),
        updatedMillis);
  }

  private static SortedSet<Digest> copy(SortedSet<Digest> digests) {
    SortedSet<Digest> sorted = new TreeSet<>(); // by their order, whatever was given
    sorted.addAll(digests);
    return Collections.unmodifiableSortedSet(sorted);
  }
}
