package io.mosaik.it.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.it.program.CliProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code beacon --http} as a program on the module path: scraped while it runs, and recorded by
 * Java Flight Recorder.
 */
class BeaconHttpTest {

  private static final String MONITOR = "monitor ";

  @Test
  void aBeaconCanBeScrapedAndRecorded(@TempDir Path directory) throws Exception {
    Path recording = directory.resolve("beacon.jfr");
    try (CliProcess testnet = CliProcess.start("testnet")) {
      String line = testnet.awaitLine(each -> each.contains("--dht-bootstrap"));
      String bootstrap = line.strip().split(" ")[1];
      List<String> command =
          new ArrayList<>(
              CliProcess.command(
                  "beacon", "-n", "my-app", "--dht-bootstrap", bootstrap, "--http", "127.0.0.1:0"));
      command.add(1, "-XX:StartFlightRecording=filename=" + recording);
      try (CliProcess beacon = CliProcess.launch(command)) {
        String url = beacon.awaitLine(each -> each.startsWith(MONITOR)).substring(MONITOR.length());
        beacon.awaitLine(each -> each.contains("is ours"));
        HttpResponse<String> metrics = get(url);
        assertEquals(200, metrics.statusCode());
        assertEquals(
            "text/plain; version=0.0.4; charset=utf-8",
            metrics.headers().firstValue("Content-Type").orElseThrow());
        assertTrue(metrics.body().contains("\nmosaik_bootstrap_slot_held 1\n"), metrics::body);
        assertTrue(metrics.body().contains("\nmosaik_dht_routing_table_nodes "), metrics::body);
        assertEquals(200, get(url.replace("/metrics", "/ready")).statusCode());
        beacon.terminate();
        beacon.awaitExit();
      }
    }
    List<String> names =
        RecordingFile.readAllEvents(recording).stream()
            .map(RecordedEvent::getEventType)
            .map(type -> type.getName())
            .distinct()
            .toList();
    assertTrue(
        names.containsAll(List.of("io.mosaik.Scan", "io.mosaik.Claim", "io.mosaik.Lookup")),
        names::toString);
  }

  private static HttpResponse<String> get(String url) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20)).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
