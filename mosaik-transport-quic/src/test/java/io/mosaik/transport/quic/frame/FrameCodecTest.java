package io.mosaik.transport.quic.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.packet.Capture;
import io.mosaik.transport.quic.packet.ConnectionId;
import io.mosaik.transport.quic.packet.WireWriter;
import io.mosaik.transport.quic.tls.EncryptionLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameCodecTest {

  private static final Bytes TOKEN = Bytes.fromHex("000102030405060708090a0b0c0d0e0f");
  private static final Bytes EIGHT = Bytes.fromHex("0102030405060708");

  static Stream<Frame> oneOfEachKind() {
    return Stream.of(
        new Frame.Padding(3),
        new Frame.Ping(),
        new Frame.Ack(7, List.of(new Frame.AckRange(0, 0)), Optional.empty()),
        new Frame.Ack(
            25,
            List.of(
                new Frame.AckRange(90, 100), new Frame.AckRange(70, 88), new Frame.AckRange(3, 3)),
            Optional.of(new Frame.EcnCounts(1, 2, 70_000))),
        new Frame.ResetStream(4, 9, 1_000_000),
        new Frame.StopSending(8, 77),
        new Frame.Crypto(16_384, Bytes.fromHex("aabbcc")),
        new Frame.NewToken(TOKEN),
        new Frame.Stream(0, 0, Bytes.EMPTY, true),
        new Frame.Stream(7, 12_345, Bytes.fromHex("00ff"), false),
        new Frame.MaxData((1L << 62) - 1),
        new Frame.MaxStreamData(3, 64),
        new Frame.MaxStreams(true, 1L << 60),
        new Frame.MaxStreams(false, 0),
        new Frame.DataBlocked(5),
        new Frame.StreamDataBlocked(2, 6),
        new Frame.StreamsBlocked(true, 10),
        new Frame.StreamsBlocked(false, 11),
        new Frame.NewConnectionId(3, 1, new ConnectionId(EIGHT), TOKEN),
        new Frame.RetireConnectionId(2),
        new Frame.PathChallenge(EIGHT),
        new Frame.PathResponse(EIGHT),
        new Frame.ConnectionClose(false, 0x128, 6, Bytes.fromHex("6e6f")),
        new Frame.ConnectionClose(true, 200, 0, Bytes.EMPTY),
        new Frame.HandshakeDone(),
        new Frame.Datagram(EIGHT));
  }

  @ParameterizedTest
  @MethodSource("oneOfEachKind")
  void aFrameSurvivesItsEncoding(Frame frame) throws TransportException {
    assertEquals(List.of(frame, new Frame.Ping()), decode(encode(frame, new Frame.Ping())));
  }

  @Test
  void successOnTheWireIsWhatMosaikSends() {
    Bytes reason = Bytes.of("Success".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertEquals(
        Bytes.fromHex("1d40c80753756363657373"),
        encode(new Frame.ConnectionClose(true, 200, 0, reason)));
  }

  @ParameterizedTest
  @MethodSource("io.mosaik.transport.quic.packet.Capture#all")
  void everyRecordedPayloadSurvivesDecodingAndEncoding(Capture capture) throws TransportException {
    for (int i = 0; i < capture.datagrams().size(); i++) {
      for (Capture.Decrypted packet : capture.packets(i)) {
        List<Frame> frames = decode(packet.payload());
        assertEquals(frames, decode(encode(frames.toArray(new Frame[0]))));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', PROTOCOL_VIOLATION", // no frame at all
    "4001, PROTOCOL_VIOLATION", // PING in two bytes
    "1f, FRAME_ENCODING_ERROR", // IMMEDIATE_ACK, never offered
    "403e, PROTOCOL_VIOLATION", // multipath in too many bytes
    "3e, FRAME_ENCODING_ERROR", // multipath, never offered
    "02050000, FRAME_ENCODING_ERROR", // first range missing
    "0205000006, FRAME_ENCODING_ERROR", // first range below zero
    "020500010104, FRAME_ENCODING_ERROR", // second range missing
    "02050001000400, FRAME_ENCODING_ERROR", // second range below zero
    "0205008fffffffff00, FRAME_ENCODING_ERROR", // ranges that cannot be there
    "0700, FRAME_ENCODING_ERROR", // empty token
    "06c0ffffffffffffff, FRAME_ENCODING_ERROR", // no length
    "06ffffffffffffffff0100, FRAME_ENCODING_ERROR", // data beyond 2^62 - 1
    "0e00ffffffffffffffff0100, FRAME_ENCODING_ERROR", // the same on a stream
    "12d000000000000001, FRAME_ENCODING_ERROR", // more than 2^60 streams
    "18000100000000000000000000000000000000000000, FRAME_ENCODING_ERROR", // empty id
    "180001010000000000000000000000000000000000, FRAME_ENCODING_ERROR", // retires itself
    "1a00, FRAME_ENCODING_ERROR", // challenge of one byte
    "1c0000ff, FRAME_ENCODING_ERROR" // reason missing
  })
  void brokenPayloadsAreRefused(String hex, TransportError error) {
    Bytes payload = Bytes.fromHex(hex);
    TransportException refused = assertThrows(TransportException.class, () -> decode(payload));
    assertEquals(error.code(), refused.code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0400000000", "0800", "1e", "1d0000", "1a0102030405060708", "3000"})
  void handshakePacketsCarryHandshakeFramesOnly(String hex) {
    byte[] payload = Bytes.fromHex(hex).toArray();
    TransportException refused =
        assertThrows(
            TransportException.class,
            () -> FrameDecoder.decode(payload, 0, payload.length, EncryptionLevel.HANDSHAKE));
    assertEquals(TransportError.PROTOCOL_VIOLATION.code(), refused.code());
  }

  @Test
  void aTrimmedAckFitsAndKeepsTheNewest() throws TransportException {
    List<Frame.AckRange> ranges = new ArrayList<>();
    for (int i = 1000; i > 0; i--) {
      ranges.add(new Frame.AckRange(70_000L * i, 70_000L * i + 100));
    }
    Frame.Ack whole = new Frame.Ack(1, ranges, Optional.empty());

    Frame.Ack trimmed = FrameEncoder.trimmed(whole, 300);

    assertTrue(encode(trimmed).size() <= 300, "fits");
    assertTrue(trimmed.ranges().size() > 30, "wastes little");
    assertEquals(ranges.subList(0, trimmed.ranges().size()), trimmed.ranges());
    assertEquals(List.of(trimmed), decode(encode(trimmed)));
  }

  @Tag("fuzz")
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void mutatedPayloadsDecodeOrAreRefused(long seed) {
    Random random = new Random(seed);
    List<Frame> kinds = oneOfEachKind().toList();
    for (int i = 0; i < 30_000; i++) {
      Bytes first = encode(kinds.get(random.nextInt(kinds.size())));
      byte[] payload = first.concat(encode(kinds.get(random.nextInt(kinds.size())))).toArray();
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        payload[random.nextInt(payload.length)] = (byte) random.nextInt(256);
      }
      int end = random.nextInt(payload.length + 1);
      try {
        List<Frame> frames = FrameDecoder.decode(payload, 0, end, EncryptionLevel.APPLICATION);
        Frame[] decoded = frames.toArray(new Frame[0]);
        assertEquals(frames, decode(encode(decoded)), "seed " + seed + ", step " + i);
      } catch (TransportException refused) {
        assertTrue(refused.code() == 7 || refused.code() == 10, "seed " + seed + ", step " + i);
      }
    }
  }

  private static Bytes encode(Frame... frames) {
    byte[] payload = new byte[65_536];
    WireWriter writer = new WireWriter(payload, 0, payload.length);
    for (Frame frame : frames) {
      FrameEncoder.write(frame, writer);
    }
    return Bytes.of(payload, 0, writer.position());
  }

  private static List<Frame> decode(Bytes payload) throws TransportException {
    return FrameDecoder.decode(payload.toArray(), 0, payload.size(), EncryptionLevel.APPLICATION);
  }
}
