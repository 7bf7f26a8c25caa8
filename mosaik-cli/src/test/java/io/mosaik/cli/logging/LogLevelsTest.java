package io.mosaik.cli.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class LogLevelsTest {

  private final Logger dht = LoggerFactory.getLogger("io.mosaik.dht.Dht");
  private final Logger netty = LoggerFactory.getLogger("io.netty.util.X");

  @AfterEach
  void reset() {
    LogLevels.configure(List.of());
  }

  @Test
  void warningsAreLoggedUnlessMoreIsAskedFor() {
    assertInstanceOf(LineLogger.class, dht);
    assertTrue(dht.isWarnEnabled());
    assertFalse(dht.isInfoEnabled());
    LogLevels.configure(List.of("debug"));
    assertTrue(dht.isDebugEnabled());
    assertFalse(netty.isInfoEnabled(), "Netty's own messages help nobody here");
  }

  @Test
  void aLoggerMayHaveALevelOfItsOwn() {
    LogLevels.configure(
        List.of("error", "io.mosaik=info", "io.mosaik.dht=trace", "io.netty=debug"));
    assertTrue(dht.isTraceEnabled());
    assertTrue(netty.isDebugEnabled());
    Logger other = LoggerFactory.getLogger("io.mosaik.dhtx");
    assertTrue(other.isInfoEnabled());
    assertFalse(other.isDebugEnabled());
    assertFalse(LoggerFactory.getLogger("org.example").isWarnEnabled());
  }

  @Test
  void anUnknownLevelIsRefusedAndChangesNothing() {
    LogLevels.configure(List.of("info"));
    assertThrows(
        IllegalArgumentException.class, () -> LogLevels.configure(List.of("debug", "x=loud")));
    assertFalse(dht.isDebugEnabled());
    assertTrue(dht.isInfoEnabled());
  }

  @Test
  void anEventIsOneLineWithThreadLoggerAndCauses() {
    LineLogger logger = new LineLogger("io.mosaik.dht.Dht", Level.WARN);
    Exception thrown = new IllegalStateException("a\nb", new IOException("c"));
    assertEquals(
        "2026-01-02T03:04:05.600Z WARN [main] io.mosaik.dht.Dht: x\\ny?[0m: "
            + "java.lang.IllegalStateException: a\\nb; caused by java.io.IOException: c",
        logger.line(
            Instant.parse("2026-01-02T03:04:05.6Z"), Level.WARN, "main", "x\ny\u001b[0m", thrown));
    logger.setLevel(Level.DEBUG);
    String detailed = logger.line(Instant.EPOCH, Level.WARN, "main", "x", thrown);
    assertTrue(detailed.contains(" at " + LogLevelsTest.class.getName()), detailed);
    assertEquals(1, detailed.lines().count());
  }
}
