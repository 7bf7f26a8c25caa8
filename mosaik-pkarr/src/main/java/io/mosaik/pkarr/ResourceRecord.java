package io.mosaik.pkarr;

import io.mosaik.api.PublicKey;
import java.util.Objects;

/**
 * One DNS record of a packet. Names are case-sensitive, as everywhere in pkarr, and in the form of
 * zone files: a name without a dot at its end is relative to the packet's key, {@code @} is the key
 * itself, bytes that are no printable ASCII stand as {@code \DDD}.
 *
 * <p>Immutable.
 *
 * @param name such as {@code _id}, {@code @}, or {@code example.com.} for a name that is not below
 *     the key
 * @param ttlSeconds how long the record may be cached, 0 to 2^32 - 1; values above 2^31 - 1 are
 *     only read, and mean 0 (RFC 2181, section 8)
 * @param recordClass the class, nearly always {@link RecordClass#IN}
 * @param data what the record says
 */
public record ResourceRecord(
    String name, long ttlSeconds, RecordClass recordClass, RecordData data) {

  /** Checks the ranges and brings the name into its usual form. */
  public ResourceRecord {
    name = Names.canonical(name);
    if (ttlSeconds < 0 || ttlSeconds > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException("a TTL is 0 to 4294967295 seconds, not " + ttlSeconds);
    }
    Objects.requireNonNull(recordClass, "recordClass");
    Objects.requireNonNull(data, "data");
  }

  /**
   * A record of class IN.
   *
   * @param name as in the canonical constructor
   * @param ttlSeconds how long the record may be cached, 0 to 2^32 - 1
   * @param data what the record says
   */
  public ResourceRecord(String name, long ttlSeconds, RecordData data) {
    this(name, ttlSeconds, RecordClass.IN, data);
  }

  /**
   * A TXT record of class IN, its text in pieces as pkarr cuts them.
   *
   * @param name as in the canonical constructor
   * @param ttlSeconds how long the record may be cached, 0 to 2^32 - 1
   * @param text any text
   * @return the record
   */
  public static ResourceRecord txt(String name, long ttlSeconds, String text) {
    return new ResourceRecord(name, ttlSeconds, RecordData.Txt.of(text));
  }

  /**
   * Reads a record as people give it to pkarr tools. The name is always taken relative to the key,
   * with or without a dot at its end; a name that ends with the key itself stays as it is.
   *
   * @param name such as {@code _foo}; {@code @}, {@code .} and the empty text are the key itself
   * @param type {@code TXT}, {@code A}, {@code AAAA}, {@code CNAME}, {@code HTTPS} or {@code SVCB},
   *     in any case
   * @param value the text of a TXT record as it is; for the others the zone file form, such as
   *     {@code 1 . alpn=h2,h3 port=8443}, on one line and without comments
   * @param ttlSeconds how long the record may be cached, 0 to 2^31 - 1
   * @return the record
   * @throws IllegalArgumentException if anything of it is wrong; the message says what
   */
  public static ResourceRecord parse(String name, String type, String value, long ttlSeconds) {
    RecordSets.checkTtl(ttlSeconds);
    return new ResourceRecord(
        Names.relativeEvenWithDot(name), ttlSeconds, Presentation.parse(type, value));
  }

  /**
   * The full name.
   *
   * @param key whose packet this record is in
   * @return the name with the key, without a dot at its end, as pkarr prints it
   */
  public String fullName(PublicKey key) {
    return Names.under(key, name).toString(true);
  }

  /**
   * This record as pkarr tools print it, with its full name.
   *
   * @param key whose packet this record is in
   * @return name, class, TTL, type and value, two spaces apart
   */
  public String toString(PublicKey key) {
    return line(fullName(key));
  }

  /** As {@link #toString(PublicKey)}, with the name relative to the key. */
  @Override
  public String toString() {
    return line(name);
  }

  private String line(String shownName) {
    return String.join(
        "  ",
        shownName,
        recordClass.name(),
        Long.toString(ttlSeconds),
        data.typeName(),
        data.value());
  }
}
