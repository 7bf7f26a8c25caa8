package io.mosaik.relay.service;

import com.google.common.net.InetAddresses;
import io.mosaik.api.InvalidPacketException;
import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.Resolution;
import io.mosaik.api.time.Ambient;
import io.mosaik.relay.service.Metrics.Count;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests as pkarr's relays do (pkarr, "relays"): status codes and headers of versions 5
 * to 8, and what each of them leaves out of the other.
 *
 * <p>Thread-safe: state lives in the cache, in the quotas and in a map of lookups, each of which
 * is.
 */
public final class RelayService {

  private static final Logger LOG = LoggerFactory.getLogger(RelayService.class);

  /** Signature, timestamp and 1000 bytes. */
  public static final int MAX_BODY = 1072;

  /** How many different keys may be looked up at a time; ours. */
  private static final int MAX_LOOKUPS = 1000;

  /** After so many unanswered lookups in a row the relay calls itself sick; ours. */
  private static final int SICK = 3;

  private enum Policy {
    CACHE_ONLY,
    CACHE_FIRST,
    NETWORK_ONLY
  }

  private final DhtClient dht;
  private final RelayLimits limits;
  private final Ambient ambient;
  private final PacketCache cache;
  private final Optional<ClientQuota> requests;
  private final Optional<ClientQuota> dhtRequests;
  private final Optional<Snapshot> snapshot;
  private final Map<PublicKey, Lookup> lookups = new ConcurrentHashMap<>();
  private final Metrics metrics = new Metrics();
  private final AtomicInteger unanswered = new AtomicInteger();
  private final Instant started;
  private long savedVersion;
  private boolean saving = true;

  /**
   * Makes a service with an empty cache.
   *
   * @param dht where packets come from and go to
   * @param limits how much to do, and for whom
   * @param ambient time
   */
  public RelayService(DhtClient dht, RelayLimits limits, Ambient ambient) {
    this.dht = dht;
    this.limits = limits;
    this.ambient = ambient;
    this.cache = new PacketCache(limits.cacheCapacity());
    this.requests = limits.requests().map(this::quota);
    this.dhtRequests = limits.dhtRequests().map(this::quota);
    this.snapshot = limits.snapshot().map(Snapshot::new);
    this.started = now();
  }

  private ClientQuota quota(RelayLimits.Rate rate) {
    return new ClientQuota(rate.perSecond(), rate.burst(), ambient.monotonic());
  }

  /**
   * Reads the snapshot, if there is one. Blocks. A file that cannot be read is left alone from then
   * on: it may be somebody else's.
   */
  public synchronized void load() {
    snapshot.ifPresent(
        file -> {
          try {
            int read = file.read(limits.cacheCapacity(), cache::offer);
            savedVersion = cache.version();
            LOG.debug("{} packets read from {}", read, limits.snapshot().get());
          } catch (IOException unreadable) {
            saving = false;
            LOG.warn("no snapshot is read or written: {}", unreadable.toString());
          }
        });
  }

  /** Writes the snapshot, if there is one to be and something has changed. Blocks. */
  public synchronized void save() {
    long version = cache.version();
    if (snapshot.isEmpty() || !saving || version == savedVersion) {
      return;
    }
    try {
      snapshot.get().write(cache.all());
      savedVersion = version;
    } catch (IOException failed) {
      LOG.warn("the snapshot cannot be written to {}", limits.snapshot().get(), failed);
    }
  }

  /**
   * Answers a request. Never fails.
   *
   * @param question the request
   * @param connections how many are open, for the metrics
   * @return completes with the answer, on any thread
   */
  public CompletionStage<Answer> answer(Question question, LongSupplier connections) {
    CompletionStage<Answer> answer;
    try {
      answer = route(question, connections);
    } catch (RuntimeException ours) {
      LOG.warn("a request could not be answered", ours);
      answer = done(Answer.of(Answer.SERVER_ERROR));
    }
    return answer.thenApply(ready -> finished(question.method(), ready));
  }

  /**
   * The answer to a request that could not be read as a whole.
   *
   * @param status the status code
   * @param why for people
   * @return the answer
   */
  public Answer refusal(int status, String why) {
    return finished("other", Answer.text(status, why));
  }

