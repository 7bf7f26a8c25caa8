package io.mosaik.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class StartFailureTest {

  @Test
  void itSaysWhenThereAreNoFileDescriptorsLeft() {
    IOException netty =
        new IOException(
            new IllegalStateException(
                "failed to open a new selector", new IOException("Too many open files")));
    assertTrue(Dht.advice(netty).contains("ulimit -n"));
    assertEquals("", Dht.advice(new IOException("Address already in use")));
  }
}
