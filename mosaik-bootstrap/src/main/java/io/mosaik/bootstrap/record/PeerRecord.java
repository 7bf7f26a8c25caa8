package io.mosaik.bootstrap.record;

import io.mosaik.api.Bytes;
import io.mosaik.api.InvalidPacketException;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.TransportAddress;
import io.mosaik.internal.IpScope;
import io.mosaik.pkarr.DnsPacket;
import io.mosaik.pkarr.RecordData;
import io.mosaik.pkarr.ResourceRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The record of a peer in a slot, byte for byte as Rust's mosaik writes and reads it: TXT records
 * {@code _id}, {@code _r} and {@code _ip} below the key of the slot (wire reference, 2.3 to 2.5).
 *
 * <p>Stateless; thread-safe.
 */
public final class PeerRecord {

  /** The time to live of every record, in seconds. */
  public static final int TTL_SECONDS = 600;

  private static final String ID = "_id";
  private static final String RELAY = "_r";
  private static final String IP = "_ip";

  /**
   * What a record takes beside its text and a label of its own: a pointer to the rest of the name,
   * type, class, TTL, and the lengths of data and text.
   */
  private static final int RECORD_OVERHEAD = 2 + 2 + 2 + 4 + 2 + 1;

  /** How much of a stranger's text is shown to people. */
  private static final int SHOWN = 160;

  private PeerRecord() {}

  /**
   * Writes the record of a peer. It always fits: what does not survive the trip or finds no room is
   * left out, see {@link #publishable(PeerAddress)}.
   *
   * @param slotKey the key of the slot, to which the names are relative
   * @param own who we are and where we may be reached
   * @return a DNS packet of at most {@link DnsPacket#STORABLE_SIZE} bytes, ready to be signed
   */
  public static Bytes encode(PublicKey slotKey, PeerAddress own) {
    return DnsPacket.encode(slotKey, records(publishable(own)));
  }

  /**
   * Writes the record of nobody, which vacates a slot.
   *
   * @param slotKey the key of the slot
   * @return a DNS packet without records
   */
  public static Bytes encodeVacant(PublicKey slotKey) {
    return DnsPacket.encode(slotKey, List.of());
  }

  /**
   * What of an address a reader of our record will see. This, and not the address itself, is to be
   * compared with a record of ours that was found. It is the same for every slot.
   *
   * @param own who we are and where we may be reached
   * @return the same peer with the addresses that {@link #encode} writes
   */
  public static PeerAddress publishable(PeerAddress own) {
    SortedSet<TransportAddress> survivors = survivors(own);
    SortedSet<TransportAddress> chosen = new TreeSet<>();
    Set<String> names = new HashSet<>();
    // Names of all slots are equally long: any key tells the size.
    int size = DnsPacket.encodedSize(own.id().key(), records(PeerAddress.of(own.id())));
    for (TransportAddress address : Usefulness.mostUsefulFirst(survivors)) {
      String name = nameOf(address);
      int label = names.contains(name) ? 0 : name.length() + 1;
      int grown = size + label + RECORD_OVERHEAD + address.toString().length();
      if (grown <= Usefulness.roomFor(address, survivors)) {
        size = grown;
        names.add(name);
        chosen.add(address);
      }
    }
    return PeerAddress.of(own.id(), chosen);
  }

  /**
   * Reads what a slot holds.
   *
   * @param packet the packet of the slot
   * @return what it says
   */
  public static SlotContent decode(SignedPacket packet) {
    List<ResourceRecord> records;
    try {
      records = DnsPacket.decode(packet.key(), packet.payload());
    } catch (InvalidPacketException e) {
      return new SlotContent.Malformed(cut(e.getMessage()));
    }
    if (records.isEmpty()) {
      return SlotContent.Vacant.INSTANCE;
    }
    Optional<ResourceRecord> first =
        records.stream().filter(record -> record.name().equals(ID)).findFirst();
    if (first.isEmpty()) {
      return new SlotContent.Malformed(records.size() + " records, but no _id");
    }
    Optional<PeerId> id = attribute(first.get()).flatMap(PeerRecord::readId);
    if (id.isEmpty()) {
      return new SlotContent.Malformed("not the base58 text of a peer id: " + shown(first.get()));
    }
    return peer(id.get(), records);
  }

  private static SlotContent peer(PeerId id, List<ResourceRecord> records) {
    SortedSet<TransportAddress> addresses = new TreeSet<>();
    List<String> ignored = new ArrayList<>();
    for (ResourceRecord record : records) {
      if (record.name().equals(IP) || record.name().equals(RELAY)) {
        attribute(record)
            .flatMap(text -> readAddress(record.name(), text))
            .ifPresentOrElse(addresses::add, () -> ignored.add(shown(record)));
      }
    }
    return addresses.stream().anyMatch(PeerRecord::isDialable)
        ? new SlotContent.Peer(PeerAddress.of(id, addresses), ignored)
        : new SlotContent.Malformed("names " + id.toShortHex() + ", but no address to dial");
  }

  /** Whether anyone could be reached there, by whatever pinger. */
  private static boolean isDialable(TransportAddress address) {
    return !(address instanceof TransportAddress.Ip ip)
        || ip.port() != 0 && IpScope.of(ip.address()).isUnicast();
  }

  /** The addresses that a reader gets back as they are. */
  private static SortedSet<TransportAddress> survivors(PeerAddress own) {
    SortedSet<TransportAddress> survivors = new TreeSet<>();
    for (TransportAddress address : own.addresses()) {
      boolean survives =
          address.kind() != TransportAddress.Kind.CUSTOM
              && RecordData.Txt.of(address.toString())
                  .attributeKey()
                  .flatMap(text -> readAddress(nameOf(address), text))
                  .filter(address::equals)
                  .isPresent();
      if (survives) {
        survivors.add(address);
      }
    }
    return survivors;
  }

  private static List<ResourceRecord> records(PeerAddress publishable) {
    List<ResourceRecord> records = new ArrayList<>();
    records.add(ResourceRecord.txt(ID, TTL_SECONDS, publishable.id().toBase58()));
    for (TransportAddress address : publishable.addresses()) {
      records.add(ResourceRecord.txt(nameOf(address), TTL_SECONDS, address.toString()));
    }
    return records;
  }

  private static String nameOf(TransportAddress address) {
    return address.kind() == TransportAddress.Kind.RELAY ? RELAY : IP;
  }

  private static Optional<String> attribute(ResourceRecord record) {
    return record.data() instanceof RecordData.Txt txt ? txt.attributeKey() : Optional.empty();
  }

  private static Optional<PeerId> readId(String text) {
    try {
      return Optional.of(PeerId.fromBase58(text));
    } catch (IllegalArgumentException noId) {
      return Optional.empty();
    }
  }

  private static Optional<TransportAddress> readAddress(String name, String text) {
    try {
      return Optional.of(
          name.equals(RELAY) ? new TransportAddress.Relay(text) : TransportAddress.parseIp(text));
    } catch (IllegalArgumentException noAddress) {
      return Optional.empty();
    }
  }

  /** A stranger's record for people: printable, and not too long. */
  private static String shown(ResourceRecord record) {
    String text = record.name() + " " + record.data().typeName() + " " + record.data().value();
    return cut(text);
  }

  private static String cut(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