  private Answer finished(String method, Answer ready) {
    boolean known = Routes.METHODS.contains(method);
    metrics.responded(known ? method : "other", ready.status());
    Answer named = Routes.withCommonHeaders(ready);
    return dht.supportsCompareAndSwap() ? named.with("Pkarr-Compare-And-Swap", "if-match") : named;
  }

  private CompletionStage<Answer> route(Question question, LongSupplier connections) {
    if (question.method().equals("OPTIONS")) {
      return done(Routes.preflight());
    }
    InetAddress client = clientOf(question);
    Optional<Answer> limited = limited(requests, client, "too many requests");
    if (limited.isPresent()) {
      return done(limited.get());
    }
    boolean reading = question.method().equals("GET") || question.method().equals("HEAD");
    switch (question.path()) {
      case "/":
        return done(reading ? Routes.index() : Routes.methodNotAllowed());
      case "/health":
        return done(reading ? health() : Routes.methodNotAllowed());
      case "/metrics":
        return done(
            reading
                ? Answer.text(
                    Answer.OK,
                    "text/plain; version=0.0.4; charset=utf-8",
                    metrics.render(cache.size(), connections.getAsLong()))
                : Routes.methodNotAllowed());
      default:
        return packets(question, client, reading);
    }
  }

  private CompletionStage<Answer> packets(Question question, InetAddress client, boolean reading) {
    if (!reading && !question.method().equals("PUT")) {
      return done(Routes.methodNotAllowed());
    }
    PublicKey key;
    try {
      key = PublicKey.fromZBase32(question.path().replaceFirst("^/", ""));
    } catch (IllegalArgumentException noKey) {
      return done(Answer.text(Answer.BAD_REQUEST, "the path is not a public key in z-base-32"));
    }
    return reading ? get(question, key, client) : put(question, key, client);
  }

  // ---- reading

