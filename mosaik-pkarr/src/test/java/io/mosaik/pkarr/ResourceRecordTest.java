package io.mosaik.pkarr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceRecordTest {

  private static final String KEY = Vectors.KEY.toZBase32();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "TXT|foo=bar \"baz\"|\"foo=bar \\\"baz\\\"\"",
        "txt|``|\"\"",
        "A|1.1.1.1|1.1.1.1",
        "AAAA|2001:DB8:0:0::1|2001:db8::1",
        "AAAA|::ffff:1.2.3.4|::ffff:102:304",
        "CNAME|Example.com|Example.com.",
        "CNAME|.|.",
        "HTTPS|0 https.Example.com|0 https.Example.com.",
        "HTTPS|1 . port=8443 alpn=h2,h3|1 . alpn=h2,h3 port=8443",
        "SVCB|16 foo.example.org ipv4hint=192.0.2.1|16 foo.example.org. ipv4hint=192.0.2.1"
      })
  void valuesAreReadAndShown(String type, String value, String shown) {
    ResourceRecord record = ResourceRecord.parse("_foo", type, value, 30);
    assertEquals(shown, record.data().value());
    List<ResourceRecord> read =
        DnsPacket.decode(Vectors.KEY, DnsPacket.encode(Vectors.KEY, List.of(record)));
    assertEquals(List.of(record), read);
  }

  @Test
  void aMappedAddressStaysAnIpv6Address() {
    ResourceRecord record = ResourceRecord.parse("@", "AAAA", "::ffff:1.2.3.4", 30);
    RecordData.Aaaa data = assertInstanceOf(RecordData.Aaaa.class, record.data());
    assertEquals(Bytes.fromHex("00000000000000000000ffff01020304"), data.rdata());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "A|1.1.1",
        "A|01.1.1.1.1",
        "A|::1",
        "A|``",
        "A|1.1.1.1 2.2.2.2",
        "A|`1.1.1.1\n2.2.2.2`",
        "A|`1.1.1.1\n`",
        "A|`1.1.1.1\r2.2.2.2`",
        "A|1.1.1.1 ; 2.2.2.2",
        "AAAA|`::1\n::2`",
        "CNAME|`a.example\nb.example`",
        "CNAME|a.example ;b.example",
        "HTTPS|`1 . port=1\n2 . port=2`",
        "SVCB|1 . port=1 ;alpn=h2",
        "AAAA|1.2.3.4",
        "AAAA|fe80::1%eth0",
        "CNAME|a..b",
        "CNAME|``",
        "HTTPS|1",
        "HTTPS|70000 .",
        "HTTPS|1 . port=x",
        "HTTPS|1 . port=70000",
        "HTTPS|1 . port=1 port=2",
        "SVCB|1 . ipv4hint=1.2.3",
        "MX|10 mail",
        "TYPE16|\\# 1 00",
        "``|x"
      })
  void valuesThatMakeNoSenseAreRefusedWithTheirText(String type, String value) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> ResourceRecord.parse("_foo", type, value, 30));
    assertTrue(e.getMessage().contains("'"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"_foo,_foo", "_foo.,_foo", "@,@", "@.,@", ".,@", "'',@", "a.b.,a.b", "_F-o,_F-o"})
  void namesGivenByPeopleAreBelowTheKey(String given, String name) {
    assertEquals(name, ResourceRecord.parse(given, "TXT", "x", 30).name());
  }

  @Test
  void aNameGivenWithTheKeyStaysBelowIt() {
    ResourceRecord given = ResourceRecord.parse("_foo." + KEY + ".", "TXT", "x", 30);
    assertEquals("_foo." + KEY, given.fullName(Vectors.KEY));
    Bytes packet = DnsPacket.encode(Vectors.KEY, List.of(given));
    assertEquals("_foo", DnsPacket.decode(Vectors.KEY, packet).get(0).name());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a..b",
        ".a",
        "ä",
        "\\",
        "\\25",
        "\\256",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" // 64
      })
  void namesThatMakeNoSenseAreRefused(String name) {
    assertThrows(IllegalArgumentException.class, () -> ResourceRecord.txt(name, 600, "x"));
  }

  @Test
  void aNameMustLeaveRoomForTheKey() {
    String label = "x".repeat(63) + ".";
    String fits = label + label + label + "x".repeat(8); // 3 * 64 + 9 + 54 = 255
    DnsPacket.encode(Vectors.KEY, List.of(ResourceRecord.txt(fits, 600, "x")));
    assertThrows(IllegalArgumentException.class, () -> ResourceRecord.txt(fits + "x", 600, "x"));
  }

  @Test
  void aTtlGivenByPeopleHasThirtyOneBits() {
    ResourceRecord.parse("@", "TXT", "x", 0x7FFF_FFFFL);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> ResourceRecord.parse("@", "TXT", "x", 0x8000_0000L));
    assertTrue(e.getMessage().contains("0 to 2147483647 seconds"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> ResourceRecord.parse("@", "TXT", "x", -1));
  }

  @Test
  void aTtlIsAnUnsigned32BitNumber() {
    ResourceRecord.txt("@", 0xFFFF_FFFFL, "x");
    assertThrows(IllegalArgumentException.class, () -> ResourceRecord.txt("@", -1, "x"));
    assertThrows(
        IllegalArgumentException.class, () -> ResourceRecord.txt("@", 0x1_0000_0000L, "x"));
  }

  @Test
  void namesInDifferentSpellingsAreEqual() {
    assertEquals(ResourceRecord.txt("_id", 600, "x"), ResourceRecord.txt("\\095id", 600, "x"));
  }

  @Test
  void aRecordIsPrintedAsPkarrToolsDo() {
    ResourceRecord record = ResourceRecord.txt("_foo", 30, "bar");
    assertEquals("_foo." + KEY + "  IN  30  TXT  \"bar\"", record.toString(Vectors.KEY));
    assertEquals("_foo  IN  30  TXT  \"bar\"", record.toString());
    ResourceRecord apex = ResourceRecord.parse("@", "A", "1.1.1.1", 30);
    assertEquals(KEY + "  IN  30  A  1.1.1.1", apex.toString(Vectors.KEY));
  }
}
