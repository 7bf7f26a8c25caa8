package io.mosaik.relay.service;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.time.Ambient;
import io.mosaik.api.time.ManualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelayServiceTest {

  private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");
  private static final long MICROS = 1_760_000_000_500_000L;
  private static final SignedPacket PACKET = Packets.packet(1, MICROS, 600);
  private static final SignedPacket NEWER = Packets.packet(1, MICROS + 1, 600);
  private static final PublicKey KEY = PACKET.key();

  private final ManualClock clock = new ManualClock(START);
  private final MemoryDht dht = new MemoryDht();
  private RelayService service = service(Optional.empty(), Optional.empty());

  // ---- reading

  @Test
  void aPacketComesAsPkarrsRelaysSendIt() {
    dht.put(PACKET);
    Answer answer = get("");
    assertEquals(200, answer.status());
    assertEquals(PACKET.toRelayPayload(), answer.body());
    Map<String, String> headers = answer.headers();
    assertEquals("application/pkarr.org/relays#payload", headers.get("Content-Type"));
    assertEquals("public, max-age=600", headers.get("Cache-Control"));
    assertEquals("Thu, 09 Oct 2025 08:53:20 GMT", headers.get("Last-Modified"));
    assertEquals("Mon, 23 Nov 2026 00:00:00 GMT", headers.get("Memento-Datetime"));
    assertEquals("*", headers.get("Access-Control-Allow-Origin"));
    assertEquals("if-match", headers.get("Pkarr-Compare-And-Swap"));
  }

  @ParameterizedTest
  @CsvSource({"0, 300", "299, 300", "301, 301", "86400, 86400", "2147483647, 86400"})
  void cachingTimesStayWithinBounds(long ttl, long maxAge) {
    dht.put(Packets.packet(1, MICROS, ttl));
    assertEquals("public, max-age=" + maxAge, get("").headers().get("Cache-Control"));
  }

  @Test
  void aPacketIsHandedOutOfTheCacheUntilItsTtlIsOver() {
    dht.put(PACKET);
    get("");
    dht.put(NEWER);
    clock.advance(Duration.ofSeconds(599));
    assertEquals(PACKET.toRelayPayload(), get("").body());
    assertEquals(1, dht.lookups());
    clock.advance(Duration.ofSeconds(2));
    assertEquals(NEWER.toRelayPayload(), get("").body());
    assertEquals(2, dht.lookups());
  }

  @Test
  void policiesChooseBetweenCacheAndNetwork() {
    assertEquals(404, get("policy=CacheOnly").status());
    assertEquals(0, dht.lookups());
    dht.put(PACKET);
    get("policy=CacheFirst");
    dht.put(NEWER);
    assertEquals(PACKET.toRelayPayload(), get("policy=CacheFirst").body());
    assertEquals(NEWER.toRelayPayload(), get("policy=NetworkOnly").body());
    assertEquals(NEWER.toRelayPayload(), get("policy=CacheOnly").body());
    assertEquals(400, get("policy=Whatever").status());
    dht.clear();
    assertEquals(404, get("policy=NetworkOnly").status());
    assertEquals(NEWER.toRelayPayload(), get("policy=CacheOnly").body());
  }

  @Test
  void whoWantsNoCacheGetsTheNetworksAnswer() {
    dht.put(PACKET);
    get("");
    dht.put(NEWER);
    Answer answer = ask("GET", path(), "", Map.of("cache-control", "no-cache, no-store"));
    assertEquals(NEWER.toRelayPayload(), answer.body());
  }

  @Test
  void nothingIsTheDhtsWordAndSilenceIsNot() {
    assertEquals(404, get("").status());
    dht.silent(true);
    assertEquals(503, get("").status());
  }

  @Test
  void whatTheDhtHasForgottenIsStillInTheCache() {
    dht.put(PACKET);
    get("");
    dht.clear();
    clock.advance(Duration.ofSeconds(601));
    assertEquals(PACKET.toRelayPayload(), get("").body());
    dht.silent(true);
    assertEquals(PACKET.toRelayPayload(), get("").body());
  }

  @Test
  void anOlderPacketOfTheDhtDoesNotReplaceANewerOne() {
    dht.put(NEWER);
    get("");
    dht.put(PACKET);
    clock.advance(Duration.ofSeconds(601));
    assertEquals(NEWER.toRelayPayload(), get("").body());
  }

  @Test
  void whatIsNoDnsPacketIsReportedByItsTimestampOnly() {
    dht.put(Packets.junk(1, MICROS));
    Answer answer = get("");
    assertEquals(404, answer.status());
    assertEquals(Long.toString(MICROS), answer.headers().get("Pkarr-Invalid-Signed-Packet-Seq"));
  }

  @Test
  void lookupsOfOneKeyAreShared() {
    dht.put(PACKET);
    CompletableFuture<Void> gate = new CompletableFuture<>();
    dht.gate(gate);
    var first = service.answer(question("GET", path(), "", Map.of(), Bytes.EMPTY), () -> 0);
    var second = service.answer(question("GET", path(), "", Map.of(), Bytes.EMPTY), () -> 0);
    assertFalse(first.toCompletableFuture().isDone());
    gate.complete(null);
    assertEquals(200, first.toCompletableFuture().join().status());
    assertEquals(200, second.toCompletableFuture().join().status());
    assertEquals(1, dht.lookups());
  }

  @Test
  void whoHasThePacketIsToldSo() {
    dht.put(PACKET);
    assertEquals(304, conditional("if-modified-since", "Thu, 09 Oct 2025 08:53:21 GMT"));
    assertEquals(304, conditional("if-modified-since", get("").headers().get("Last-Modified")));
    assertEquals(304, conditional("if-modified-since", "Thursday, 09-Oct-25 08:53:20 GMT"));
    assertEquals(304, conditional("if-modified-since", "Thu Oct  9 08:53:20 2025"));
    assertEquals(200, conditional("if-modified-since", "Thursday, 09-Oct-25 08:53:19 GMT"));
    assertEquals(200, conditional("if-modified-since", "Thu Oct  9 08:53:19 2025"));
    assertEquals(200, conditional("if-modified-since", "Thu, 09 Oct 2025 08:53:19 GMT"));
    assertEquals(200, conditional("if-modified-since", "yesterday"));
    assertEquals(304, conditional("if-none-match", "\"" + MICROS + "\""));
    assertEquals(304, conditional("if-none-match", "*"));
    assertEquals(200, conditional("if-none-match", "\"1\""));
    Answer fresh =
        ask("GET", path(), "", Map.of("if-modified-since", "Thu, 09 Oct 2025 08:53:19 GMT"));
    assertEquals(PACKET.toRelayPayload(), fresh.body(), "the empty body of pkarr 5");
  }

  @Test
  void timestampsFarInTheFutureHaveADateToo() {
    dht.put(Packets.packet(1, Long.MAX_VALUE, 600));
    assertEquals("Fri, 31 Dec 9999 23:59:59 GMT", get("").headers().get("Last-Modified"));
  }

  // ---- writing

  @Test
  void aPutIsStoredAndReadable() {
    Answer answer = put(PACKET, Map.of());
    assertEquals(204, answer.status());
    assertEquals("20", answer.headers().get("Pkarr-Dht-Stored-Nodes"));
    assertEquals(Optional.of(PACKET), dht.stored(KEY));
    assertEquals(PACKET.toRelayPayload(), get("").body());
    assertEquals(0, dht.lookups());
  }

  @Test
  void conflictsHaveTheStatusOfPkarrsRelays() {
    put(NEWER, Map.of());
    assertEquals(409, put(PACKET, Map.of()).status());
    SignedPacket third = Packets.packet(1, MICROS + 2, 600);
    assertEquals(412, put(third, Map.of("if-match", Long.toString(MICROS))).status());
    assertEquals(412, put(third, Map.of("if-match", "0")).status());
    assertEquals(204, put(third, Map.of("if-match", Long.toString(MICROS + 1))).status());
    SignedPacket fourth = Packets.packet(1, MICROS + 3, 600);
    assertEquals(204, put(fourth, Map.of("if-match", "\"" + (MICROS + 2) + "\"")).status());
    dht.put(Packets.packet(2, MICROS + 1, 600));
    assertEquals(409, put(Packets.packet(2, MICROS, 600), Map.of()).status(), "not in the cache");
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "", "W/\"1\"", "-1", "99999999999999999999", "1.5", "\"\""})
  void aConditionThatCannotBeUnderstoodOverwritesNothing(String condition) {
    assertEquals(400, put(PACKET, Map.of("if-match", condition)).status());
    assertEquals(Optional.empty(), dht.stored(KEY));
  }

  @Test
  void everyForgedOrTruncatedPutIsRefused() {
    Bytes good = PACKET.toRelayPayload();
    for (int i = 0; i < good.size(); i++) {
      byte[] forged = good.toArray();
      forged[i] ^= 1;
      assertEquals(400, put(Bytes.of(forged)), "byte " + i);
      assertEquals(400, put(good.slice(0, i)), i + " bytes");
    }
    assertEquals(400, put(Packets.junk(1, MICROS).toRelayPayload()), "no DNS packet");
    assertEquals(400, put(Packets.packet(2, MICROS, 600).toRelayPayload()), "another key");
    assertEquals(413, put(Bytes.of(new byte[1073])));
    assertEquals(Optional.empty(), dht.stored(KEY));
    assertEquals(404, get("policy=CacheOnly").status());
  }

  @Test
  void aDhtThatDoesNotTakeAPacketIsAnErrorAndNothingIsCached() {
    dht.silent(true);
    assertEquals(500, put(PACKET, Map.of()).status());
    assertEquals(404, get("policy=CacheOnly").status());
  }

  // ---- everything else

  @Test
  void browsersMayAsk() {
    Answer preflight = ask("OPTIONS", path(), "", Map.of());
    assertEquals(204, preflight.status());
    assertTrue(preflight.headers().get("Access-Control-Allow-Methods").contains("PUT"));
    assertTrue(preflight.headers().get("Access-Control-Allow-Headers").contains("if-match"));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nonsense, 400",
    "GET, /favicon.ico, 400",
    "DELETE, /" + "rwt5id5aaauqxjinyhzyaopztkr9jpm86ck5o86f7xor5s5ig8ey, 405",
    "POST, /, 405",
    "PUT, /health, 405",
    "GET, /, 200",
    "HEAD, /health, 200",
    "GET, '', 400",
    "GET, *, 400"
  })
  void otherPathsAndMethodsHaveTheirAnswer(String method, String path, int status) {
    assertEquals(status, ask(method, path, "", Map.of()).status());
  }

  @Test
  void healthTellsThatTheRelayLivesAndReadinessThatTheDhtAnswers() {
    assertEquals(200, ask("GET", "/ready", "", Map.of()).status(), "asks by itself");
    assertEquals(1, dht.lookups());
    assertEquals(200, ask("HEAD", "/ready", "", Map.of()).status());
    assertEquals(1, dht.lookups(), "an answer is believed for a while");
    dht.silent(true);
    clock.advance(DhtReadiness.MAX_AGE.plusSeconds(1));
    assertEquals(503, ask("GET", "/ready", "", Map.of()).status());
    assertEquals(200, ask("GET", "/health", "", Map.of()).status(), "alive nevertheless");
    dht.silent(false);
    assertEquals(503, ask("GET", "/ready", "", Map.of()).status(), "not asked again at once");
    assertEquals(2, dht.lookups());
    clock.advance(DhtReadiness.PROBE_EVERY);
    assertEquals(200, ask("GET", "/ready", "", Map.of()).status());
    assertEquals(405, ask("PUT", "/ready", "", Map.of()).status());
  }

  @Test
  void lookupsThatNobodyAnswersEndReadinessAndOneThatIsAnsweredRestoresIt() {
    get("");
    assertEquals(200, ask("GET", "/ready", "", Map.of()).status());
    dht.silent(true);
    for (int i = 0; i < DhtReadiness.MAX_UNANSWERED; i++) {
      get("policy=NetworkOnly");
    }
    assertEquals(503, ask("GET", "/ready", "", Map.of()).status());
    dht.silent(false);
    get("policy=NetworkOnly");
    assertEquals(200, ask("GET", "/ready", "", Map.of()).status());
  }

  @Test
  void aBusyClientIsTriedAgainLaterAndIsNoDeadDht() {
    assertEquals(200, ask("GET", "/ready", "", Map.of()).status());
    dht.busy(true);
    for (int i = 0; i < DhtReadiness.MAX_UNANSWERED + 1; i++) {
      Answer answer = get(i % 2 == 0 ? "policy=NetworkOnly" : "");
      assertEquals(503, answer.status());
      assertEquals("2", answer.headers().get("Retry-After"));
    }
    assertEquals(200, ask("GET", "/ready", "", Map.of()).status());
    clock.advance(DhtReadiness.MAX_AGE.plusSeconds(1));
    assertEquals(200, ask("GET", "/ready", "", Map.of()).status());
  }

  @Test
  void aReadinessProbeThatNeverEndsIsGivenUp() {
    dht.gate(new CompletableFuture<>());
    var first = service.answer(question("GET", "/ready", "", Map.of(), Bytes.EMPTY), () -> 0);
    clock.advance(DhtReadiness.PROBE_LIMIT.plusSeconds(1));
    dht.gate(CompletableFuture.completedFuture(null));
    assertEquals(200, ask("GET", "/ready", "", Map.of()).status());
    assertEquals(503, first.toCompletableFuture().join().status());
  }

  @Test
  void aFailureThatComesLaterIsAnsweredToo() {
    dht.broken(true);
    assertEquals(500, put(PACKET, Map.of()).status());
  }

  @Test
  void draftsOfAProcessThatWasKilledAreDeleted(@TempDir Path folder) throws Exception {
    for (String name : new String[] {"cache.17.tmp", "cache.1x.tmp", "other.17.tmp"}) {
      Files.writeString(folder.resolve(name), "half");
    }
    service = service(Optional.of(folder.resolve("cache")), Optional.empty());
    service.checkSnapshot();
    assertFalse(Files.exists(folder.resolve("cache.17.tmp")));
    assertTrue(Files.exists(folder.resolve("cache.1x.tmp")));
    assertTrue(Files.exists(folder.resolve("other.17.tmp")));
  }

  @Test
  void aReadinessCheckWaitsForTheLookupThatIsUnderWay() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    dht.gate(gate);
    var first = service.answer(question("GET", "/ready", "", Map.of(), Bytes.EMPTY), () -> 0);
    var second = service.answer(question("GET", "/ready", "", Map.of(), Bytes.EMPTY), () -> 0);
    assertFalse(second.toCompletableFuture().isDone());
    gate.complete(null);
    assertEquals(200, first.toCompletableFuture().join().status());
    assertEquals(200, second.toCompletableFuture().join().status());
    assertEquals(1, dht.lookups());
  }

  @Test
  void everyAnswerHasADate() {
    for (String path : new String[] {"/", "/health", "/nonsense", path()}) {
      assertEquals(
          "Mon, 23 Nov 2026 00:00:00 GMT",
          ask("GET", path, "", Map.of()).headers().get("Date"),
          path);
    }
    assertEquals(
        "Mon, 23 Nov 2026 00:00:00 GMT", service.refusal("PUT", 413, "").headers().get("Date"));
  }

  @Test
  void earlyRefusalsMayBeReadByPagesAndAreCounted() {
    assertEquals("*", service.refusal("PUT", 417, "").headers().get("Access-Control-Allow-Origin"));
    service.refusal("", 400, "");
    String text = text(ask("GET", "/metrics", "", Map.of()));
    assertTrue(
        text.contains("mosaik_relay_responses_total{method=\"PUT\",status=\"417\"} 1\n"), text);
    assertTrue(
        text.contains("mosaik_relay_responses_total{method=\"other\",status=\"400\"} 1\n"), text);
  }

  @Test
  void whatWatchesTheRelayIsNeverLimited() {
    service = limited(Optional.of(new RelayLimits.Rate(2, 1)), Optional.empty(), Optional.empty());
    assertEquals(404, get("").status());
    assertEquals(429, get("").status());
    for (String path : new String[] {"/health", "/ready", "/metrics"}) {
      assertEquals(200, ask("GET", path, "", Map.of()).status(), path);
      assertEquals(200, ask("HEAD", path, "", Map.of()).status(), path);
    }
    assertEquals(429, get("").status(), "and does not give anything back");
  }

  /** One scan reads 16 keys, and a node that knows nobody scans every five seconds. */
  @Test
  void theDefaultsCarryTenNodesBehindOneAddress() {
    Optional<RelayLimits.Rate> usual = Optional.of(RelayLimits.Rate.DEFAULT);
    service = limited(usual, usual, Optional.empty());
    for (int scan = 0; scan < 60; scan++) {
      for (int request = 0; request < 10 * 18; request++) {
        assertEquals(404, get("policy=NetworkOnly").status(), "scan " + scan);
      }
      clock.advance(Duration.ofSeconds(5));
    }
  }

  @Test
  void metricsCount() {
    dht.put(PACKET);
    get("");
    get("");
    ask("BREW", path(), "", Map.of());
    String text = text(ask("GET", "/metrics", "", Map.of()));
    assertTrue(
        text.contains("mosaik_relay_responses_total{method=\"GET\",status=\"200\"} 2\n"), text);
    assertTrue(
        text.contains("mosaik_relay_responses_total{method=\"other\",status=\"405\"} 1\n"), text);
    assertTrue(text.contains("mosaik_relay_cache_hits_total 1\n"), text);
    assertTrue(text.contains("mosaik_relay_lookups_total 1\n"), text);
    assertTrue(text.contains("mosaik_relay_cached_packets 1\n"), text);
  }

  @Test
  void whoAsksTooOftenWaits() {
    service = limited(Optional.of(new RelayLimits.Rate(2, 3)), Optional.empty(), Optional.empty());
    for (int i = 0; i < 3; i++) {
      assertEquals(404, get("").status());
    }
    Answer refused = get("");
    assertEquals(429, refused.status());
    assertEquals("1", refused.headers().get("Retry-After"));
    assertEquals(404, from("192.0.2.9", Map.of()).status(), "somebody else");
    clock.advance(Duration.ofMillis(500));
    assertEquals(404, get("").status());
    assertEquals(429, get("").status());
  }

  @Test
  void aSubscribersIpv6AddressesAreOneClient() {
    service = limited(Optional.of(new RelayLimits.Rate(2, 1)), Optional.empty(), Optional.empty());
    assertEquals(404, from("2001:db8:1:2::1", Map.of()).status());
    assertEquals(429, from("2001:db8:1:2:ffff::9", Map.of()).status());
    assertEquals(404, from("2001:db8:1:3::1", Map.of()).status());
  }

  @Test
  void cacheHitsDoNotCountAgainstTheDhtsQuota() {
    service = limited(Optional.empty(), Optional.of(new RelayLimits.Rate(2, 1)), Optional.empty());
    dht.put(PACKET);
    assertEquals(200, get("").status());
    assertEquals(200, get("").status());
    assertEquals(429, get("policy=NetworkOnly").status());
    assertEquals(429, put(NEWER, Map.of()).status());
  }

  @Test
  void aProxyIsBelievedOnlyIfItIsTrusted() {
    Map<String, String> forged = Map.of("x-forwarded-for", "198.51.100.1, 198.51.100.2");
    Optional<RelayLimits.Rate> once = Optional.of(new RelayLimits.Rate(2, 1));
    service = limited(once, Optional.empty(), Optional.empty());
    assertEquals(404, from("192.0.2.1", Map.of()).status());
    assertEquals(429, from("192.0.2.1", forged).status());

    service = limited(once, Optional.empty(), Optional.of("X-Forwarded-For"));
    assertEquals(404, from("192.0.2.1", forged).status());
    assertEquals(429, from("192.0.2.1", Map.of("x-forwarded-for", "198.51.100.2")).status());
    assertEquals(404, from("192.0.2.1", Map.of("x-forwarded-for", "evil")).status());
    assertEquals(429, from("192.0.2.1", Map.of()).status());
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7:5678, 192.0.2.7",
    "[2001:db8::7]:5678, 2001:db8::7",
    "[2001:db8::7], 2001:db8::7",
    "2001:db8::7, 2001:db8::7"
  })
  void aProxyMayAddThePortOrBrackets(String written, String client) {
    Optional<RelayLimits.Rate> once = Optional.of(new RelayLimits.Rate(2, 1));
    service = limited(once, Optional.empty(), Optional.of("X-Forwarded-For"));
    assertEquals(404, from("192.0.2.1", Map.of("x-forwarded-for", written)).status());
    assertEquals(404, from("192.0.2.1", Map.of("x-forwarded-for", "192.0.2.8:5678")).status());
    assertEquals(429, from("192.0.2.1", Map.of("x-forwarded-for", client)).status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[::1", "192.0.2.7:port", "192.0.2.7:99999", "[192.0.2.7", ":", "[]:1"})
  void whatIsNoAddressIsTheProxysOwn(String written) {
    Optional<RelayLimits.Rate> once = Optional.of(new RelayLimits.Rate(2, 1));
    service = limited(once, Optional.empty(), Optional.of("X-Forwarded-For"));
    assertEquals(404, from("192.0.2.1", Map.of("x-forwarded-for", written)).status());
    assertEquals(429, from("192.0.2.1", Map.of()).status());
  }

  @Test
  void packetsOutliveARestart(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("cache");
    service = service(Optional.of(file), Optional.empty());
    service.load();
    put(PACKET, Map.of());
    put(Packets.packet(2, MICROS, 600), Map.of());
    service.save();
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList(), "no drafts are left");
    }

    service = service(Optional.of(file), Optional.empty());
    assertEquals(404, get("policy=CacheOnly").status());
    service.load();
    assertEquals(PACKET.toRelayPayload(), get("policy=CacheOnly").body());
  }

  @Test
  void whatIsBrokenOfASnapshotIsLeftOut(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("cache");
    service = service(Optional.of(file), Optional.empty());
    put(PACKET, Map.of());
    service.save();
    byte[] whole = Files.readAllBytes(file);
    int kept = 0;
    for (int i = "mosaik-relay 1\n".length(); i < whole.length; i++) {
      byte[] broken = whole.clone();
      broken[i] ^= 0x55;
      Files.write(file, broken);
      clock.advance(Duration.ofMillis(1)); // a damaged file is renamed after the time
      RelayService restarted = service(Optional.of(file), Optional.empty());
      restarted.load();
      service = restarted;
      Answer answer = get("policy=CacheOnly");
      if (answer.status() == 200) {
        kept++;
        assertEquals(PACKET.toRelayPayload(), answer.body());
      }
    }
    assertEquals(8, kept, "only the date of the last sight is not signed");
  }

  @Test
  void aFileThatEndsWithinItsFirstLineIsPutAsideAndWrittenAnew(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("cache");
    String head = "mosaik-relay 1\n";
    for (int i = 0; i < head.length(); i++) {
      Files.writeString(file, head.substring(0, i));
      service = service(Optional.of(file), Optional.empty());
      service.checkSnapshot();
      service.load();
      assertEquals(i + 1, corrupt(folder).size(), "none of them is overwritten");
      put(PACKET, Map.of());
      service.save();
      service = service(Optional.of(file), Optional.empty());
      service.load();
      assertEquals(PACKET.toRelayPayload(), get("policy=CacheOnly").body(), i + " bytes");
    }
  }

  @Test
  void aDamagedSnapshotIsReadAsFarAsItGoesPutAsideAndWrittenAnew(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("cache");
    service = service(Optional.of(file), Optional.empty());
    put(PACKET, Map.of());
    put(Packets.packet(2, MICROS, 600), Map.of());
    service.save();
    byte[] whole = Files.readAllBytes(file);
    byte[] cut = Arrays.copyOf(whole, whole.length - 1);
    Files.write(file, cut);

    service = service(Optional.of(file), Optional.empty());
    service.checkSnapshot();
    service.load();
    assertFalse(Files.exists(file));
    assertArrayEquals(cut, Files.readAllBytes(corrupt(folder).get(0)));
    put(PACKET, Map.of());
    put(NEWER, Map.of());
    service.save();
    assertTrue(Files.exists(file), "snapshots go on");
    service = service(Optional.of(file), Optional.empty());
    service.load();
    assertEquals(NEWER.toRelayPayload(), get("policy=CacheOnly").body());
    assertEquals(1, corrupt(folder).size());
  }

  private static List<Path> corrupt(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().contains(".corrupt-")).toList();
    }
  }

  @Test
  void aSnapshotThatCannotBeKeptIsSaidAtTheStart(@TempDir Path folder) throws Exception {
    Path missing = folder.resolve("no/such/folder/cache");
    assertTrue(unusable(missing).contains("is missing"));
    assertTrue(unusable(folder).contains("not a regular file"));
    Path foreign = folder.resolve("thesis");
    Files.writeString(foreign, "something of value");
    assertTrue(unusable(foreign).contains("something else"));
    Path newer = folder.resolve("newer");
    Files.writeString(newer, "mosaik-relay 2\n");
    assertTrue(unusable(newer).contains("something else"));
    assertEquals("something of value", Files.readString(foreign));
    assertEquals("mosaik-relay 2\n", Files.readString(newer));
  }

  private String unusable(Path file) {
    service = service(Optional.of(file), Optional.empty());
    String message = assertThrows(UncheckedIOException.class, service::checkSnapshot).getMessage();
    assertTrue(message.contains(file.toString()), message);
    return message;
  }

  @Test
  void filesWithSimilarNamesAreNeverTouched(@TempDir Path folder) throws Exception {
    for (String name : new String[] {"cache.new", "cache.tmp", "cache.broken", "cache.corrupt"}) {
      Files.writeString(folder.resolve(name), "something of value");
    }
    Path file = folder.resolve("cache");
    Files.writeString(file, "mosaik-");
    service = service(Optional.of(file), Optional.empty());
    service.checkSnapshot();
    service.load();
    put(PACKET, Map.of());
    service.save();
    for (String name : new String[] {"cache.new", "cache.tmp", "cache.broken", "cache.corrupt"}) {
      assertEquals("something of value", Files.readString(folder.resolve(name)));
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(6, files.count(), "the snapshot and the damaged one, no drafts");
    }
  }

  @Test
  void aPacketThatTookThePlaceOfAnotherIsSaved(@TempDir Path folder) {
    Optional<Path> file = Optional.of(folder.resolve("cache"));
    RelayLimits one =
        new RelayLimits(1, Optional.empty(), Optional.empty(), Optional.empty(), file);
    service = new RelayService(dht, one, ambient());
    put(Packets.packet(2, MICROS, 600), Map.of());
    service.save();
    put(PACKET, Map.of());
    service.save();
    service = new RelayService(dht, one, ambient());
    service.load();
    assertEquals(PACKET.toRelayPayload(), get("policy=CacheOnly").body());
  }

  @Test
  void whatIsPutBeforeTheSnapshotHasBeenReadIsSavedToo(@TempDir Path folder) {
    Optional<Path> file = Optional.of(folder.resolve("cache"));
    service = service(file, Optional.empty());
    put(Packets.packet(2, MICROS, 600), Map.of());
    service.save();
    service = service(file, Optional.empty());
    put(PACKET, Map.of());
    service.load();
    service.save();
    service = service(file, Optional.empty());
    service.load();
    assertEquals(PACKET.toRelayPayload(), get("policy=CacheOnly").body());
  }

  @Test
  void aFileThatIsNoSnapshotIsLeftAlone(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("thesis");
    Files.writeString(file, "something of value");
    service = service(Optional.of(file), Optional.empty());
    service.load();
    assertEquals(204, put(PACKET, Map.of()).status());
    service.save();
    assertEquals("something of value", Files.readString(file));
  }

  @Test
  @Tag("fuzz")
  void whateverIsAskedIsAnswered() {
    long seed = 11;
    Random random = new Random(seed);
    String[] methods = {"GET", "HEAD", "PUT", "OPTIONS", "X"};
    String[] names = {"if-match", "if-modified-since", "if-none-match", "cache-control"};
    for (int round = 0; round < 5_000; round++) {
      Map<String, String> headers = new HashMap<>();
      headers.put(names[random.nextInt(names.length)], noise(random, 30));
      byte[] body = new byte[random.nextInt(1105)];
      random.nextBytes(body);
      String path = random.nextBoolean() ? path() : "/" + noise(random, 60);
      String query = random.nextBoolean() ? "policy=NetworkOnly" : noise(random, 40);
      Answer answer =
          service
              .answer(
                  question(
                      methods[random.nextInt(methods.length)],
                      path,
                      query,
                      headers,
                      Bytes.of(body)),
                  () -> 0)
              .toCompletableFuture()
              .join();
      assertTrue(
          answer.status() >= 200 && answer.status() < 500, "seed " + seed + ", round " + round);
    }
  }

  private static String noise(Random random, int most) {
    byte[] bytes = new byte[random.nextInt(most)];
    random.nextBytes(bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private RelayService service(Optional<Path> snapshot, Optional<RelayLimits.Rate> rate) {
    return new RelayService(
        dht, new RelayLimits(1000, rate, rate, Optional.empty(), snapshot), ambient());
  }

  private RelayService limited(
      Optional<RelayLimits.Rate> requests,
      Optional<RelayLimits.Rate> dhtRequests,
      Optional<String> proxy) {
    return new RelayService(
        dht, new RelayLimits(1000, requests, dhtRequests, proxy, Optional.empty()), ambient());
  }

  private Ambient ambient() {
    return new Ambient(clock, clock, new Random(1));
  }

  private static String path() {
    return "/" + KEY.toZBase32();
  }

  private Answer get(String query) {
    return ask("GET", path(), query, Map.of());
  }

  private int conditional(String header, String value) {
    return ask("GET", path(), "", Map.of(header, value)).status();
  }

  private int put(Bytes body) {
    return answer(question("PUT", path(), "", Map.of(), body)).status();
  }

  private Answer put(SignedPacket packet, Map<String, String> headers) {
    return answer(question("PUT", "/" + packet.key(), "", headers, packet.toRelayPayload()));
  }

  private Answer ask(String method, String path, String query, Map<String, String> headers) {
    return answer(question(method, path, query, headers, Bytes.EMPTY));
  }

  private Answer from(String client, Map<String, String> headers) {
    return answer(new Question("GET", path(), "", headers, Bytes.EMPTY, address(client)));
  }

  private Answer answer(Question question) {
    return service.answer(question, () -> 0).toCompletableFuture().join();
  }

  private static Question question(
      String method, String path, String query, Map<String, String> headers, Bytes body) {
    return new Question(method, path, query, headers, body, address("192.0.2.1"));
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(Answer answer) {
    return new String(answer.body().toArray(), StandardCharsets.UTF_8);
  }
}
