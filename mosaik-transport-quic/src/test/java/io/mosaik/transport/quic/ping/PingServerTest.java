package io.mosaik.transport.quic.ping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.Dialect;
import io.mosaik.api.SignedPeerEntry;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.ping.PingServer.Reaction;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How the answering side behaves (wire formats 6.1 and 6.2). */
class PingServerTest {

  private static final Deadline START = Deadline.ofNanos(0);

  private final SignedPeerEntry entry = Entries.entry(Entries.PEER, Entries.NETWORK, Dialect.V0_3);
  private final AtomicInteger signed = new AtomicInteger();
  private final PingServer server =
      new PingServer(
          () -> {
            signed.incrementAndGet();
            return entry;
          },
          START);

  @Test
  void anEmptyFrameIsAnsweredAtOnceWithoutWaitingForTheEndOfTheStream() {
    assertEquals(Optional.empty(), server.receive(Bytes.fromHex("000000")));

    Reaction reaction = server.receive(Bytes.fromHex("00")).orElseThrow();

    assertEquals(new Reaction.Answer(PingFrames.encode(entry.encode())), reaction);
  }

  @Test
  void aRequestWithABodyIsAnsweredToo() {
    assertFalse(server.receive(Bytes.fromHex("00000002aa")).isPresent());
    assertTrue(server.receive(Bytes.fromHex("bb")).isPresent());
  }

  @Test
  void onlyOneEntryIsSignedPerConnection() {
    server.receive(Bytes.fromHex("00000000"));

    assertEquals(Optional.empty(), server.receive(Bytes.fromHex("00000000")));
    assertEquals(1, signed.get());
  }

  @Test
  void theServerDoesNotCloseFirst() {
    server.receive(Bytes.fromHex("00000000"));

    assertEquals(Optional.empty(), server.endOfStream());
    assertEquals(Optional.empty(), server.streamReset());
    assertEquals(Optional.empty(), server.expire(START.plus(Duration.ofSeconds(9))));
  }

  @Test
  void aClientThatLingersIsSentAway() {
    server.receive(Bytes.fromHex("00000000"));

    assertClosed(PingClose.CANCELLED, server.expire(START.plus(Duration.ofSeconds(10))));
  }

  @Test
  void aStreamWithoutARequestEndsTheConnection() {
    assertClosed(PingClose.UNEXPECTED_CLOSE, server.endOfStream());
    assertClosed(PingClose.DROPPED, server.streamReset());
    server.receive(Bytes.fromHex("00"));
    assertClosed(PingClose.DROPPED, server.endOfStream());
  }

  @Test
  void aRequestBeyondTheLimitEndsTheConnection() {
    assertClosed(PingClose.PROTOCOL_VIOLATION, server.receive(Bytes.fromHex("00010001")));
    assertEquals(0, signed.get());
  }

  @Test
  void codesAndReasonsAreThoseOfMosaik() {
    assertEquals("Success", PingClose.SUCCESS.reason());
    assertEquals(200, PingClose.SUCCESS.code());
    assertEquals("53756363657373", PingClose.SUCCESS.reasonBytes().toHex());
    assertEquals(0, PingClose.DROPPED.code());
    assertEquals(101, PingClose.DIFFERENT_NETWORK.code());
    assertEquals(102, PingClose.CANCELLED.code());
    assertEquals(103, PingClose.UNEXPECTED_CLOSE.code());
    assertEquals(400, PingClose.PROTOCOL_VIOLATION.code());
  }

  @Test
  void ourServerSatisfiesOurClient() {
    PingClient client = new PingClient(Entries.PEER.peerId(), Entries.NETWORK);
    Reaction reaction = server.receive(client.request()).orElseThrow();
    Bytes frame = assertInstanceOf(Reaction.Answer.class, reaction).frame();

    PingOutcome outcome = client.receive(frame).orElseThrow().outcome(Duration.ZERO);

    assertEquals(new PingOutcome.Healthy(entry, Duration.ZERO), outcome);
  }

  private static void assertClosed(PingClose close, Optional<Reaction> reaction) {
    assertEquals(Optional.of(new Reaction.Close(close)), reaction);
  }
}
