package io.mosaik.cli.render;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.NetworkId;
import io.mosaik.bootstrap.model.ScanReport;
import io.mosaik.bootstrap.model.SlotReport;
import io.mosaik.bootstrap.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportViewTest {

  @Test
  void whereNoNodeAnsweredTheWayThereIsSuspected() {
    String advice = ReportView.unreadable(report(0));
    assertTrue(advice.contains("UDP gets through"), advice);
  }

  @Test
  void whereSomeNodesAnsweredUdpIsNotSuspected() {
    String advice = ReportView.unreadable(report(3));
    assertFalse(advice.contains("UDP"), advice);
    assertTrue(advice.contains("some nodes answered"), advice);
  }

  private static ScanReport report(int answered) {
    SlotReport slot =
        new SlotReport(
            0,
            KeyPair.ofSeed(Bytes.fromHex("3b".repeat(32))).publicKey(),
            Verdict.UNKNOWN,
            "not conclusive",
            new SlotReport.Lookup(20, answered, false, List.of()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return new ScanReport(
        NetworkId.of("my-app"),
        1,
        Instant.EPOCH,
        Duration.ofSeconds(2),
        List.of(slot),
        List.of(),
        List.of(),
        List.of());
  }
}
