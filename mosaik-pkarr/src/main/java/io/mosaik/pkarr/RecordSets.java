package io.mosaik.pkarr;

import io.mosaik.api.Bytes;
import io.mosaik.api.PublicKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules for the records of one name that resolvers rely on. They hold for what is written;
 * packets of others are read whatever they contain, as pkarr does.
 *
 * <p>Confined to the check of one packet.
 */
final class RecordSets {

  /** The largest TTL: the highest bit is to be zero (RFC 2181, section 8). */
  static final long MAX_TTL_SECONDS = Integer.MAX_VALUE;

  /** May stand beside a CNAME: SIG, KEY, NXT (RFC 2181, 10.1), RRSIG, NSEC (RFC 4034, 2 and 4). */
  private static final Set<Integer> BESIDE_CNAME = Set.of(24, 25, 30, 46, 47);

  /** The owner of record sets. Names are case-sensitive, as in pkarr. */
  private record Owner(Bytes name, RecordClass recordClass) {}

  private record Entry(Owner owner, int type, Bytes rdata) {}

  private final Map<Owner, ResourceRecord> aliases = new HashMap<>();
  private final Map<Owner, ResourceRecord> others = new HashMap<>();
  private final Set<Entry> entries = new HashSet<>();

  private RecordSets() {}

  /**
   * Checks the records of a packet that is to be published.
   *
   * @throws IllegalArgumentException if a record stands in the packet twice (RFC 2181, section 5),
   *     if a name has a CNAME record and anything else (RFC 1034, section 3.6.2; RFC 2181, section
   *     10.1), or if a TTL is above 2^31 - 1 (RFC 2181, section 8)
   */
  static void check(PublicKey key, List<ResourceRecord> records) {
    OwnerNames names = new OwnerNames(key);
    RecordSets sets = new RecordSets();
    for (ResourceRecord record : records) {
      checkTtl(record.ttlSeconds());
      sets.add(new Owner(names.wire(record.name()), record.recordClass()), record);
    }
  }

  /** Checks a TTL that is to be published. */
  static void checkTtl(long ttlSeconds) {
    if (ttlSeconds < 0 || ttlSeconds > MAX_TTL_SECONDS) {
      throw new IllegalArgumentException(
          "a TTL is 0 to " + MAX_TTL_SECONDS + " seconds (RFC 2181, section 8), not " + ttlSeconds);
    }
  }

  private void add(Owner owner, ResourceRecord record) {
    int type = record.data().type();
    if (!entries.add(new Entry(owner, type, record.data().rdata()))) {
      throw new IllegalArgumentException(
          "a record stands twice in the packet (RFC 2181, section 5): '" + record + "'");
    }
    if (type == Rdata.CNAME) {
      ResourceRecord alias = aliases.putIfAbsent(owner, record);
      if (alias != null) {
        throw new IllegalArgumentException(
            "a name has at most one CNAME record (RFC 2181, section 10.1), not both '"
                + alias
                + "' and '"
                + record
                + "'");
      }
    } else if (!BESIDE_CNAME.contains(type)) {
      others.putIfAbsent(owner, record);
    }
    if (aliases.containsKey(owner) && others.containsKey(owner)) {
      throw new IllegalArgumentException(
          "a name with a CNAME record has no other records (RFC 1034, section 3.6.2), unlike '"
              + aliases.get(owner)
              + "' and '"
              + others.get(owner)
              + "'");
    }
  }
}
