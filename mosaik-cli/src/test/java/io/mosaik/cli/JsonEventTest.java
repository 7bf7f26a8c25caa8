package io.mosaik.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.Dialect;
import io.mosaik.api.KeyPair;
import io.mosaik.api.NetworkId;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerEntry;
import io.mosaik.api.SignedPeerEntry;
import io.mosaik.api.Timestamp;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.bootstrap.model.ClientReport;
import io.mosaik.bootstrap.model.KnownPeer;
import io.mosaik.bootstrap.model.ScanReport;
import io.mosaik.bootstrap.model.SlotReport;
import io.mosaik.bootstrap.model.Verdict;
import io.mosaik.cli.render.EventView;
import io.mosaik.cli.render.Json;
import io.mosaik.cli.render.PingView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Events that no short run brings about are as the schema says, too. */
class JsonEventTest {

  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00.0425Z");
  private static final KeyPair KEYS = KeyPair.ofSeed(Bytes.fromHex("2f".repeat(32)));
  private static final NetworkId NETWORK = NetworkId.of("there");
  private static final Timestamp FAR_FUTURE = new Timestamp(Long.MAX_VALUE);
  private static final Duration ROUND_TRIP = Duration.ofNanos(2_853_654_999L);
  private static final PeerAddress ADDRESS =
      PeerAddress.of(
          KEYS.peerId(),
          List.of(
              TransportAddress.parseIp("[2001:db8::7]:4433"),
              new TransportAddress.Relay("https://relay.example/")));
  private static final SignedPeerEntry ENTRY =
      SignedPeerEntry.sign(
          KEYS, PeerEntry.of(Dialect.V0_3, NETWORK, ADDRESS, NOW.minusSeconds(90)));

  private static final List<PingOutcome> OUTCOMES =
      Stream.<PingOutcome>concat(
              Stream.of(
                  new PingOutcome.Healthy(ENTRY, ROUND_TRIP),
                  new PingOutcome.AliveUnknownVersion(KEYS.peerId(), "9.0.0", ROUND_TRIP)),
              Stream.of(PingOutcome.Reason.values())
                  .map(reason -> new PingOutcome.Failed(reason, "no \"answer\"\n")))
          .toList();

  private static final KnownPeer UNVERIFIED =
      new KnownPeer(
          ADDRESS, OptionalInt.of(3), Optional.empty(), Optional.empty(), Instant.EPOCH, NOW);

  private static final KnownPeer VERIFIED =
      new KnownPeer(
          ADDRESS, OptionalInt.empty(), Optional.of(ENTRY), Optional.of(ROUND_TRIP), NOW, NOW);

  private static final List<BootstrapEvent> EVENTS =
      List.of(
          new BootstrapEvent.PeerDiscovered(ADDRESS, OptionalInt.of(3), ENTRY, ROUND_TRIP),
          new BootstrapEvent.UnverifiedPeerDiscovered(ADDRESS, 4, FAR_FUTURE),
          new BootstrapEvent.PeerMet(ADDRESS),
          new BootstrapEvent.PeerAdded(UNVERIFIED),
          new BootstrapEvent.PeerUpdated(UNVERIFIED, VERIFIED),
          new BootstrapEvent.PeerLost(
              VERIFIED, BootstrapEvent.LossReason.RECORD_GONE, "slot 3 is empty"),
          new BootstrapEvent.ScanFinished(report()),
          new BootstrapEvent.SlotClaimed(5, FAR_FUTURE, ADDRESS),
          new BootstrapEvent.SlotConfirmed(5),
          new BootstrapEvent.SlotRefreshed(5, FAR_FUTURE),
          new BootstrapEvent.ClaimLost(6, true, "swap lost", Duration.ofMillis(500)),
          new BootstrapEvent.SlotDisplaced(6, Optional.of(KEYS.peerId()), Duration.ofSeconds(60)),
          new BootstrapEvent.SlotVacated(6, "closing"),
          new BootstrapEvent.Warning("look at this"));

  @Test
  void everyKindOfEventHasADocumentedForm() {
    Set<Class<?>> kinds =
        Stream.of(BootstrapEvent.class.getPermittedSubclasses()).collect(Collectors.toSet());
    assertEquals(kinds, EVENTS.stream().map(Object::getClass).collect(Collectors.toSet()));
    for (BootstrapEvent event : EVENTS) {
      String line = EventView.json(event, KEYS.peerId(), NOW).orElseThrow().toLine(NOW);
      assertEquals(List.of(), JsonSchemaFile.errors(line), line);
      assertTrue(line.contains("\"local_peer_id\":\"" + KEYS.peerId().toHex()), line);
    }
  }

