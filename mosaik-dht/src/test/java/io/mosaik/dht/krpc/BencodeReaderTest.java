package io.mosaik.dht.krpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.dht.krpc.KrpcException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BencodeReaderTest {

  @ParameterizedTest
  @CsvSource({
    "i0e, 0",
    "i42e, 42",
    "i-42e, -42",
    "i9223372036854775807e, 9223372036854775807",
    "i-9223372036854775808e, -9223372036854775808"
  })
  void integersOf64BitsAreRead(String text, long value) throws KrpcException {
    assertEquals(value, readInt(text));
  }

  @ParameterizedTest
  @CsvSource({"i007e, 7", "i-0e, 0", "i+5e, 5", "i-007e, -7"})
  void integersInUnusualFormsAreReadAsMainlineDoes(String text, long value) throws KrpcException {
    assertEquals(value, readInt(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "i9223372036854775808e",
        "i-9223372036854775809e",
        "i99999999999999999999999999e",
        "ie",
        "i-e",
        "i+e",
        "i1.5e",
        "i 1e",
        "i--1e",
        "i1",
        "i",
        ""
      })
  void integersBeyond64BitsOrWithoutDigitsAreRefused(String text) {
    assertRefused(Reason.NOT_BENCODED, text);
  }

  @Test
  void stringsAreReadWithAnyBytes() throws KrpcException {
    Bencode.Text text = (Bencode.Text) read("4:a\0\u00ffe");
    assertEquals(Vectors.ascii("a\0\u00ffe"), text.content());
    assertEquals(0, ((Bencode.Text) read("0:")).content().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5:four",
        "1:",
        "9223372036854775807:x",
        "99999999999999999999:x",
        "2147483648:x",
        "-1:x",
        "1",
        ":",
        "x",
        "1x:a"
      })
  void stringsThatEndBeforeTheyShouldAreRefused(String text) {
    assertRefused(Reason.NOT_BENCODED, text);
  }

  @Test
  void whatFollowsTheValueIsLeftAlone() throws KrpcException {
    assertEquals(3, read("i1eXXXX").to());
    assertEquals(2, read("leXXXX").to());
    assertEquals(2, read("deXXXX").to());
    assertEquals(3, read("1:aXXXX").to());
  }

  @Test
  void unsortedKeysAreRead() throws KrpcException {
    Bencode.Dictionary read = (Bencode.Dictionary) read("d1:bi2e1:ai1ee");
    assertEquals(1, ((Bencode.Int) read.find("a").orElseThrow()).value());
    assertEquals(2, ((Bencode.Int) read.find("b").orElseThrow()).value());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"d", "d1:a", "d1:ai1e", "di1ei1ee", "d1:ae", "l", "li1e", "lx", "d1:ai1e1:ai2ee"})
  void brokenDictionariesAndListsAreRefused(String text) {
    assertRefused(Reason.NOT_BENCODED, text);
  }

  @Test
  void aValueIsKeptInTheBytesInWhichItCame() throws KrpcException {
    Bencode.Dictionary read = (Bencode.Dictionary) read("d1:vd1:bi007e1:a02:xyee");
    assertEquals(Vectors.ascii("d1:bi007e1:a02:xye"), read.find("v").orElseThrow().encoded());
  }

  @ParameterizedTest
  @ValueSource(strings = {"d1:ai1e1:ai2ee", "d1:bi1e1:ai2e1:bi3ee", "d0:i1e0:i2ee"})
  void aKeyTwiceInADictionaryIsRefused(String text) {
    assertRefused(Reason.NOT_BENCODED, text);
  }

  @Test
  void keysInAnyOrderAreFound() throws KrpcException {
    Bencode.Dictionary read = (Bencode.Dictionary) read("d2:aai1e1:ci2e1:bi3e0:i4e2:abi5ee");
    for (String key : new String[] {"aa", "c", "b", "", "ab"}) {
      assertTrue(read.has(key), key);
    }
    assertFalse(read.has("a"));
  }

  @Test
  void nestingIsBounded() throws KrpcException {
    int depth = BencodeReader.MAX_DEPTH;
    read("l".repeat(depth) + "e".repeat(depth));
    assertRefused(Reason.TOO_COMPLEX, "l".repeat(depth + 1) + "e".repeat(depth + 1));
    assertRefused(Reason.TOO_COMPLEX, "d1:a".repeat(depth + 1));
    assertRefused(Reason.TOO_COMPLEX, "l".repeat(1_000_000));
  }

  @Test
  void theNumberOfValuesIsBounded() throws KrpcException {
    int most = BencodeReader.MAX_VALUES - 1;
    read("l" + "le".repeat(most) + "e");
    assertRefused(Reason.TOO_COMPLEX, "l" + "le".repeat(most + 1) + "e");
  }

  private static Bencode read(String text) throws KrpcException {
    return BencodeReader.read(Vectors.ascii(text));
  }

  private static long readInt(String text) throws KrpcException {
    return ((Bencode.Int) read(text)).value();
  }

  private static void assertRefused(Reason reason, String text) {
    assertEquals(reason, assertThrows(KrpcException.class, () -> read(text)).reason());
  }
}
