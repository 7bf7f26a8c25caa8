package io.mosaik.relay.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mosaik.api.KeyPair;
import io.mosaik.api.PublicKey;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KnownKeysTest {

  private final KnownKeys keys = new KnownKeys();

  @Test
  void aKeyIsWorkedOutOnce() {
    PublicKey key = KeyPair.generate(new Random(7)).publicKey();
    PublicKey read = keys.read(key.toZBase32());
    assertEquals(key, read);
    assertSame(read, keys.read(key.toZBase32()));
  }

  @Test
  void whatIsNoKeyIsRefusedEachTime() {
    for (int i = 0; i < 2; i++) {
      assertThrows(IllegalArgumentException.class, () -> keys.read("favicon.ico"));
    }
  }
}
