package io.mosaik.pkarr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mosaik.api.Bytes;
import io.mosaik.pkarr.RecordData.Txt;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordDataTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2iXtA8oeZqUU5pofxK971TCEvFGfems2AcDRaZHKD2pQ|2iXtA8oeZqUU5pofxK971TCEvFGfems2AcDRaZHKD2pQ",
        "1.2.3.4:5|1.2.3.4:5",
        "[::1]:5|[::1]:5",
        "https://r.example/?a=b&c=d|https://r.example/?a",
        "=x|''",
        "''|''"
      })
  void textIsReadUpToTheFirstEqualsSign(String text, String expected) {
    assertEquals(Optional.of(expected), Txt.of(text).attributeKey());
  }

  @Test
  void severalStringsSayNothing() {
    assertEquals(Optional.empty(), text("a", "b").attributeKey());
    assertEquals(Optional.empty(), text("a", "").attributeKey());
    assertEquals(Optional.empty(), Txt.of("x".repeat(255)).attributeKey());
    assertEquals(Optional.of("x".repeat(254)), Txt.of("x".repeat(254)).attributeKey());
  }

  @Test
  void aKeyThatIsNoUtf8SaysNothing() {
    assertEquals(Optional.empty(), new Txt(List.of(Bytes.fromHex("ff"))).attributeKey());
    assertEquals(Optional.of("a"), new Txt(List.of(Bytes.fromHex("613dff"))).attributeKey());
  }

  @Test
  void piecesOfATextAreJoinedForPeople() {
    String text = "ä".repeat(300); // 600 bytes, cut inside a character
    assertEquals(3, Txt.of(text).strings().size());
    assertEquals(text, Txt.of(text).text());
  }

  @Test
  void stringsHaveAtMost255Bytes() {
    text("x".repeat(255));
    assertThrows(IllegalArgumentException.class, () -> text("x".repeat(256)));
    assertThrows(IllegalArgumentException.class, () -> new Txt(List.of()));
  }

  @Test
  void valuesOfStrangersArePrintedWithoutControlCharacters() {
    Txt escape = Txt.of("\u001b[2J\"quoted\" \\ ä");
    assertEquals("\"\\027[2J\\\"quoted\\\" \\\\ \\195\\164\"", escape.value());
  }

  @Test
  void dataThatTheLibraryCannotReadAreShownInHexadecimal() {
    assertEquals("\\# 0", new RecordData.Other(16, Bytes.EMPTY).value());
    assertEquals("\\# 3 01C00C", new RecordData.Other(65280, Bytes.fromHex("01c00c")).value());
    assertEquals("\\# 1 07", new RecordData.Other(15, Bytes.fromHex("07")).value());
    assertEquals("TYPE65280", new RecordData.Other(65280, Bytes.EMPTY).typeName());
  }

  @Test
  void serviceParametersMustBeWhole() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new RecordData.Svcb(1, ".", Bytes.fromHex("00030002")));
    assertThrows(
        IllegalArgumentException.class, () -> new RecordData.Https(65536, ".", Bytes.EMPTY));
  }

  private static Txt text(String... strings) {
    return new Txt(
        Stream.of(strings).map(s -> Bytes.of(s.getBytes(StandardCharsets.UTF_8))).toList());
  }
}
