package io.mosaik.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that nobody wrote on purpose, or somebody did: refused in one way, or read and kept. */
@Tag("fuzz")
class HostileBytesFuzzTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 20260105})
  void mutatedEntriesAreRefusedOrWrittenBackAsTheyWereRead(long seed) {
    Random random = new Random(seed);
    List<Bytes> corpus =
        List.of(
            Vectors.hex(Vectors.load("rust-signed-entry.json"), "entry_hex"),
            Vectors.hex(Vectors.load("rust-signed-entry-0.4.json"), "entry_hex"),
            SignedPeerEntry.sign(Entries.PEER, Entries.full(Dialect.V0_3)).encode(),
            SignedPeerEntry.sign(Entries.PEER, Entries.full(Dialect.V0_4)).encode());
    int read = 0;
    for (int i = 0; i < 10_000; i++) {
      Bytes bytes = mutated(corpus.get(random.nextInt(corpus.size())), random);
      read += check(seed, bytes, HostileBytesFuzzTest::readAndWritten) ? 1 : 0;
    }
    assertTrue(read > 1000, "only " + read + " entries were read: the mutations are too wild");
  }

  /** Leaves the signature out: whoever holds a key can sign whatever bytes they like. */
  private static Bytes readAndWritten(Bytes bytes) {
    PeerEntryCodec.Decoded decoded = PeerEntryCodec.decode(bytes);
    Bytes canonical = PeerEntryCodec.encode(decoded.entry());
    Bytes signed = canonical.concat(decoded.signature().bytes());
    assertEquals(decoded, PeerEntryCodec.decode(signed));
    UnknownVersionEntry.recognise(bytes, Entries.PEER.peerId(), Entries.NETWORK);
    return signed;
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 20260106})
  void mutatedPacketsAreRefused(long seed) {
    Random random = new Random(seed);
    SignedPacket packet =
        SignedPacket.sign(Entries.PEER, new Timestamp(1), Bytes.of(new byte[200]));
    Bytes original = packet.toBytes();
    for (int i = 0; i < 1000; i++) {
      Bytes bytes = mutated(original, random);
      check(
          seed,
          bytes,
          hostile -> {
            assertEquals(packet, SignedPacket.fromBytes(hostile), "seed " + seed);
            return original;
          });
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 20260107})
  void mutatedTextsAreRefusedOrHaveOneNormalForm(long seed) {
    Random random = new Random(seed);
    List<String> corpus =
        List.of(
            "203.0.113.7:4433",
            "[2001:db8:1:2:3:4:5:6%12]:65535",
            "[::ffff:192.168.100.200]:0",
            "https://relay.example:8443/",
            "0.4.2-rc.1+build.7");
    List<Function<String, Object>> parsers =
        List.of(
            TransportAddress::parseIp,
            TransportAddress.Relay::new,
            SemanticVersion::parse,
            PeerId::parse);
    for (int i = 0; i < 20_000; i++) {
      String source = corpus.get(random.nextInt(corpus.size()));
      Bytes mutated = mutated(Bytes.of(source.getBytes(StandardCharsets.UTF_8)), random);
      Function<String, Object> parser = parsers.get(random.nextInt(parsers.size()));
      check(seed, mutated, bytes -> normalForm(bytes, parser));
    }
  }

  private static Bytes normalForm(Bytes bytes, Function<String, Object> parser) {
    Object parsed = parser.apply(new String(bytes.unsafeArray(), StandardCharsets.UTF_8));
    if (parsed instanceof TransportAddress) {
      assertEquals(parsed, parser.apply(parsed.toString()));
    }
    return bytes;
  }

  /** Whether the bytes were read; anything but a refusal of the announced kinds fails the test. */
  private static boolean check(long seed, Bytes bytes, Function<Bytes, Bytes> parser) {
    try {
      parser.apply(bytes);
      return true;
    } catch (InvalidPacketException | IllegalArgumentException refused) {
      assertTrue(refused.getMessage().length() < 500, () -> "seed " + seed + ": " + bytes);
      return false;
    } catch (RuntimeException | AssertionError | StackOverflowError unexpected) {
      return fail("seed " + seed + ": " + bytes, unexpected);
    }
  }

  /** Changes, repeats, drops or inserts a few bytes, often where lengths are likely to be. */
  private static Bytes mutated(Bytes original, Random random) {
    byte[] bytes = original.toArray();
    for (int rounds = 1 + random.nextInt(3); rounds > 0 && bytes.length > 0; rounds--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt();
        case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0xff : 0x80);
        case 3 -> bytes = Bytes.of(bytes, 0, at).toArray();
        default -> {
          Bytes whole = Bytes.of(bytes);
          int end = Math.min(bytes.length, at + random.nextInt(9));
          bytes = whole.slice(0, end).concat(whole.slice(at, bytes.length)).toArray();
        }
      }
    }
    return Bytes.of(bytes);
  }
}