  private CompletionStage<Answer> get(Question question, PublicKey key, InetAddress client) {
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
          cached.map(c -> Conditions.apply(question, c)).orElse(Answer.of(Answer.NOT_FOUND)));
    }
    Optional<Answer> limited = limited(dhtRequests, client, "too many requests to the DHT");
    if (limited.isPresent()) {
      return done(limited.get());
    }
    Optional<Lookup> lookup = lookup(key);
    if (lookup.isEmpty()) {
      return done(busy());
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
  private static CompletionStage<Resolution> firstOrEnd(Lookup lookup) {
    return lookup
        .first()
        .thenCompose(
            first ->
                first.isPresent()
                    ? CompletableFuture.completedFuture(Lookup.FAILED)
                    : lookup.whole());
  }

  private Answer fromNetwork(Question question, Resolution whole) {
    return whole.newest().map(packet -> handOut(question, packet)).orElseGet(() -> notFound(whole));
  }

  /** What the DHT has forgotten is still what its owner signed, and better than nothing. */
  private Answer cacheFirst(
      Question question, PublicKey key, Optional<SignedPacket> first, Resolution whole) {
    Optional<CachedPacket> known = cache.get(key);
    return known
        .map(packet -> Conditions.apply(question, packet))
        .or(() -> first.map(packet -> handOut(question, packet)))
        .orElseGet(() -> notFound(whole));
  }

  private Answer handOut(Question question, SignedPacket packet) {
    try {
      return Conditions.apply(question, CachedPacket.of(packet, now()));
    } catch (InvalidPacketException noRecords) {
      return Answer.text(Answer.NOT_FOUND, "what is stored does not consist of DNS records")
          .with("Pkarr-Invalid-Signed-Packet-Seq", packet.timestamp().toString());
    }
  }

  private static Answer notFound(Resolution whole) {
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
          Resolution end = failure == null ? resolution : Lookup.FAILED;
          end.newest().ifPresent(this::remember);
          heard(end.answered());
          lookup.ended(end);
        });
  }

  private void heard(int answered) {
    if (answered > 0) {
      unanswered.set(0);
    } else {
      metrics.count(Count.LOOKUPS_UNANSWERED);
      unanswered.incrementAndGet();
    }
  }

  private void remember(SignedPacket packet) {
    try {
      cache.offer(CachedPacket.of(packet, now()));
    } catch (InvalidPacketException noRecords) {
      LOG.debug("not cached: {} does not consist of DNS records", packet);
    }
  }

  // ---- writing

  private CompletionStage<Answer> put(Question question, PublicKey key, InetAddress client) {
    if (question.body().size() > MAX_BODY) {
      return done(Answer.text(Answer.TOO_LARGE, "a packet has at most " + MAX_BODY + " bytes"));
    }
    Optional<Expected> expected = Conditions.expected(question);
    if (expected.isEmpty()) {
      return done(Answer.text(Answer.BAD_REQUEST, "If-Match is a timestamp in microseconds"));
    }
    CachedPacket put;
    try {
      put = CachedPacket.of(SignedPacket.fromRelayPayload(key, question.body()), now());
    } catch (InvalidPacketException bad) {
      return done(Answer.text(Answer.BAD_REQUEST, String.valueOf(bad.getMessage())));
    }
    SignedPacket packet = put.packet();
    if (cache.get(key).filter(known -> known.packet().compareTo(packet) > 0).isPresent()) {
      return done(Answer.text(Answer.CONFLICT, "a newer packet is stored"));
    }
    return limited(dhtRequests, client, "too many requests to the DHT")
        .map(RelayService::done)
        .orElseGet(() -> store(put, expected.get()));
  }

  private CompletionStage<Answer> store(CachedPacket put, Expected expected) {
    metrics.count(Count.STORES);
    return dht.publish(put.packet(), expected)
        .handle(
            (receipt, failure) -> {
              if (failure != null) {
                metrics.count(Count.STORE_FAILURES);
                return notStored(failure);
              }
              cache.offer(put);
              return Answer.of(Answer.NO_CONTENT)
                  .with("Pkarr-Dht-Stored-Nodes", Integer.toString(receipt.stored()));
            });
  }

  private static Answer notStored(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (!(cause instanceof DhtException refused)) {
      LOG.warn("the DHT client failed", cause);
      return Answer.of(Answer.SERVER_ERROR);
    }
    switch (refused.reason()) {
      case NOT_MOST_RECENT:
        return Answer.text(Answer.CONFLICT, "a newer packet is stored");
      case SWAP_LOST:
        return Answer.text(Answer.PRECONDITION_FAILED, "another packet is stored than expected");
      case CONFLICTING_WRITE:
        return Answer.text(
            Answer.PRECONDITION_REQUIRED, "another packet is being stored: use If-Match");
      default:
        return Answer.text(Answer.SERVER_ERROR, "not stored: " + refused.reason());
    }
  }

  // ---- the rest

  private Optional<Policy> policy(Question question) {
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

  /** The last address in the header is the one that the proxy itself has seen. */
  private InetAddress clientOf(Question question) {
    return limits
        .proxyHeader()
        .flatMap(question::header)
        .map(list -> list.substring(list.lastIndexOf(',') + 1).strip())
        .filter(InetAddresses::isInetAddress)
        .map(InetAddresses::forString)
        .orElse(question.client());
  }

  private Optional<Answer> limited(Optional<ClientQuota> quota, InetAddress client, String why) {
    Optional<Duration> pause = quota.flatMap(q -> q.refuse(client));
    pause.ifPresent(any -> metrics.count(Count.LIMITED));
    return pause.map(
        time ->
            Answer.text(Answer.TOO_MANY_REQUESTS, why)
                .with("Retry-After", Long.toString(time.toSeconds() + 1)));
  }

  private static Answer busy() {
    return Answer.text(Answer.UNAVAILABLE, "too many lookups are under way")
        .with("Retry-After", "2");
  }

  private Answer health() {
    boolean sick = unanswered.get() >= SICK;
    String json =
        "{\"status\":\""
            + (sick ? "the DHT does not answer" : "ok")
            + "\",\"cached\":"
            + cache.size()
            + ",\"uptime_seconds\":"
            + Duration.between(started, now()).toSeconds()
            + "}\n";
    return Answer.text(sick ? Answer.UNAVAILABLE : Answer.OK, "application/json", json)
        .with("Cache-Control", "no-store");
  }

  private Instant now() {
    return ambient.wallClock().instant();
  }

  private static CompletionStage<Answer> done(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }
}
