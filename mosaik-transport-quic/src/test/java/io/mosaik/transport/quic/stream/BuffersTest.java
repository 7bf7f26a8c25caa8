package io.mosaik.transport.quic.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuffersTest {

  @Test
  void aFullBufferTakesNoMore() {
    SendBuffer buffer = new SendBuffer(100);

    assertEquals(100, buffer.write(Bytes.of(new byte[150])));
    assertEquals(0, buffer.write(Bytes.of(new byte[1])));
    assertEquals(60, buffer.next(60, Long.MAX_VALUE).orElseThrow().data().size());
    buffer.onAcknowledged(0, 60);

    assertEquals(60, buffer.room());
  }

  @Test
  void nothingBeyondTheLimitIsSent() {
    SendBuffer buffer = new SendBuffer(100);
    buffer.write(Bytes.of(new byte[50]));

    assertEquals(20, buffer.next(100, 20).orElseThrow().data().size());
    assertFalse(buffer.hasPending(20));
    assertTrue(buffer.hasPending(21));
  }

  @Test
  void tearingTooManyHolesIsNoticed() {
    ReceiveBuffer buffer = new ReceiveBuffer();
    Bytes one = Bytes.of(new byte[1]);
    boolean accepted = true;
    int offset = 0;
    while (accepted && offset < 10_000) {
      accepted = buffer.write(offset, one);
      offset += 2;
    }

    assertFalse(accepted);
    assertEquals(2 * (ReceiveBuffer.MAX_RANGES + 1), offset);
  }

  /** A stranger that writes at the end of a window pays for the memory by what it sends. */
  @Test
  void aByteFarAheadOfTheReaderIsHeldWithoutRoomForThoseBeforeIt() {
    ReceiveBuffer buffer = new ReceiveBuffer();

    assertTrue(buffer.write(1_249_999, Bytes.of(new byte[1])));

    assertEquals(1, buffer.held());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void singleBytesThatTouchAreHeldTogether(boolean backwards) {
    ReceiveBuffer buffer = new ReceiveBuffer();
    byte[] data = new byte[10_000];
    new Random(1).nextBytes(data);
    for (int i = 0; i < data.length; i++) {
      int at = backwards ? data.length - 1 - i : i;
      assertTrue(buffer.write(at, Bytes.of(data, at, at + 1)));
    }

    assertEquals(data.length, buffer.held());
    assertTrue(buffer.pieces() <= 2 * data.length / ReceiveBuffer.MERGED_SIZE + 1);
    assertArrayEquals(data, buffer.read(20_000).toArray());
    assertEquals(0, buffer.held());
  }

  @Test
  void whatIsReadIsNotHeldAnyMore() {
    ReceiveBuffer buffer = new ReceiveBuffer();
    buffer.write(0, Bytes.of(new byte[1200]));
    buffer.write(1200, Bytes.of(new byte[1200]));

    assertEquals(1300, buffer.read(1300).size());

    assertEquals(1200, buffer.held(), "a piece is kept until its last byte is read");
    assertEquals(1100, buffer.read(5000).size());
    assertEquals(0, buffer.held());
  }

  /** One buffer into the other, over pieces that are lost, repeated and overtaken. */
  @Tag("fuzz")
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void whatGoesInComesOutInOrder(long seed) {
    Random random = new Random(seed);
    byte[] data = new byte[200_000];
    random.nextBytes(data);
    SendBuffer sender = new SendBuffer(10_000);
    ReceiveBuffer receiver = new ReceiveBuffer();
    List<SendBuffer.Piece> inFlight = new ArrayList<>();
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    int written = 0;
    while (read.size() < data.length) {
      int end = Math.min(data.length, written + random.nextInt(5_000));
      written += sender.write(Bytes.of(data, written, end));
      Optional<SendBuffer.Piece> next = sender.next(random.nextInt(1, 1500), Long.MAX_VALUE);
      next.ifPresent(inFlight::add);
      if (!inFlight.isEmpty() && random.nextBoolean()) {
        SendBuffer.Piece piece = inFlight.remove(random.nextInt(inFlight.size()));
        long to = piece.offset() + piece.data().size();
        switch (random.nextInt(3)) {
          case 0 -> sender.onLost(piece.offset(), to);
          case 1 -> { // arrives, but is believed lost before it is acknowledged
            assertTrue(receiver.write(piece.offset(), piece.data()), "seed " + seed);
            sender.onLost(piece.offset(), to);
            sender.onAcknowledged(piece.offset(), to);
          }
          default -> {
            assertTrue(receiver.write(piece.offset(), piece.data()), "seed " + seed);
            sender.onAcknowledged(piece.offset(), to);
          }
        }
      }
      read.writeBytes(receiver.read(random.nextInt(1, 3_000)).toArray());
    }

    assertArrayEquals(data, read.toByteArray(), "seed " + seed);
    inFlight.forEach(
        piece -> sender.onAcknowledged(piece.offset(), piece.offset() + piece.data().size()));
    assertTrue(sender.isAllAcknowledged(), "seed " + seed);
  }
}
