package io.mosaik.cli.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MonitoredOutputTest {

  private final AtomicInteger heard = new AtomicInteger();

  @Test
  void whatArrivesIsNoFailure() throws IOException {
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    MonitoredOutput output = new MonitoredOutput(target);
    output.onFailure(heard::incrementAndGet);
    output.write(new byte[] {1, 2, 3});
    output.write(4);
    assertEquals(4, target.size());
    assertFalse(output.status().isFailed());
    assertEquals(0, heard.get());
  }

  @Test
  void theFirstFailureIsKeptAndToldOnce() {
    MonitoredOutput output = new MonitoredOutput(failing("No space left on device"));
    output.onFailure(heard::incrementAndGet);
    assertThrows(IOException.class, () -> output.write(1));
    assertThrows(IOException.class, () -> output.write(2));
    assertEquals(new OutputStatus("No space left on device", false), output.status());
    assertEquals(1, heard.get());
  }

  @Test
  void whoListensLateIsToldAtOnce() {
    MonitoredOutput output = new MonitoredOutput(failing("Broken pipe"));
    assertThrows(IOException.class, () -> output.write(1));
    output.onFailure(heard::incrementAndGet);
    assertTrue(output.status().isClosedPipe());
    assertEquals(1, heard.get());
  }

  private static OutputStream failing(String reason) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(reason);
      }
    };
  }
}
