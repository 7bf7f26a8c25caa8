package io.mosaik.transport.quic.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.frame.Frame;
import io.mosaik.transport.quic.frame.TransportError;
import io.mosaik.transport.quic.frame.TransportException;
import io.mosaik.transport.quic.packet.ConnectionId;
import io.mosaik.transport.quic.stream.ControlFrames;
import org.junit.jupiter.api.Test;

class PeerConnectionIdsTest {

  private static final Bytes TOKEN = Bytes.of(new byte[16]);

  private final ControlFrames control = new ControlFrames();
  private final PeerConnectionIds ids = new PeerConnectionIds(id(0), control);

  /** A peer that alternates between two hosts and acknowledges nothing (section 5.1.2). */
  @Test
  void idsGivenUpByMovingAreLimitedAsAllOthers() {
    TransportException refused =
        assertThrows(
            TransportException.class,
            () -> {
              for (int sequence = 1; sequence < 1000; sequence++) {
                ids.onNew(offer(sequence));
                ids.useAnother();
              }
            });

    assertEquals(TransportError.CONNECTION_ID_LIMIT_ERROR.code(), refused.code());
    assertEquals(64, control.size());
  }

  /** Frames are sent again when their acknowledgement is late. */
  @Test
  void anIdThatWasGivenUpDoesNotComeBack() throws Exception {
    for (int sequence = 1; sequence <= 4; sequence++) {
      ids.onNew(offer(sequence));
    }
    ids.useAnother();
    ids.useAnother();

    ids.onNew(offer(1));
    ids.onNew(offer(5));
    ids.onNew(offer(6));

    assertEquals(id(2), ids.active());
    assertEquals(2, control.size(), "0 and 1 are retired once each");
  }

  /** An id that comes after a later one was taken is of no use any more, and says so. */
  @Test
  void anIdThatComesTooLateIsRetiredAtOnce() throws Exception {
    ids.onNew(offer(2));
    ids.useAnother();
    control.withdraw(new Frame.RetireConnectionId(0));

    ids.onNew(offer(1));

    control.withdraw(new Frame.RetireConnectionId(1));
    assertTrue(control.isEmpty());
    assertEquals(id(2), ids.active());
  }

  private static Frame.NewConnectionId offer(int sequence) {
    return new Frame.NewConnectionId(sequence, 0, id(sequence), TOKEN);
  }

  private static ConnectionId id(int number) {
    return new ConnectionId(
        Bytes.of(new byte[] {0, 0, 0, 0, 0, 0, (byte) (number >> 8), (byte) number}));
  }
}
