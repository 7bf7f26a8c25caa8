package io.mosaik.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkIdTest {

  @Test
  void theNameIsHashedAsUtf8() {
    Bytes utf8 = Bytes.of("caf\u00e9 \u5317\u4eac \ud83d\ude00".getBytes(StandardCharsets.UTF_8));
    assertEquals(
        new NetworkId(Digest.hash(utf8)), NetworkId.of("caf\u00e9 \u5317\u4eac \ud83d\ude00"));
    assertNotEquals(NetworkId.of("caf\u00e9"), NetworkId.of("caf\u00e8"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud800", "\udc00", "a\ud800b", "\udc00\ud800", "\ud83d\ude00\ude00"})
  void anUnpairedSurrogateIsRefused(String name) {
    var refused = assertThrows(IllegalArgumentException.class, () -> NetworkId.of(name));
    assertTrue(refused.getMessage().contains("unpaired surrogate"), refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ufffd", "caf\ufffd\ufffd"})
  void aNameThatLostCharactersIsRefused(String name) {
    var refused = assertThrows(IllegalArgumentException.class, () -> NetworkId.of(name));
    assertTrue(refused.getMessage().contains("U+FFFD"), refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\n", "\u2003"})
  void anEmptyOrBlankNameIsRefused(String name) {
    var refused = assertThrows(IllegalArgumentException.class, () -> NetworkId.of(name));
    assertTrue(refused.getMessage().contains("empty or blank"), refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"?", " a", "a ", "-", "63"})
  void whatIsUnusualButCompleteIsKept(String name) {
    assertEquals(Digest.of(name), NetworkId.of(name).digest());
  }
}
