package io.mosaik.monitor.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class OpenConnectionsTest {

  private final OpenConnections connections = new OpenConnections(2);

  @Test
  void answeredConnectionsThatDoNotEndGiveWay() {
    EmbeddedChannel first = new EmbeddedChannel();
    EmbeddedChannel second = new EmbeddedChannel();
    for (EmbeddedChannel each : new EmbeddedChannel[] {first, second}) {
      assertTrue(connections.add(each));
      connections.requested(each);
    }
    assertFalse(connections.add(new EmbeddedChannel()), "both are being answered");
    connections.answered(second);
    assertTrue(connections.add(new EmbeddedChannel()));
    assertFalse(second.isOpen());
    assertTrue(first.isOpen());
    assertEquals(2, connections.size());
  }

  @Test
  void theOneThatIsWaitedForTheLongestGivesWay() {
    EmbeddedChannel answered = new EmbeddedChannel();
    EmbeddedChannel silent = new EmbeddedChannel();
    connections.add(answered);
    connections.requested(answered);
    connections.add(silent);
    connections.answered(answered);
    assertTrue(connections.add(new EmbeddedChannel()));
    assertFalse(silent.isOpen());
    assertTrue(answered.isOpen());
  }
}
