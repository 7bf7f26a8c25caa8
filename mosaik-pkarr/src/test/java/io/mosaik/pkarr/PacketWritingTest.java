package io.mosaik.pkarr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacketWritingTest {

  private static final String KEY_TEXT = Vectors.KEY.toZBase32();

  @Test
  void theFullRecordIsWrittenAsRustWritesIt() {
    assertEquals(Vectors.FULL, DnsPacket.encode(Vectors.KEY, Vectors.fullRecords()));
    assertEquals(282, Vectors.FULL.size());
  }

  @Test
  void theMinimalRecordIsWrittenAsRustWritesIt() {
    List<ResourceRecord> idOnly = Vectors.fullRecords().subList(0, 1);
    assertEquals(Vectors.MINIMAL, DnsPacket.encode(Vectors.KEY, idOnly));
  }

  @Test
  void aLongTextIsCutAfter254Bytes() {
    ResourceRecord record = ResourceRecord.txt("_r", 600, "x".repeat(300));
    assertEquals(Vectors.LONG_TEXT, DnsPacket.encode(Vectors.KEY, List.of(record)));
  }

  @Test
  void whatRustPublishedIsWrittenAgainByteForByte() {
    List<ResourceRecord> records = DnsPacket.decode(Vectors.RUST_KEY, Vectors.FROM_RUST);
    assertEquals(Vectors.FROM_RUST, DnsPacket.encode(Vectors.RUST_KEY, records));
  }

  @Test
  void noRecordsMakeABareHeader() {
    assertEquals("000080000000000000000000", DnsPacket.encode(Vectors.KEY, List.of()).toHex());
  }

  @Test
  void theEmptyTextIsOneEmptyString() {
    Bytes packet = DnsPacket.encode(Vectors.KEY, List.of(ResourceRecord.txt("@", 600, "")));
    assertTrue(packet.toHex().endsWith("00100001" + "00000258" + "0001" + "00"), packet.toHex());
  }

  @Test
  void recordsKeepTheirOrder() {
    List<ResourceRecord> reversed = new ArrayList<>(Vectors.fullRecords());
    Collections.reverse(reversed);
    Bytes packet = DnsPacket.encode(Vectors.KEY, reversed);
    assertEquals(reversed, DnsPacket.decode(Vectors.KEY, packet));
  }

  @Test
  void namesThatDifferInCaseAreNotCompressedIntoEachOther() {
    List<ResourceRecord> records =
        List.of(
            ResourceRecord.txt("_ip", 600, "a"),
            ResourceRecord.txt("_IP", 600, "b"),
            ResourceRecord.txt("_ip", 600, "c"));
    Bytes packet = DnsPacket.encode(Vectors.KEY, records);
    Bytes expected =
        RawPacket.withAnswers(3)
            .name("_ip", KEY_TEXT)
            .txt("a")
            .labels("_IP")
            .pointer(16)
            .txt("b")
            .pointer(12)
            .txt("c")
            .build();
    assertEquals(expected, packet);
    assertEquals(records, DnsPacket.decode(Vectors.KEY, packet));
  }

  @Test
  void theTargetOfAnAliasIsCompressedAndThatOfAServiceIsNot() {
    List<ResourceRecord> records =
        List.of(
            ResourceRecord.parse("www", "CNAME", "a.example", 600),
            ResourceRecord.parse("web", "CNAME", "b.example", 600),
            ResourceRecord.parse("@", "SVCB", "0 a.example", 600));
    Bytes expected =
        RawPacket.withAnswers(3)
            .name("www", KEY_TEXT)
            .head(5, 1, 11)
            .name("a", "example") // the last label stands at 12 + 58 + 10 + 2 = 82
            .labels("web")
            .pointer(16)
            .head(5, 1, 4)
            .labels("b")
            .pointer(82)
            .pointer(16)
            .head(64, 1, 13)
            .u16(0)
            .name("a", "example")
            .build();
    assertEquals(expected, DnsPacket.encode(Vectors.KEY, records));
  }

  @Test
  void namesAreNormalisedAsByPkarr() {
    assertEquals(encodedName("_id." + KEY_TEXT), encodedName("_id"));
    assertEquals(encodedName("_id." + KEY_TEXT + "."), encodedName("_id"));
    assertEquals(encodedName(KEY_TEXT), encodedName("@"));
    assertEquals(encodedName(""), encodedName("@"));
    assertEquals(encodedName("a.b." + KEY_TEXT), encodedName("a.b"));
  }

  @Test
  void aNameBelowTheKeyInOtherCaseIsNotTheKey() {
    String upper = KEY_TEXT.toUpperCase(java.util.Locale.ROOT);
    assertEquals(encodedName("_id." + upper + "." + KEY_TEXT), encodedName("_id." + upper));
  }

  @Test
  void aPacketOfThirteenLongAddressesFitsAndOneOfFourteenDoesNot() {
    List<ResourceRecord> records = new ArrayList<>(Vectors.fullRecords().subList(0, 2));
    String address = "[2001:db8:1111:2222:3333:4444:5555:6666]:";
    for (int port = 65500; port < 65513; port++) {
      records.add(ResourceRecord.txt("_ip", 600, address + port));
    }
    assertEquals(959, DnsPacket.encode(Vectors.KEY, records).size());
    assertEquals(959, DnsPacket.encodedSize(Vectors.KEY, records));

    records.add(ResourceRecord.txt("_ip", 600, address + 65535));
    assertEquals(1018, DnsPacket.encodedSize(Vectors.KEY, records));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> DnsPacket.encode(Vectors.KEY, records));
    assertTrue(e.getMessage().contains("16 records take 1018 bytes"), e.getMessage());
    assertTrue(e.getMessage().contains("holds 1000"), e.getMessage());
  }

  @Test
  void exactlyAThousandBytesAreAllowed() {
    // 12 header, 54 name, 10 head; a text of n bytes takes n and one more per 254.
    ResourceRecord fits = ResourceRecord.txt("@", 600, "x".repeat(1000 - 76 - 4));
    assertEquals(1000, DnsPacket.encode(Vectors.KEY, List.of(fits)).size());
    ResourceRecord tooLong = ResourceRecord.txt("@", 600, "x".repeat(1000 - 76 - 4 + 1));
    assertThrows(
        IllegalArgumentException.class, () -> DnsPacket.encode(Vectors.KEY, List.of(tooLong)));
  }

  @Test
  void theSizeOfFarTooManyRecordsIsStillRight() {
    // 20 000 bytes: beyond what a pointer reaches, later names must not point there.
    List<ResourceRecord> records = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      records.add(ResourceRecord.txt("name-" + (1000 + i), 600, ""));
    }
    records.add(ResourceRecord.txt("name-1999", 600, ""));
    int first = 12 + 10 + 53 + 1 + 11;
    int further = 10 + 2 + 11;
    assertEquals(first + 1000 * further, DnsPacket.encodedSize(Vectors.KEY, records));
  }

  private static Bytes encodedName(String name) {
    return DnsPacket.encode(Vectors.KEY, List.of(ResourceRecord.txt(name, 600, "x")));
  }
}
