package io.mosaik.transport.quic.tls;

import static io.mosaik.transport.quic.tls.Refusals.DECODE_ERROR;
import static io.mosaik.transport.quic.tls.Refusals.PROTOCOL_VIOLATION;
import static io.mosaik.transport.quic.tls.Refusals.UNEXPECTED_MESSAGE;
import static io.mosaik.transport.quic.tls.Refusals.assertClosed;
import static io.mosaik.transport.quic.tls.Refusals.assertFailed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.tls.HandshakePair.End;
import io.mosaik.transport.quic.tls.HandshakePair.Tamper;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The right messages at the wrong moment, at the wrong level, too many, or too large. */
class MessageOrderTest {

  /** ClientHello, the server's six messages, the client's three. */
  private static final int MESSAGES = 10;

  /** What can be done to one message of an otherwise faultless handshake. */
  enum Mishap {
    OMITTED,
    DUPLICATED,
    REPLACED_BY_FINISHED,
    REPLACED_BY_KEY_UPDATE,
    REPLACED_BY_TICKET,
    REPLACED_BY_CLIENT_HELLO,
    REPLACED_BY_UNKNOWN;

    List<HandshakeMessage> befall(HandshakeMessage message) {
      return switch (this) {
        case OMITTED -> List.of();
        case DUPLICATED -> List.of(message, message);
        case REPLACED_BY_FINISHED ->
            List.of(HandshakeMessage.of(HandshakeType.FINISHED, Bytes.of(new byte[32])));
        case REPLACED_BY_KEY_UPDATE -> List.of(new HandshakeMessage(Bytes.fromHex("1800000100")));
        case REPLACED_BY_TICKET ->
            List.of(HandshakeMessage.of(HandshakeType.NEW_SESSION_TICKET, Bytes.of(new byte[13])));
        case REPLACED_BY_CLIENT_HELLO ->
            List.of(HandshakeMessage.of(HandshakeType.CLIENT_HELLO, Bytes.of(new byte[64])));
        case REPLACED_BY_UNKNOWN -> List.of(new HandshakeMessage(Bytes.fromHex("63000000")));
      };
    }
  }

  static Stream<Arguments> mishaps() {
    return Stream.of(Mishap.values())
        .flatMap(mishap -> IntStream.range(0, MESSAGES).mapToObj(at -> Arguments.of(mishap, at)));
  }

  @ParameterizedTest
  @MethodSource("mishaps")
  void noMishapOfOneMessageLetsBothSidesComplete(Mishap mishap, int at) {
    AtomicInteger count = new AtomicInteger();
    HandshakePair pair =
        run(
            (sender, message) ->
                count.getAndIncrement() == at ? mishap.befall(message) : List.of(message));

    // A second Finished comes after the first has completed the handshake, and then ends it.
    boolean finishedTwice = mishap == Mishap.DUPLICATED && isFinished(at);
    assertEquals(finishedTwice, pair.client.complete && pair.server.complete);
    assertFalse(pair.client.failure.isPresent() && pair.server.failure.isPresent());
    Set<Long> codes = new TreeSet<>();
    Stream.of(pair.client, pair.server)
        .flatMap(end -> end.failure.stream())
        .forEach(failure -> codes.add(failure.quicErrorCode()));
    Set<Long> allowed = allowedCodes(mishap, at);
    assertTrue(allowed.containsAll(codes), () -> "allowed " + allowed + ", seen " + codes);
    assertEquals(mishap != Mishap.OMITTED || isFollowed(at), !codes.isEmpty());
  }

  /** Whether the receiver gets another message of the same flight, by which it can tell. */
  private static boolean isFollowed(int at) {
    boolean endOfClientsHello = at == 0;
    boolean endOfServersFlight = at == 6;
    boolean endOfClientsFlight = at == MESSAGES - 1;
    return !endOfClientsHello && !endOfServersFlight && !endOfClientsFlight;
  }

  private static boolean isFinished(int at) {
    return at == 6 || at == MESSAGES - 1;
  }

  private static Set<Long> allowedCodes(Mishap mishap, int at) {
    // An awaited type with the wrong content is told by its content.
    if (mishap == Mishap.REPLACED_BY_FINISHED && isFinished(at)) {
      return Set.of(0x133L);
    }
    if (mishap == Mishap.REPLACED_BY_CLIENT_HELLO && at == 0) {
      return Set.of((long) DECODE_ERROR);
    }
    boolean endsItsLevel = at <= 1 || isFinished(at);
    if (mishap == Mishap.DUPLICATED && endsItsLevel) {
      return Set.of((long) PROTOCOL_VIOLATION);
    }
    return Set.of((long) UNEXPECTED_MESSAGE);
  }

