package io.mosaik.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.codec.binary.Base32;
import org.apache.commons.codec.binary.Base58;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodingsTest {

  private static final String HEX =
      "2523ba8f78c626e7a6a2072e0c41b78a89f4b567f315b81fc5ebe04ddb7531d0";
  private static final String Z_BASE_32 = "rwt5id5aaauqxjinyhzyaopztkr9jpm86ck5o86f7xor5s5ig8ey";
  private static final Bytes KEY = Bytes.fromHex(HEX);

  @Test
  void zBase32IsWrittenAndReadAsByPkarr() {
    assertEquals(Z_BASE_32, Encodings.toZBase32(KEY));
    assertEquals(KEY, Encodings.fromZBase32(Z_BASE_32));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "rwt5id5aaauqxjinyhzyaopztkr9jpm86ck5o86f7xor5s5ig8e", // one short
        "rwt5id5aaauqxjinyhzyaopztkr9jpm86ck5o86f7xor5s5ig8eyy", // one long
        "RWT5ID5AAAUQXJINYHZYAOPZTKR9JPM86CK5O86F7XOR5S5IG8EY", // upper case
        "rwt5id5aaauqxjinyhzyaopztkr9jpm86ck5o86f7xor5s5ig8eb", // bits beyond the 256th
        "rwt5id5aaauqxjinyhzyaopztkr9jpm86ck5o86f7xor5s5ig8e=", // padding
        "rwt5id5aaauqxjinyhzyaopztkr9jpm86ck5o86f7xor5s5ig8e ", // white space
        "lwt5id5aaauqxjinyhzyaopztkr9jpm86ck5o86f7xor5s5ig8ey", // l is not in the alphabet
        "ſwt5id5aaauqxjinyhzyaopztkr9jpm86ck5o86f7xor5s5ig8ey"
      })
  void zBase32OfAnyOtherFormIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Encodings.fromZBase32(text));
  }

  @Test
  void base58HasOneLeadingOneForEachLeadingZeroByte() {
    assertEquals("1".repeat(32), Encodings.toBase58(Bytes.of(new byte[32])));
    assertEquals(Bytes.of(new byte[32]), Encodings.fromBase58("1".repeat(32)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1111111111111111111111111111111", // 31 bytes
        "111111111111111111111111111111111", // 33 bytes
        "2iXtA8oeZqUU5pofxK971TCEvFGfems2AcDRaZHKD2p0", // 0 is not in the alphabet
        "2iXtA8oeZqUU5pofxK971TCEvFGfems2AcDRaZHKD2pQ1", // 45 characters
        "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", // 33 bytes in 44 characters
        " iXtA8oeZqUU5pofxK971TCEvFGfems2AcDRaZHKD2pQ",
        "2iXtA8oeZqUU5pofxK971TCEvFGfems2AcDRaZHKD2pé"
      })
  void base58OfAnyOtherFormIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Encodings.fromBase58(text));
  }

  @Test
  void everyKeySurvivesEachEncoding() {
    long seed = 20260101;
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      byte[] raw = new byte[32];
      random.nextBytes(raw);
      for (int zeros = i % 5; zeros > 0; zeros--) {
        raw[zeros - 1] = 0;
      }
      Bytes key = Bytes.of(raw);
      assertEquals(key, Encodings.fromZBase32(Encodings.toZBase32(key)), () -> "seed " + seed);
      assertEquals(key, Encodings.fromBase58(Encodings.toBase58(key)), () -> "seed " + seed);
      assertEquals(key, Encodings.parseKey(Encodings.toZBase32(key)), () -> "seed " + seed);
      assertEquals(key, Encodings.parseKey(Encodings.toBase58(key)), () -> "seed " + seed);
      assertEquals(key, Encodings.parseKey(key.toHex()), () -> "seed " + seed);
    }
  }

  @Test
  void textsAreThoseOfTheLibrary() {
    Base32 zBase32 =
        Base32.builder()
            .setEncodeTable("ybndrfg8ejkmcpqxot1uwisza345h769".getBytes(StandardCharsets.US_ASCII))
            .get();
    Base58 base58 = Base58.builder().get();
    Random random = new Random(20261129);
    for (int i = 0; i < 500; i++) {
      byte[] raw = new byte[32];
      random.nextBytes(raw);
      Arrays.fill(raw, 0, i % 33, (byte) 0);
      Bytes key = Bytes.of(raw);
      assertEquals(zBase32.encodeToString(raw).substring(0, 52), Encodings.toZBase32(key));
      assertEquals(base58.encodeToString(raw), Encodings.toBase58(key));
    }
  }

  @Test
  void keysAreReadFromHexInEitherCase() {
    assertEquals(KEY, Encodings.parseKey(HEX.toUpperCase(java.util.Locale.ROOT)));
  }

  @Test
  void anUnreadableKeyIsAnsweredWithAllThreeForms() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Encodings.parseKey("my-app"))
            .getMessage();
    assertTrue(message.contains("64 hexadecimal digits"), message);
    assertTrue(message.contains("base58"), message);
    assertTrue(message.contains("z-base-32"), message);
    assertTrue(message.contains("'my-app'"), message);
  }

  @Test
  void aMessageShowsNothingThatActsOnAScreen() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Encodings.parseKey("a\u001b[31m\n"))
            .getMessage();
    assertTrue(message.endsWith("'a?[31m?'"), message);
  }

  @Test
  void aHugeTextIsRefusedWithAShortMessage() {
    String huge = "2".repeat(1_000_000);
    String message =
        assertThrows(IllegalArgumentException.class, () -> Encodings.parseKey(huge)).getMessage();
    assertTrue(message.length() < 300, message);
    assertThrows(IllegalArgumentException.class, () -> Encodings.fromBase58(huge));
    assertThrows(IllegalArgumentException.class, () -> Encodings.fromZBase32(huge));
  }
}
