package io.mosaik.pkarr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What resolvers rely on: RFC 1034, section 3.6.2; RFC 2181, sections 5, 8 and 10.1. */
class RecordSetsTest {

  private static final ResourceRecord ALIAS = record("www", "CNAME", "a.example");

  @Test
  void aNameHasOneAlias() {
    assertRefused("at most one CNAME record", ALIAS, record("www", "CNAME", "b.example"));
    assertRefused(
        "at most one CNAME record",
        ALIAS,
        record("www." + Vectors.KEY.toZBase32(), "CNAME", "b.example"));
  }

  @Test
  void anAliasStandsAlone() {
    assertRefused("no other records", ALIAS, record("www", "A", "192.0.2.1"));
    assertRefused("no other records", record("www", "TXT", "x"), ALIAS);
  }

  @Test
  void signaturesMayStandBesideAnAlias() {
    Bytes any = Bytes.of(new byte[20]);
    assertWritten(ALIAS, new ResourceRecord("www", 300, new RecordData.Other(46, any)));
  }

  @Test
  void aRecordStandsInAPacketOnce() {
    assertRefused("twice", record("a", "A", "192.0.2.1"), record("a", "A", "192.0.2.1"));
    ResourceRecord otherTtl = ResourceRecord.parse("a", "A", "192.0.2.1", 60);
    assertRefused("twice", record("a", "A", "192.0.2.1"), otherTtl);
    assertRefused("twice", ALIAS, ALIAS);
  }

  @Test
  void recordsOfOtherNamesTypesAndValuesStandBesideEachOther() {
    assertWritten(
        ALIAS,
        record("WWW", "A", "192.0.2.1"),
        record("b", "A", "192.0.2.1"),
        record("b", "A", "192.0.2.2"),
        record("b", "TXT", "192.0.2.1"),
        record("c", "CNAME", "a.example"));
  }

  @Test
  void aTtlHasThirtyOneBits() {
    assertWritten(ResourceRecord.txt("a", 0x7FFF_FFFFL, "x"));
    assertRefused("a TTL is 0 to 2147483647", ResourceRecord.txt("a", 0x8000_0000L, "x"));
  }

  @Test
  void packetsOfOthersAreReadWhateverTheyContain() {
    Bytes packet =
        RawPacket.withAnswers(2)
            .name("_ip", Vectors.KEY.toZBase32())
            .txt("a")
            .pointer(12)
            .txt("a")
            .build();
    assertEquals(2, DnsPacket.decode(Vectors.KEY, packet).size());
  }

  private static ResourceRecord record(String name, String type, String value) {
    return ResourceRecord.parse(name, type, value, 300);
  }

  private static void assertWritten(ResourceRecord... records) {
    List<ResourceRecord> all = List.of(records);
    assertEquals(all, DnsPacket.decode(Vectors.KEY, DnsPacket.encode(Vectors.KEY, all)));
  }

  private static void assertRefused(String reason, ResourceRecord... records) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> DnsPacket.encode(Vectors.KEY, List.of(records)));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }
}
