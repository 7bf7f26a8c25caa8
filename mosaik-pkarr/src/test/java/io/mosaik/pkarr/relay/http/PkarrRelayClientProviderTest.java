package io.mosaik.pkarr.relay.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.pkarr.relay.RelaySettings;
import io.mosaik.pkarr.relay.RelayUrl;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PkarrRelayClientProviderTest {

  @Test
  void withoutRelaysThereIsNoClient() {
    assertEquals(Optional.empty(), PkarrRelayClientProvider.settings(Map.of()));
    for (Map<String, String> useless : List.of(Map.of("relays", " , "), Map.of("rate", "4"))) {
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class, () -> PkarrRelayClientProvider.settings(useless));
      assertTrue(refused.getMessage().startsWith("relays is "), refused::getMessage);
    }
  }

  @Test
  void relaysAndNumbersAreRead() {
    RelaySettings settings =
        PkarrRelayClientProvider.settings(
                Map.of(
                    "relays", "https://a.example/, http://b.example:8080/pkarr//,https://a.example",
                    "timeout", "2.5",
                    "rate", "4",
                    "burst", "20"))
            .orElseThrow();
    assertEquals(
        new RelaySettings(
            List.of(
                RelayUrl.parse("https://a.example"), RelayUrl.parse("http://b.example:8080/pkarr")),
            Duration.ofMillis(2500),
            4,
            20),
        settings);
  }

  @Test
  void defaultsNameThePublicRelays() {
    RelaySettings settings =
        PkarrRelayClientProvider.settings(Map.of("relays", "defaults")).orElseThrow();
    assertEquals(RelaySettings.of(RelayUrl.PUBLIC), settings);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "relay.example",
        "ftp://relay.example",
        "https://",
        "https://user@relay.example",
        "https://relay.example?x=1",
        "https://relay.example#x",
        "https://relay example",
        "default"
      })
  void whatIsNoRelayIsRefused(String url) {
    assertThrows(
        IllegalArgumentException.class,
        () -> PkarrRelayClientProvider.settings(Map.of("relays", url)));
  }

  @ParameterizedTest
  @CsvSource({"timeout, 0", "timeout, soon", "rate, -1", "rate, NaN", "burst, 0", "relay, x"})
  void optionsThatMakeNoSenseAreRefused(String name, String value) {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                PkarrRelayClientProvider.settings(
                    Map.of("relays", "https://a.example", name, value)));
    assertTrue(!refused.getMessage().isBlank());
  }
}
