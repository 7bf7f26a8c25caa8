package io.mosaik.transport.quic.ping;

import com.google.common.base.Ticker;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.mosaik.api.Dialect;
import io.mosaik.api.PeerId;
import io.mosaik.api.time.MonotonicClock;
import io.mosaik.transport.quic.tls.ClientHelloFacts;
import java.time.Duration;
import java.util.Optional;

/**
 * Which dialect to answer whom in: the one that its handshake shows, else that of its own last
 * entry within the hour, else the configured one. Bounded; the peers heard of longest ago are
 * forgotten first. Thread-safe by its cache.
 */
public final class Dialects {

  /** How long an entry speaks for its peer. */
  public static final Duration MEMORY = Duration.ofHours(1);

  /** The most peers remembered. The limit is ours. */
  static final int CAPACITY = 4096;

  /** Signature schemes that iroh 0.97 offers beside Ed25519, and iroh 1.0 no longer does. */
  private static final int ECDSA_SECP256R1_SHA256 = 0x0403;

  private static final int ECDSA_SECP384R1_SHA384 = 0x0503;

  private final Dialect configured;

  private final Cache<PeerId, Dialect> heard;

  /**
   * Remembers nobody yet.
   *
   * @param configured what to speak to strangers
   * @param clock measures the hour
   */
  public Dialects(Dialect configured, MonotonicClock clock) {
    this.configured = configured;
    this.heard =
        CacheBuilder.newBuilder()
            .maximumSize(CAPACITY)
            .expireAfterWrite(MEMORY)
            .ticker(ticker(clock))
            .build();
  }

  /**
   * A peer's own entry came.
   *
   * @param peer who
   * @param dialect how its entry was laid out
   */
  public void learn(PeerId peer, Dialect dialect) {
    heard.put(peer, dialect);
  }

  /**
   * The dialect in which to answer a peer.
   *
   * @param peer who
   * @param facts what its ClientHello showed
   * @return the dialect that it most likely reads
   */
  public Dialect choose(PeerId peer, Optional<ClientHelloFacts> facts) {
    return facts
        .flatMap(Dialects::shownBy)
        .or(() -> Optional.ofNullable(heard.getIfPresent(peer)))
        .orElse(configured);
  }

  /**
   * The dialect that a ClientHello shows. mosaik 0.4 (iroh 1.1) sends no server name; mosaik 0.3
   * (iroh 0.97) sends one, and offers ECDSA. A name with Ed25519 alone is what iroh 1.0 sends, and
   * we: it shows nothing.
   */
  static Optional<Dialect> shownBy(ClientHelloFacts facts) {
    if (facts.serverName().isEmpty()) {
      return Optional.of(Dialect.V0_4);
    }
    boolean offersEcdsa =
        facts.signatureSchemes().contains(ECDSA_SECP256R1_SHA256)
            || facts.signatureSchemes().contains(ECDSA_SECP384R1_SHA384);
    return offersEcdsa ? Optional.of(Dialect.V0_3) : Optional.empty();
  }

  private static Ticker ticker(MonotonicClock clock) {
    return new Ticker() {
      @Override
      public long read() {
        return clock.now().nanos();
      }
    };
  }
}
