package io.mosaik.pkarr.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyJudgeTest {

  private static final SignedPacket PACKET = Packets.packet(1, 1_000_000);
  private static final Bytes BODY = PACKET.toRelayPayload();

  @Test
  void aPacketOfTheKeyIsFound() {
    assertEquals(new Judgement.Found(PACKET), get(200, Map.of(), BODY));
  }

  @Test
  void aPacketOfAnotherKeyIsALie() {
    Bytes other = Packets.packet(2, 1_000_000).toRelayPayload();
    assertInstanceOf(Judgement.Faulty.class, get(200, Map.of(), other));
  }

  @Test
  void everyForgedOrTruncatedPacketIsALie() {
    for (int i = 0; i < BODY.size(); i++) {
      byte[] forged = BODY.toArray();
      forged[i] ^= 1;
      assertInstanceOf(Judgement.Faulty.class, get(200, Map.of(), Bytes.of(forged)), "byte " + i);
      if (i > 0) {
        Bytes truncated = BODY.slice(0, i);
        assertInstanceOf(Judgement.Faulty.class, get(200, Map.of(), truncated), i + " bytes");
      }
    }
  }

  @Test
  void anEmptySuccessAndAnUnaskedNotModifiedAreBrokenCaches() {
    assertInstanceOf(Judgement.BrokenCache.class, get(200, Map.of(), Bytes.EMPTY));
    assertInstanceOf(Judgement.BrokenCache.class, get(304, Map.of(), Bytes.EMPTY));
  }

  @Test
  void whatIsCompressedIsNotEvenLookedAt() {
    assertInstanceOf(
        Judgement.Faulty.class, get(200, Map.of(RelayReply.CONTENT_ENCODING, "gzip"), BODY));
    assertEquals(
        new Judgement.Found(PACKET),
        get(200, Map.of(RelayReply.CONTENT_ENCODING, "identity"), BODY));
  }

  @Test
  void nothingIsAnAnswerUnlessSomethingElseIsStored() {
    assertEquals(Judgement.Nothing.INSTANCE, get(404, Map.of(), Bytes.EMPTY));
    assertInstanceOf(
        Judgement.NotAPacket.class, get(404, Map.of(RelayReply.INVALID_SEQ, "12"), Bytes.EMPTY));
  }

  @ParameterizedTest
  @CsvSource({"300", "301", "302", "307", "308", "500", "502", "503", "504", "100", "999"})
  void redirectsAndErrorsOfTheServerAreFaults(int status) {
    assertInstanceOf(Judgement.Faulty.class, get(status, Map.of(), Bytes.EMPTY));
    assertInstanceOf(Judgement.Faulty.class, put(status, Map.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "400, REFUSED",
    "403, REFUSED",
    "404, REFUSED",
    "409, NOT_MOST_RECENT",
    "412, SWAP_LOST",
    "413, REFUSED",
    "428, CONFLICTING_WRITE"
  })
  void aRefusedPutSaysWhy(int status, Reason reason) {
    assertEquals(reason, assertInstanceOf(Judgement.Refused.class, put(status, Map.of())).reason());
  }

  @Test
  void aPutWithoutContentIsStored() {
    assertEquals(Judgement.Stored.INSTANCE, put(204, Map.of()));
    assertEquals(Judgement.Stored.INSTANCE, put(204, Map.of(RelayReply.STORED_NODES, "20")));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201})
  void anyOtherSuccessfulPutIsStoredOnlyIfTheReplyCountsNodes(int status) {
    assertEquals(Judgement.Stored.INSTANCE, put(status, Map.of(RelayReply.STORED_NODES, "20")));
    assertInstanceOf(Judgement.Faulty.class, put(status, Map.of()));
    assertInstanceOf(
        Judgement.Faulty.class, put(status, Map.of(RelayReply.CONTENT_TYPE, "text/html")));
  }

  @ParameterizedTest
  @ValueSource(ints = {202, 203, 205, 206, 299})
  void noOtherStatusSaysThatAPutIsStored(int status) {
    assertInstanceOf(Judgement.Faulty.class, put(status, Map.of(RelayReply.STORED_NODES, "20")));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 204})
  void aSuccessWithoutANodeThatStoresIsNone(int status) {
    assertInstanceOf(Judgement.Refused.class, put(status, Map.of(RelayReply.STORED_NODES, "0")));
  }

  @ParameterizedTest
  @CsvSource({
    "7, 7",
    "0, 1",
    "100000, 600",
    "999999999999, 600",
    "-3, 5",
    "'', 5",
    "'Sun, 29 Nov 2026 12:00:30 GMT', 30",
    "'Sunday, 29-Nov-26 12:00:30 GMT', 30",
    "'Sun Nov 29 12:00:30 2026', 30",
    "'Sun, 29 Nov 2026 11:59:00 GMT', 1",
    "'Mon, 29 Nov 2027 12:00:00 GMT', 600",
    "'tomorrow', 5",
    "1e3, 5",
    "'\u0663', 5"
  })
  void aRelayIsLeftAloneForAsLongAsItSaysWithinReason(String retryAfter, int seconds) {
    Judgement expected = new Judgement.Throttled(Duration.ofSeconds(seconds));
    Map<String, String> headers =
        Map.of(
            RelayReply.RETRY_AFTER, retryAfter, RelayReply.DATE, "Sun, 29 Nov 2026 12:00:00 GMT");
    assertEquals(expected, get(429, headers, Bytes.EMPTY));
    assertEquals(expected, put(429, headers));
  }

  @Test
  void whoComparesIsToldByTheReply() {
    Map<String, String> payload =
        Map.of(RelayReply.CONTENT_TYPE, "application/pkarr.org/relays#payload");
    assertEquals(Optional.of(SwapSupport.HONOURED), told(200, payload));
    assertEquals(Optional.of(SwapSupport.HONOURED), told(412, Map.of()));
    assertEquals(
        Optional.of(SwapSupport.HONOURED),
        told(204, Map.of(RelayReply.STORED_NODES, "3", RelayReply.SWAP, "if-match")));
    assertEquals(Optional.of(SwapSupport.IGNORED), told(204, Map.of(RelayReply.STORED_NODES, "3")));
    assertEquals(
        Optional.of(SwapSupport.IGNORED),
        told(404, Map.of(RelayReply.EXPOSED, "Pkarr-Dht-Stored-Nodes")));
    Map<String, String> modern = new HashMap<>(payload);
    modern.put(RelayReply.MEMENTO, "Sun, 06 Nov 1994 08:49:37 GMT");
    assertEquals(Optional.of(SwapSupport.IGNORED), told(200, modern));
    assertEquals(Optional.empty(), told(404, Map.of()));
    assertEquals(Optional.empty(), told(204, Map.of()));
  }

  @Test
  @Tag("fuzz")
  void whateverIsRepliedIsJudged() {
    long seed = 7;
    Random random = new Random(seed);
    List<String> names = new ArrayList<>(RelayReply.HEADERS.stream().sorted().toList());
    for (int round = 0; round < 20_000; round++) {
      Map<String, String> headers = new HashMap<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        byte[] value = new byte[random.nextInt(12)];
        random.nextBytes(value);
        headers.put(
            names.get(random.nextInt(names.size())),
            random.nextBoolean()
                ? Integer.toString(random.nextInt())
                : new String(value, java.nio.charset.StandardCharsets.ISO_8859_1));
      }
      byte[] body = random.nextInt(3) == 0 ? BODY.toArray() : new byte[random.nextInt(1073)];
      if (random.nextBoolean()) {
        random.nextBytes(body);
      }
      RelayReply reply = new RelayReply(random.nextInt(1000), headers, Bytes.of(body));
      String message = "seed " + seed + ", round " + round;
      Judgement get = ReplyJudge.judgeGet(PACKET.key(), reply);
      assertNotNull(get, message);
      assertNotNull(ReplyJudge.judgePut(reply), message);
      assertNotNull(SwapSupport.toldBy(reply), message);
      if (get instanceof Judgement.Found found) {
        assertTrue(found.packet().equals(PACKET), message);
      }
    }
  }

  private static Judgement get(int status, Map<String, String> headers, Bytes body) {
    return ReplyJudge.judgeGet(PACKET.key(), new RelayReply(status, headers, body));
  }

  private static Judgement put(int status, Map<String, String> headers) {
    return ReplyJudge.judgePut(new RelayReply(status, headers, Bytes.EMPTY));
  }

  private static Optional<SwapSupport> told(int status, Map<String, String> headers) {
    return SwapSupport.toldBy(new RelayReply(status, headers, Bytes.EMPTY));
  }
}