  @Test
  void twoMessagesOfAFlightSwappedAreUnexpected() {
    for (int first = 2; first < 6; first++) {
      int swapped = first;
      AtomicInteger count = new AtomicInteger();
      List<HandshakeMessage> held = new ArrayList<>();
      HandshakePair pair =
          run(
              (sender, message) -> {
                int index = count.getAndIncrement();
                if (index == swapped) {
                  held.add(message);
                  return List.of();
                }
                return index == swapped + 1 ? List.of(message, held.get(0)) : List.of(message);
              });

      assertFailed(pair.client, UNEXPECTED_MESSAGE);
    }
  }

  @ParameterizedTest
  @EnumSource(value = EncryptionLevel.class, names = "INITIAL", mode = EnumSource.Mode.EXCLUDE)
  void bytesAtALevelNotYetReachedAreUnexpected(EncryptionLevel level) {
    End server =
        new End(TlsHandshake.server(HandshakePair.SERVER_CONFIG, Bytes.EMPTY, Scripted.random()));

    server.handshake.receive(level, Bytes.fromHex("0b"));
    server.drain();

    assertFailed(server, UNEXPECTED_MESSAGE);
  }

  @ParameterizedTest
  @EnumSource(
      value = EncryptionLevel.class,
      names = {"INITIAL", "HANDSHAKE"})
  void bytesAtALevelThatHasBeenLeftAreAViolation(EncryptionLevel level) {
    for (End end : completedEnds()) {
      end.handshake.receive(level, Bytes.fromHex("14"));
      end.drain();
      assertClosed(end, PROTOCOL_VIOLATION);
    }
  }

  @Test
  void bytesBehindTheLastMessageOfALevelAreAViolation() {
    HandshakePair pair =
        run(
            (sender, message) ->
                message.typeCode() == HandshakeType.SERVER_HELLO.code()
                    ? List.of(new HandshakeMessage(message.encoded().concat(Bytes.fromHex("08"))))
                    : List.of(message));

    assertFailed(pair.client, PROTOCOL_VIOLATION);
  }

  @Test
  void aKeyUpdateOfTlsIsUnexpected() {
    for (End end : completedEnds()) {
      end.handshake.receive(EncryptionLevel.APPLICATION, Bytes.fromHex("1800000100"));
      end.drain();
      assertClosed(end, UNEXPECTED_MESSAGE);
    }
  }

  @Test
  void aCertificateRequestAfterTheHandshakeIsAViolation() {
    End client = completed().client;

    client.handshake.receive(EncryptionLevel.APPLICATION, Bytes.fromHex("0d000000"));
    client.drain();

    assertClosed(client, PROTOCOL_VIOLATION);
  }

  @Test
  void aTicketThatLimitsEarlyDataIsAViolation() {
    End client = completed().client;

    receiveTicket(client, "00015180" + "01020304" + "00" + "0001aa" + "0008002a000400004000");

    assertClosed(client, PROTOCOL_VIOLATION);
  }

  @Test
  void anEmptyTicketCannotBeParsed() {
    End client = completed().client;

    receiveTicket(client, "00015180" + "01020304" + "00" + "0000" + "0000");

    assertClosed(client, DECODE_ERROR);
  }

  @Test
  void anEndlessRowOfTicketsIsCutOff() {
    End client = completed().client;
    String ticket = "00015180" + "01020304" + "00" + "1000" + "ab".repeat(4096) + "0000";

    for (int i = 0; i < 20; i++) {
      receiveTicket(client, ticket);
    }

    assertClosed(client, DECODE_ERROR);
  }

  @Test
  void aMessageLargerThanTheLimitIsRefusedByItsHeader() {
    End server =
        new End(TlsHandshake.server(HandshakePair.SERVER_CONFIG, Bytes.EMPTY, Scripted.random()));

    server.handshake.receive(EncryptionLevel.INITIAL, Bytes.fromHex("01004001"));
    server.drain();

    assertFailed(server, DECODE_ERROR);
  }

  @Test
  void nothingIsHeardAfterAFailure() {
    HandshakePair pair = run(Tampering.body(HandshakeType.FINISHED, body -> Bytes.EMPTY));
    int said = pair.client.log.size();

    pair.client.handshake.receive(EncryptionLevel.INITIAL, Bytes.fromHex("02"));
    pair.client.drain();

    assertEquals(said, pair.client.log.size());
  }

  private static void receiveTicket(End client, String body) {
    client.handshake.receive(
        EncryptionLevel.APPLICATION,
        HandshakeMessage.of(HandshakeType.NEW_SESSION_TICKET, Bytes.fromHex(body)).encoded());
    client.drain();
  }

  private static HandshakePair completed() {
    return run(Tamper.NONE);
  }

  private static List<End> completedEnds() {
    HandshakePair pair = completed();
    return List.of(pair.client, pair.server);
  }

  private static HandshakePair run(Tamper tamper) {
    return new HandshakePair(HandshakePair.CLIENT_CONFIG, HandshakePair.SERVER_CONFIG, tamper)
        .run();
  }
}
