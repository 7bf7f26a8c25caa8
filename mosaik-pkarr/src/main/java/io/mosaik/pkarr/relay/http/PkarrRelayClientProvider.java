package io.mosaik.pkarr.relay.http;

import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.DhtClientProvider;
import io.mosaik.api.spi.NodeContext;
import io.mosaik.pkarr.relay.RelaySettings;
import io.mosaik.pkarr.relay.RelayUrl;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Provides a client of pkarr relays. Without the option {@code relays} it provides none: nobody is
 * contacted unasked.
 *
 * <table>
 * <caption>Options</caption>
 * <tr><th scope="col">name</th><th scope="col">value</th></tr>
 * <tr><td>{@code relays}</td><td>URLs with commas between them; {@code defaults} stands for the
 *     public relays that pkarr names</td></tr>
 * <tr><td>{@code timeout}</td><td>seconds for a whole operation; 9 otherwise</td></tr>
 * <tr><td>{@code rate}</td><td>requests a relay gets in a second in the long run; 2 otherwise
 *     </td></tr>
 * <tr><td>{@code burst}</td><td>requests a relay gets at once; 10 otherwise</td></tr>
 * </table>
 */
public final class PkarrRelayClientProvider implements DhtClientProvider {

  private static final String RELAYS = "relays";
  private static final String TIMEOUT = "timeout";
  private static final String RATE = "rate";
  private static final String BURST = "burst";
  private static final Set<String> OPTIONS = Set.of(RELAYS, TIMEOUT, RATE, BURST);

  /** Makes a provider, as {@link java.util.ServiceLoader} wants it. */
  public PkarrRelayClientProvider() {}

  @Override
  public String id() {
    return RelayClient.NAME;
  }

  @Override
  public Set<String> optionNames() {
    return OPTIONS;
  }

  @Override
  public void checkOptions(Map<String, String> options) {
    settings(options);
  }

  @Override
  public Optional<DhtClient> create(NodeContext context) {
    return settings(context.options())
        .map(
            settings ->
                new RelayClient(
                    settings, context.ambient(), Optional.of(context.callbackExecutor())));
  }

  static Optional<RelaySettings> settings(Map<String, String> options) {
    for (String name : options.keySet()) {
      if (!OPTIONS.contains(name)) {
        throw new IllegalArgumentException(
            RelayClient.NAME + " has the options relays, timeout, rate and burst, not " + name);
      }
    }
    if (options.isEmpty()) {
      return Optional.empty();
    }
    List<RelayUrl> relays =
        Arrays.stream(options.getOrDefault(RELAYS, "").split(","))
            .filter(part -> !part.isBlank())
            .flatMap(part -> RelayUrl.named(part).stream())
            .toList();
    if (relays.isEmpty()) {
      throw new IllegalArgumentException(
          "relays is "
              + (options.containsKey(RELAYS) ? "empty" : "missing")
              + ": URLs with commas between them are needed, or \"defaults\"");
    }
    RelaySettings usual = RelaySettings.of(relays);
    return Optional.of(
        new RelaySettings(
            relays,
            number(options, TIMEOUT).map(PkarrRelayClientProvider::seconds).orElse(usual.timeout()),
            number(options, RATE).orElse(usual.perSecond()),
            number(options, BURST).map(Double::intValue).orElse(usual.burst())));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis((long) (seconds * 1000));
  }

  private static Optional<Double> number(Map<String, String> options, String name) {
    try {
      return Optional.ofNullable(options.get(name)).map(Double::valueOf);
    } catch (NumberFormatException notOne) {
      throw new IllegalArgumentException(
          name + " is a number, not \"" + options.get(name) + "\"", notOne);
    }
  }
}
