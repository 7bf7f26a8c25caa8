package io.mosaik.pkarr;

import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import io.mosaik.api.time.Ambient;
import io.mosaik.pkarr.relay.RelaySettings;
import io.mosaik.pkarr.relay.RelayUrl;
import io.mosaik.pkarr.relay.http.RelayClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Reads and writes signed packets through pkarr relays, over HTTP: where UDP does not reach the
 * Mainline DHT, relays do. All relays are asked at once and the newest valid packet counts; none of
 * them is trusted.
 *
 * <pre>{@code
 * try (PkarrRelayClient relays = PkarrRelayClient.builder().publicRelays().start()) {
 *   relays.resolveMostRecent(key, early -> {}).get(10, TimeUnit.SECONDS);
 * }
 * }</pre>
 *
 * <p>Thread-safe. Futures complete on the executor of the builder; cancelling one gives the
 * operation up. They fail with {@link io.mosaik.api.spi.DhtException}.
 */
public final class PkarrRelayClient implements DhtClient {

  private final RelayClient client;

  private PkarrRelayClient(RelayClient client) {
    this.client = client;
  }

  /**
   * Starts with the defaults.
   *
   * @return a new builder, without relays
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@code pkarr-relay}.
   *
   * @return the name of this client
   */
  @Override
  public String name() {
    return client.name();
  }

  /**
   * Looks for the most recent packet of a key. Who is asked and who answers are relays, not nodes;
   * the answer is conclusive if at least half of all relays answered.
   */
  @Override
  public CompletableFuture<Resolution> resolveMostRecent(
      PublicKey key, Consumer<SignedPacket> early) {
    return client.resolveMostRecent(key, early);
  }

  /**
   * Stores a packet at all relays. Those that are not known to compare before they store are read
   * just before, and an expectation that does not hold then is a lost swap too.
   */
  @Override
  public CompletableFuture<PublishReceipt> publish(SignedPacket packet, Expected expected) {
    return client.publish(packet, expected);
  }

  /**
   * Whether every relay has shown that it compares before it stores: those of pkarr 4 to 6 do, and
   * {@code io.mosaik.relay}; those of pkarr 7 and newer do not.
   *
   * @return false as long as one of them has not shown it
   */
  @Override
  public boolean supportsCompareAndSwap() {
    return client.supportsCompareAndSwap();
  }

  @Override
  public void close() {
    client.close();
  }

  /** Collects values. Not thread-safe. */
  public static final class Builder {

    private final List<RelayUrl> relays = new ArrayList<>();
    private Duration timeout = RelaySettings.DEFAULT_TIMEOUT;
    private double perSecond = RelaySettings.DEFAULT_PER_SECOND;
    private int burst = RelaySettings.DEFAULT_BURST;
    private Optional<Executor> callbacks = Optional.empty();
    private Ambient ambient = Ambient.system();

    private Builder() {}

    /**
     * Adds relays.
     *
     * @param urls such as {@code https://relay.example}; {@code defaults} stands for the public
     *     relays that pkarr names
     * @return this
     * @throws IllegalArgumentException if one of them is no URL of a relay
     */
    public Builder relays(String... urls) {
      for (String url : urls) {
        relays.addAll(RelayUrl.named(url));
      }
      return this;
    }

    /**
     * Adds the public relays that pkarr names.
     *
     * @return this
     */
    public Builder publicRelays() {
      relays.addAll(RelayUrl.PUBLIC);
      return this;
    }

    /**
     * How long a whole operation may take, waiting for its turn included: 9 seconds unless set.
     *
     * @param limit positive
     * @return this
     */
    public Builder timeout(Duration limit) {
      timeout = limit;
      return this;
    }

    /**
     * How many requests each relay gets: 2 in a second and 10 at once unless set, the quota of
     * pkarr's own relays. Beyond that requests wait for their turn.
     *
     * @param requestsPerSecond in the long run, positive
     * @param atOnce at least 1
     * @return this
     */
    public Builder budget(double requestsPerSecond, int atOnce) {
      perSecond = requestsPerSecond;
      burst = atOnce;
      return this;
    }

    /**
     * Where futures complete and listeners are called: a few daemon threads of this client unless
     * set.
     *
     * @param executor may be blocked for a while
     * @return this
     */
    public Builder callbackExecutor(Executor executor) {
      callbacks = Optional.of(executor);
      return this;
    }

    /**
     * Time and chance: the system's unless set.
     *
     * @param source of time and chance
     * @return this
     */
    public Builder ambient(Ambient source) {
      ambient = Objects.requireNonNull(source, "ambient");
      return this;
    }

    /**
     * Makes a client. It contacts nobody until it is used.
     *
     * @return the client
     * @throws IllegalArgumentException if there is no relay, or a number makes no sense
     */
    public PkarrRelayClient start() {
      RelaySettings settings = new RelaySettings(relays, timeout, perSecond, burst);
      return new PkarrRelayClient(new RelayClient(settings, ambient, callbacks));
    }
  }
}
