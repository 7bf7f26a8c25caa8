package io.mosaik.relay.service;

import static io.mosaik.relay.service.Answer.done;

import io.mosaik.api.InvalidPacketException;
import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.Resolution;
import io.mosaik.api.time.Ambient;
import io.mosaik.relay.service.Metrics.Count;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads packets, out of the cache or the DHT; who asks for the same key at the same time shares a
 * lookup.
 *
 * <p>Thread-safe: state lives in the cache and in a map of lookups, each of which is.
 */
final class PacketReader {

  private static final Logger LOG = LoggerFactory.getLogger(PacketReader.class);

  /** How many different keys may be looked up at a time; ours. */
  private static final int MAX_LOOKUPS = 1000;

  private enum Policy {
    CACHE_ONLY,
    CACHE_FIRST,
    NETWORK_ONLY
  }

  private final DhtClient dht;
  private final PacketCache cache;
  private final ClientGate dhtGate;
  private final Metrics metrics;
  private final Ambient ambient;
  private final DhtReadiness readiness;
  private final Map<PublicKey, Lookup> lookups = new ConcurrentHashMap<>();

  PacketReader(
      DhtClient dht,
      PacketCache cache,
      ClientGate dhtGate,
      Metrics metrics,
      DhtReadiness readiness,
      Ambient ambient) {
    this.dht = dht;
    this.cache = cache;
    this.dhtGate = dhtGate;
    this.metrics = metrics;
    this.readiness = readiness;
    this.ambient = ambient;
  }

  /** Answers a GET or HEAD of that key. */
  CompletionStage<Answer> get(Question question, PublicKey key, InetAddress client) {
    Optional<Policy> policy = policy(question);
    if (policy.isEmpty()) {
      return done(
          Answer.text(
              Answer.BAD_REQUEST, "policy is CacheOnly, CacheFirst or NetworkOnly, nothing else"));
    }
    Optional<CachedPacket> cached = cache.get(key);
    boolean enough =
        policy.get() == Policy.CACHE_ONLY
            || policy.get() == Policy.CACHE_FIRST
                && cached.filter(c -> c.isFresh(now())).isPresent();
    if (enough) {
      metrics.count(Count.CACHE_HITS);
      return done(
          cached
              .map(c -> Conditions.apply(question, c, now()))
              .orElse(Answer.of(Answer.NOT_FOUND)));
    }
    Optional<Answer> limited = dhtGate.refuse(client);
    if (limited.isPresent()) {
      return done(limited.get());
    }
    Optional<Lookup> lookup = lookup(key);
    if (lookup.isEmpty()) {
      return done(busy("too many lookups are under way"));
    }
    return policy.get() == Policy.NETWORK_ONLY
        ? lookup.get().whole().thenApply(whole -> fromNetwork(question, whole))
        : lookup
            .get()
            .first()
            .thenCombine(
                firstOrEnd(lookup.get()),
                (first, whole) -> cacheFirst(question, key, first, whole));
  }

  /** The end of a lookup is of interest only if it found nothing. */
  private static CompletionStage<Lookup.End> firstOrEnd(Lookup lookup) {
    return lookup
        .first()
        .thenCompose(
            first ->
                first.isPresent()
                    ? CompletableFuture.completedFuture(Lookup.End.FAILED)
                    : lookup.whole());
  }

  private Answer fromNetwork(Question question, Lookup.End whole) {
    return whole
        .resolution()
        .newest()
        .map(packet -> handOut(question, packet))
        .orElseGet(() -> notFound(whole));
  }

  /** What the DHT has forgotten is still what its owner signed, and better than nothing. */
  private Answer cacheFirst(
      Question question, PublicKey key, Optional<SignedPacket> first, Lookup.End whole) {
    Optional<CachedPacket> known = cache.get(key);
    return known
        .map(packet -> Conditions.apply(question, packet, now()))
        .or(() -> first.map(packet -> handOut(question, packet)))
        .orElseGet(() -> notFound(whole));
  }

  private Answer handOut(Question question, SignedPacket packet) {
    try {
      return Conditions.apply(question, CachedPacket.of(packet, now()), now());
    } catch (InvalidPacketException noRecords) {
      return Answer.text(Answer.NOT_FOUND, "what is stored does not consist of DNS records")
          .with("Pkarr-Invalid-Signed-Packet-Seq", packet.timestamp().toString());
    }
  }

  private static Answer notFound(Lookup.End end) {
    if (end.busy()) {
      return busy("the DHT client is busy");
    }
    Resolution whole = end.resolution();
    if (whole.answered() == 0) {
      return Answer.text(Answer.UNAVAILABLE, "no node of the DHT answered");
    }
    return whole.conclusive()
        ? Answer.of(Answer.NOT_FOUND).with("Cache-Control", "no-store")
        : Answer.text(Answer.UNAVAILABLE, "too few nodes of the DHT answered");
  }

  /** Joins the lookup of that key that is under way, or begins one. */
  private Optional<Lookup> lookup(PublicKey key) {
    Lookup fresh = Lookup.begun();
    Lookup underWay = lookups.get(key);
    if (underWay == null && lookups.size() < MAX_LOOKUPS) {
      underWay = lookups.putIfAbsent(key, fresh);
      if (underWay == null) {
        begin(key, fresh);
        return Optional.of(fresh);
      }
    }
    if (underWay != null) {
      metrics.count(Count.LOOKUPS_SHARED);
    }
    return Optional.ofNullable(underWay);
  }

  private void begin(PublicKey key, Lookup lookup) {
    metrics.count(Count.LOOKUPS);
    CompletionStage<Resolution> resolving;
    try {
      resolving =
          dht.resolveMostRecent(
              key,
              packet -> {
                remember(packet);
                lookup.found(packet);
              });
    } catch (RuntimeException theirs) {
      resolving = CompletableFuture.failedFuture(theirs);
    }
    resolving.whenComplete(
        (resolution, failure) -> {
          lookups.remove(key, lookup);
          Lookup.End end = Lookup.End.of(resolution, failure);
          end.resolution().newest().ifPresent(this::remember);
          if (!end.busy()) {
            heard(end.resolution().answered());
          }
          lookup.ended(end);
        });
  }

  private void heard(int answered) {
    readiness.heard(answered > 0);
    if (answered == 0) {
      metrics.count(Count.LOOKUPS_UNANSWERED);
    }
  }

  private void remember(SignedPacket packet) {
    try {
      cache.offer(CachedPacket.of(packet, now()));
    } catch (InvalidPacketException noRecords) {
      LOG.debug("not cached: {} does not consist of DNS records", packet);
    }
  }

  private static Optional<Policy> policy(Question question) {
    for (String part : question.query().split("&", -1)) {
      if (part.startsWith("policy=")) {
        switch (part.substring("policy=".length())) {
          case "CacheOnly":
            return Optional.of(Policy.CACHE_ONLY);
          case "CacheFirst":
            return Optional.of(Policy.CACHE_FIRST);
          case "NetworkOnly":
            return Optional.of(Policy.NETWORK_ONLY);
          default:
            return Optional.empty();
        }
      }
    }
    boolean pastCaches =
        question.header(Question.CACHE_CONTROL).filter(v -> v.contains("no-cache")).isPresent();
    return Optional.of(pastCaches ? Policy.NETWORK_ONLY : Policy.CACHE_FIRST);
  }

  private static Answer busy(String why) {
    return Answer.text(Answer.UNAVAILABLE, why).with("Retry-After", "2");
  }

  private Instant now() {
    return ambient.wallClock().instant();
  }
}
