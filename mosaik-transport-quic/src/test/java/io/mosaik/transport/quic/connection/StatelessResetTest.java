package io.mosaik.transport.quic.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.packet.ConnectionId;
import io.mosaik.transport.quic.packet.StatelessReset;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whose resets are believed: only those for ids that were used and are not retired (RFC 9000,
 * section 10.3.1).
 */
class StatelessResetTest {

  private final SimulatedPair pair = new SimulatedPair(41);

  @BeforeEach
  void connect() {
    pair.runUntil(
        () -> pair.client.isConfirmed() && pair.server.isConfirmed(), Duration.ofSeconds(10));
    pair.run(Duration.ofMillis(200));
  }

  @Test
  void theResetOfTheIdInUseEndsTheConnection() {
    resetFor(inUse());

    assertEquals(
        CloseReason.Cause.STATELESS_RESET, pair.client.closeReason().orElseThrow().cause());
  }

  @Test
  void resetsOfIdsThatWereNotUsedYetAreNotBelieved() {
    List<ConnectionId> unused =
        pair.server.connection().localIds().stream().filter(id -> !id.equals(inUse())).toList();
    assertFalse(unused.isEmpty());

    unused.forEach(this::resetFor);

    assertTrue(pair.client.connection().isOpen());
  }

  @Test
  void theResetOfARetiredIdIsNotBelievedAnyMore() throws Exception {
    ConnectionId retired = inUse();
    pair.client.connection().state().peerIds.useAnother();

    resetFor(retired);
    assertTrue(pair.client.connection().isOpen());

    resetFor(inUse());
    assertFalse(pair.client.connection().isOpen());
  }

  @Test
  void oneWrongBitMakesItNoReset() {
    Bytes reset = StatelessReset.datagram(pair.server.resetToken(inUse()), 100, new Random(41));
    for (int bit = 8 * (reset.size() - StatelessReset.TOKEN_SIZE); bit < 8 * reset.size(); bit++) {
      byte[] altered = reset.toArray();
      altered[bit / 8] ^= (byte) (1 << bit % 8);
      receive(altered);

      assertTrue(pair.client.connection().isOpen(), "bit " + bit);
    }
  }

  /** The id that the client addresses the server with. */
  private ConnectionId inUse() {
    return pair.client.connection().state().peerIds.active();
  }

  private void resetFor(ConnectionId id) {
    receive(StatelessReset.datagram(pair.server.resetToken(id), 100, new Random(41)).toArray());
  }

  private void receive(byte[] datagram) {
    pair.client
        .connection()
        .receive(new Datagram(SimulatedPair.SERVER_ADDRESS, datagram, datagram.length), pair.now);
    pair.run(Duration.ofMillis(1));
  }
}