  @Test
  void peopleReadOnceOfAPeerThatIsThereAndThatIsGone() {
    assertEquals(Optional.empty(), EventView.text(EVENTS.get(0)), "follows in each scan");
    String id = KEYS.peerId().toHex();
    String addresses = "https://relay.example/, [2001:db8::7]:4433";
    assertEquals(
        "@|yellow found|@ " + id + "  " + addresses + "  unverified, in slot 3",
        EventView.text(new BootstrapEvent.PeerAdded(UNVERIFIED)).orElseThrow());
    assertEquals(
        "@|green changed|@ " + id + "  " + addresses + "  rtt 2854 ms",
        EventView.text(new BootstrapEvent.PeerUpdated(UNVERIFIED, VERIFIED)).orElseThrow());
    assertEquals(
        Optional.empty(), EventView.text(new BootstrapEvent.PeerUpdated(VERIFIED, VERIFIED)));
    assertEquals(
        "@|yellow lost|@ " + id + "  (record gone: slot 3 is empty?[2J)",
        EventView.text(
                new BootstrapEvent.PeerLost(
                    VERIFIED, BootstrapEvent.LossReason.RECORD_GONE, "slot 3 is empty\u001b[2J"))
            .orElseThrow());
  }

  @Test
  void everyOutcomeOfAPingHasADocumentedForm() {
    for (PingOutcome outcome : OUTCOMES) {
      for (Optional<NetworkId> wanted :
          List.of(Optional.of(NETWORK), Optional.<NetworkId>empty())) {
        String line = new PingView(ADDRESS, wanted, outcome).json(NOW).toLine(NOW);
        assertEquals(List.of(), JsonSchemaFile.errors(line), line);
      }
    }
  }

  @Test
  void durationsAreMillisecondsWithAtMostThreeDecimals() {
    assertEquals("{\"rtt_ms\":2853.655}", milliseconds(ROUND_TRIP));
    assertEquals("{\"rtt_ms\":0}", milliseconds(Duration.ZERO));
    assertEquals("{\"rtt_ms\":1000000000}", milliseconds(Duration.ofSeconds(1_000_000)));
    assertEquals("{\"rtt_ms\":0.001}", milliseconds(Duration.ofNanos(1_000)));
    for (long micros = 0; micros < 10_000; micros++) {
      String text = milliseconds(Duration.ofNanos(micros * 1_000));
      assertFalse(text.matches(".*\\.[0-9]{4,}.*|.*E.*"), text);
    }
  }

  private static String milliseconds(Duration duration) {
    return Json.empty().with("rtt_ms", duration).toString();
  }

  @Test
  void timesHaveMillisecondsInUtc() {
    String line = Json.event("warning").toLine(NOW);
    assertEquals("{\"time\":\"2026-11-29T12:00:00.042Z\",\"event\":\"warning\"}", line);
    assertTrue(Json.empty().toLine(Instant.EPOCH).contains("1970-01-01T00:00:00.000Z"));
  }

  private static ScanReport report() {
    List<SlotReport> slots =
        Stream.iterate(0, i -> i < Math.min(OUTCOMES.size(), Verdict.values().length), i -> i + 1)
            .map(JsonEventTest::slot)
            .toList();
    return new ScanReport(
        NETWORK,
        7,
        NOW,
        ROUND_TRIP,
        slots,
        List.of(
            new ScanReport.Decision(ScanReport.Action.CLAIM, OptionalInt.of(2), "empty"),
            new ScanReport.Decision(ScanReport.Action.NONE, OptionalInt.empty(), "nothing to do")),
        List.of(new ClientReport("mainline-dht", 97, true, 16, 300, 0, 0)),
        List.of("the clock of this machine may be wrong"));
  }

  private static SlotReport slot(int index) {
    return new SlotReport(
        index,
        KEYS.publicKey(),
        Verdict.values()[index],
        "because",
        new SlotReport.Lookup(20, 17, true, List.of()),
        Optional.of(FAR_FUTURE),
        Optional.of(ADDRESS),
        Optional.of(OUTCOMES.get(index)));
  }
}
