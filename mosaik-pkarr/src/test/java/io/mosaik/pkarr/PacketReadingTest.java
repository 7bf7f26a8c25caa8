package io.mosaik.pkarr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.InvalidPacketException;
import io.mosaik.api.InvalidPacketException.Reason;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketReadingTest {

  private static final String KEY = Vectors.KEY.toZBase32();

  @Test
  void theFullRecordIsRead() {
    assertEquals(Vectors.fullRecords(), DnsPacket.decode(Vectors.KEY, Vectors.FULL));
  }

  @Test
  void whatRustPublishedIsRead() {
    List<ResourceRecord> records = DnsPacket.decode(Vectors.RUST_KEY, Vectors.FROM_RUST);
    assertEquals(
        List.of(
            ResourceRecord.txt("_id", 600, Vectors.RUST_PEER.toBase58()),
            ResourceRecord.txt("_r", 600, "http://10.78.0.1:3340/"),
            ResourceRecord.txt("_ip", 600, "10.78.9.5:47571")),
        records);
  }

  @Test
  void aBareHeaderHasNoRecords() {
    assertEquals(List.of(), decode(RawPacket.withAnswers(0)));
  }

  @Test
  void uncompressedNamesAreRead() {
    var records =
        decode(RawPacket.withAnswers(2).name("_id", KEY).txt("one").name("_ip", KEY).txt("two"));
    assertEquals(
        List.of(ResourceRecord.txt("_id", 600, "one"), ResourceRecord.txt("_ip", 600, "two")),
        records);
  }

  @Test
  void namesAreComparedWithThePacketsKeyCaseSensitively() {
    String upper = KEY.toUpperCase(Locale.ROOT);
    var records = decode(RawPacket.withAnswers(2).name("_ID", KEY).txt("a").name(upper).txt("b"));
    assertEquals("_ID", records.get(0).name());
    assertEquals(upper + ".", records.get(1).name());
  }

  @Test
  void namesOfOtherKeysAndTheRootStayAbsolute() {
    String other = Vectors.RUST_KEY.toZBase32();
    var records =
        decode(
            RawPacket.withAnswers(4)
                .name("_id", other)
                .txt("a")
                .name()
                .txt("b")
                .name(KEY)
                .txt("c")
                .name(KEY, "example")
                .txt("d"));
    assertEquals(
        List.of("_id." + other + ".", ".", "@", KEY + ".example."),
        records.stream().map(ResourceRecord::name).toList());
  }

  @Test
  void aDotInsideALabelIsNoSeparator() {
    var records = decode(RawPacket.withAnswers(1).name("_id." + KEY).txt("a"));
    assertEquals("_id\\." + KEY + ".", records.get(0).name());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 254})
  void fiveClassesAreReadWithAndWithoutCacheFlush(int code) {
    for (int bits : new int[] {code, 0x8000 | code}) {
      var records = decode(RawPacket.withAnswers(1).name("_id", KEY).head(16, bits, 2).labels("x"));
      assertEquals(code, records.get(0).recordClass().code());
      assertEquals(new RecordData.Txt(List.of(Bytes.fromHex("78"))), records.get(0).data());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 253, 255, 0x100, 0x7FFF})
  void otherClassesSpoilThePacket(int code) {
    refused(RawPacket.withAnswers(1).name("_id", KEY).head(16, code, 2).labels("x"));
  }

  @Test
  void aSetZBitSpoilsThePacketAndNoOtherFlagDoes() {
    refused(RawPacket.withHeader(0x8040, 0, 0, 0, 0));
    assertEquals(List.of(), decode(RawPacket.withHeader(0xFFBF, 0, 0, 0, 0)));
    assertEquals(List.of(), decode(RawPacket.withHeader(0x0000, 0, 0, 0, 0)));
  }

  @Test
  void forwardPointersAreRefused() {
    refused(RawPacket.withAnswers(1).labels("_id").pointer(40).txt("x").name(KEY));
  }

  @Test
  void pointersToThemselvesAreRefused() {
    refused(RawPacket.withAnswers(1).pointer(12).txt("x"));
    refused(RawPacket.withAnswers(1).labels("_id").pointer(12).txt("x"));
  }

  @Test
  void aPointerIntoTheHeaderIsANameAsGoodAsAny() {
    // Offset 8 holds zeros, which is the root.
    assertEquals(".", decode(RawPacket.withAnswers(1).pointer(8).txt("x")).get(0).name());
  }

  @Test
  void chainsOfPointersAreFollowed() {
    var records =
        decode(
            RawPacket.withAnswers(3)
                .name("_id", KEY)
                .txt("a") // the next record begins at 12 + 58 + 10 + 2 = 82
                .pointer(12)
                .txt("b")
                .pointer(82)
                .txt("c"));
    assertEquals(List.of("_id", "_id", "_id"), records.stream().map(ResourceRecord::name).toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {0x40, 0x7F, 0x80, 0xBF})
  void labelsOver63BytesAreRefused(int length) {
    refused(RawPacket.withAnswers(1).u8(length).bytes(new byte[length]).u8(0).txt("x"));
  }

  @Test
  void namesMayHave255BytesAndNotMore() {
    String label = "x".repeat(63);
    String last = "x".repeat(61); // 3 * 64 + 62 + 1 = 255
    decode(RawPacket.withAnswers(1).name(label, label, label, last).txt("x"));
    refused(RawPacket.withAnswers(1).name(label, label, label, last + "x").txt("x"));
  }

  @Test
  void aPacketCutAnywhereIsRefused() {
    for (int size = 0; size < Vectors.FULL.size(); size++) {
      Bytes cut = Vectors.FULL.slice(0, size);
      assertThrows(InvalidPacketException.class, () -> DnsPacket.decode(Vectors.KEY, cut));
    }
  }

  @Test
  void dataThatEndBeforeTheirStringsDoAreRefused() {
    refused(RawPacket.withAnswers(1).name(KEY).head(16, 1, 1).u8(3).bytes(new byte[3]));
  }

  @Test
  void bytesAfterTheLastRecordAreIgnored() {
    Bytes longer = Vectors.FULL.concat(Bytes.fromHex("ffffffffffff"));
    assertEquals(Vectors.fullRecords(), DnsPacket.decode(Vectors.KEY, longer));
  }

  @Test
  void textWithoutDataIsNoText() {
    var records = decode(RawPacket.withAnswers(1).name("_id", KEY).head(16, 1, 0));
    assertEquals(new RecordData.Other(16, Bytes.EMPTY), records.get(0).data());
  }

  @Test
  void textWithOneEmptyStringIsTheEmptyText() {
    var data = decode(RawPacket.withAnswers(1).name("_id", KEY).txt("")).get(0).data();
    assertEquals(Optional.of(""), ((RecordData.Txt) data).attributeKey());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 28})
  void addressesOfTheWrongSizeSpoilThePacketAndMissingOnesDoNot(int type) {
    int right = type == 1 ? 4 : 16;
    refused(RawPacket.withAnswers(1).name(KEY).head(type, 1, right - 1).bytes(new byte[right]));
    refused(RawPacket.withAnswers(1).name(KEY).head(type, 1, right + 1).bytes(new byte[right + 1]));
    var missing = decode(RawPacket.withAnswers(1).name(KEY).head(type, 1, 0));
    assertEquals(new RecordData.Other(type, Bytes.EMPTY), missing.get(0).data());
  }

  @Test
  void questionsAndOtherSectionsAreCheckedAndLeftOut() {
    var records =
        decode(
            RawPacket.withHeader(0x8000, 1, 1, 1, 1)
                .name(KEY)
                .u16(16)
                .u16(255)
                .name("_id", KEY)
                .txt("answer")
                .name("_id", KEY)
                .txt("authority")
                .name("_id", KEY)
                .txt("additional"));
    assertEquals(List.of(ResourceRecord.txt("_id", 600, "answer")), records);

    refused(RawPacket.withHeader(0x8000, 1, 0, 0, 0).name(KEY).u16(16).u16(9));
    refused(RawPacket.withHeader(0x8000, 0, 0, 1, 0).name(KEY).head(16, 9, 2).labels("x"));
    refused(RawPacket.withHeader(0x8000, 0, 0, 0, 2).name(KEY).txt("x"));
  }

  @Test
  void theClassOfAnOptRecordIsASize() {
    var records = decode(RawPacket.withAnswers(1).name().head(41, 1232, 0));
    assertEquals(new RecordData.Other(41, Bytes.EMPTY), records.get(0).data());
  }

  @Test
  void namesInsideDataAreReadWithTheirPointers() {
    var records =
        decode(
            RawPacket.withAnswers(3)
                .name("mail", KEY)
                .head(15, 1, 4) // MX
                .u16(10)
                .pointer(12)
                .name("www", KEY)
                .head(5, 1, 2) // CNAME
                .pointer(12)
                .name("svc", KEY)
                .head(64, 1, 10)
                .u16(1)
                .pointer(12)
                .u16(3)
                .u16(2)
                .u16(443));
    String mail = "mail." + KEY + ".";
    assertEquals("10 " + mail, records.get(0).data().value());
    assertEquals(new RecordData.Cname(mail), records.get(1).data());
    assertEquals("1 " + mail + " port=443", records.get(2).data().value());
  }

  @Test
  void dataOfUnknownTypesStayAsTheyAre() {
    var records = decode(RawPacket.withAnswers(1).name(KEY).head(65280, 1, 3).u8(1).u16(0xC00C));
    assertEquals(new RecordData.Other(65280, Bytes.fromHex("01c00c")), records.get(0).data());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0003000200350003000200", "000300020035000100", "00030003000035ff"})
  void serviceParametersOutOfOrderOrCutAreRefused(String hex) {
    byte[] params = Bytes.fromHex(hex).toArray();
    refused(
        RawPacket.withAnswers(1)
            .name(KEY)
            .head(64, 1, 3 + params.length)
            .u16(1)
            .name()
            .bytes(params));
  }

  @Test
  void theHighestTtlIsRead() {
    var records =
        decode(
            RawPacket.withAnswers(1).name(KEY).u16(16).u16(1).u16(0xFFFF).u16(0xFFFF).u16(1).u8(0));
    assertEquals(0xFFFF_FFFFL, records.get(0).ttlSeconds());
  }

  @Test
  void recordsThatAreOnlyAnnouncedCostNothing() {
    refused(RawPacket.withHeader(0x8000, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF));
  }

  @Test
  void moreThanAThousandBytesAreTooLarge() {
    Bytes large = DnsPacket.encode(Vectors.KEY, List.of()).concat(Bytes.of(new byte[989]));
    InvalidPacketException e =
        assertThrows(InvalidPacketException.class, () -> DnsPacket.decode(Vectors.KEY, large));
    assertEquals(Reason.TOO_LARGE, e.reason());
    assertTrue(e.getMessage().contains("1001 bytes"), e.getMessage());
    assertEquals(List.of(), DnsPacket.decode(Vectors.KEY, large.slice(0, 1000)));
  }

  private static List<ResourceRecord> decode(RawPacket packet) {
    return DnsPacket.decode(Vectors.KEY, packet.build());
  }

  private static void refused(RawPacket packet) {
    InvalidPacketException e = assertThrows(InvalidPacketException.class, () -> decode(packet));
    assertEquals(Reason.MALFORMED, e.reason());
  }
}
