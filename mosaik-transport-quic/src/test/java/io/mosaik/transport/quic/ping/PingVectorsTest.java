package io.mosaik.transport.quic.ping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.mosaik.api.Bytes;
import io.mosaik.api.Dialect;
import io.mosaik.api.SignedPeerEntry;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.api.time.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames as the vectors have them, and entries as unmodified Rust nodes sent them. */
class PingVectorsTest {

  private static final JsonObject PING = load("codec-vectors.json").getAsJsonObject("ping");

  static Stream<JsonElement> responses() {
    return StreamSupport.stream(PING.getAsJsonArray("responses").spliterator(), false);
  }

  @Test
  void protocolAndRequestAreThoseOfTheVectors() {
    assertEquals(PING.get("alpn_ascii").getAsString(), PingClient.ALPN);
    assertEquals(
        bytes(PING, "request_frame_hex"),
        new PingClient(Entries.PEER.peerId(), Entries.NETWORK).request());
  }

  @ParameterizedTest
  @MethodSource("responses")
  void responsesAreFramedAndReadAsInTheVectors(JsonElement response) {
    SignedPeerEntry entry =
        SignedPeerEntry.decode(bytes(response.getAsJsonObject(), "signed_peer_entry_postcard_hex"));
    Bytes frame = bytes(response.getAsJsonObject(), "response_frame_hex");

    assertEquals(
        Optional.of(new PingServer.Reaction.Answer(frame)),
        new PingServer(() -> entry, Deadline.ofNanos(0)).receive(Bytes.fromHex("00000000")));
    assertHealthy(entry, frame);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rust-signed-entry.json", "rust-signed-entry-0.4.json"})
  void entriesOfRustNodesAreHealthy(String file) {
    Bytes body = bytes(load(file), "entry_hex");
    SignedPeerEntry entry = SignedPeerEntry.decode(body);

    assertHealthy(entry, PingFrames.encode(body));
    assertEquals(file.contains("0.4") ? Dialect.V0_4 : Dialect.V0_3, entry.entry().dialect());
  }

  private static void assertHealthy(SignedPeerEntry entry, Bytes frame) {
    PingClient client = new PingClient(entry.entry().id(), entry.entry().network());
    int half = frame.size() / 2;
    assertFalse(client.receive(frame.slice(0, half)).isPresent());
    assertEquals(
        new PingOutcome.Healthy(entry, Duration.ZERO),
        client.receive(frame.slice(half, frame.size())).orElseThrow().outcome(Duration.ZERO));
  }

  private static Bytes bytes(JsonObject object, String field) {
    return Bytes.fromHex(object.get(field).getAsString());
  }

  private static JsonObject load(String file) {
    try (InputStream in = PingVectorsTest.class.getResourceAsStream("/vectors/" + file);
        Reader text =
            new InputStreamReader(Objects.requireNonNull(in, file), StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(text).getAsJsonObject();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
