package io.mosaik.relay.service;

import static io.mosaik.relay.service.Answer.done;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import io.mosaik.api.KeyPair;
import io.mosaik.api.PublicKey;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.time.Ambient;
import io.mosaik.internal.HttpDates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests as pkarr's relays do (pkarr, "relays"): status codes and headers of versions 5
 * to 8, and what each of them leaves out of the other.
 *
 * <p>Thread-safe: state lives in the cache and in what reads and writes, each of which is.
 */
public final class RelayService {

  private static final Logger LOG = LoggerFactory.getLogger(RelayService.class);

  /** Signature, timestamp and 1000 bytes. */
  public static final int MAX_BODY = 1072;

  private final DhtClient dht;
  private final RelayLimits limits;
  private final Ambient ambient;
  private final PacketCache cache;
  private final KnownKeys keys = new KnownKeys();
  private final ClientGate gate;
  private final DhtReadiness readiness;
  private final PacketReader reader;
  private final PacketWriter writer;
  private final Optional<Snapshot> snapshot;
  private final Metrics metrics = new Metrics();
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
    this.gate = gate(limits.requests(), "too many requests");
    ClientGate dhtGate = gate(limits.dhtRequests(), "too many requests to the DHT");
    this.readiness =
        new DhtReadiness(dht, KeyPair.generate(ambient.random()).publicKey(), ambient.monotonic());
    this.reader = new PacketReader(dht, cache, dhtGate, metrics, readiness, ambient);
    this.writer = new PacketWriter(dht, cache, dhtGate, metrics, ambient);
    this.snapshot = limits.snapshot().map(file -> new Snapshot(file, ambient.wallClock()));
    this.started = now();
  }

  private ClientGate gate(Optional<RelayLimits.Rate> rate, String why) {
    return new ClientGate(rate, why, metrics, ambient.monotonic());
  }

  /**
   * Checks that a snapshot can be kept, if there is one to be. Blocks.
   *
   * @throws UncheckedIOException if the file belongs to something else, or the folder is missing or
   *     not writable
   */
  public void checkSnapshot() {
    snapshot.ifPresent(
        file -> {
          try {
            file.check();
          } catch (IOException unusable) {
            throw new UncheckedIOException(unusable.getMessage(), unusable);
          }
        });
  }

  /** Reads the snapshot, if there is one. Blocks. A file that cannot be read is left alone. */
  public synchronized void load() {
    snapshot.ifPresent(
        file -> {
          try {
            int read = file.read(limits.cacheCapacity(), cache::offer);
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
   * @param server figures for the metrics
   * @return completes with the answer, on any thread
   */
  public CompletionStage<Answer> answer(Question question, ServerCounters server) {
    CompletionStage<Answer> answer;
    try {
      answer = route(question, server);
    } catch (RuntimeException ours) {
      LOG.warn("a request could not be answered", ours);
      answer = done(Answer.of(Answer.SERVER_ERROR));
    }
    return answer
        .exceptionally(
            ours -> {
              LOG.warn("a request could not be answered", ours);
              return Answer.of(Answer.SERVER_ERROR);
            })
        .thenApply(ready -> finished(question.method(), ready));
  }

  /**
   * Returns the answer to a request that could not be read as a whole.
   *
   * @param method of the request; empty if it is not known
   * @param status the status code
   * @param why for people
   * @return the answer
   */
  public Answer refusal(String method, int status, String why) {
    return finished(method, Answer.text(status, why));
  }

  private Answer finished(String method, Answer ready) {
    boolean known = Routes.METHODS.contains(method);
    metrics.responded(known ? method : "other", ready.status());
    return Routes.complete(ready, dht.supportsCompareAndSwap())
        .with("Date", HttpDates.format(now()));
  }

  /**
   * What watches the relay is never limited: it is needed most when there are too many requests.
   */
  private CompletionStage<Answer> route(Question question, ServerCounters server) {
    if (question.method().equals("OPTIONS")) {
      return done(Routes.preflight());
    }
    boolean reading = question.method().equals("GET") || question.method().equals("HEAD");
    switch (question.path()) {
      case "/health":
        return done(reading ? health() : Routes.methodNotAllowed());
      case "/ready":
        return reading
            ? readiness.check().thenApply(RelayService::ready)
            : done(Routes.methodNotAllowed());
      case "/metrics":
        return done(reading ? metrics(server) : Routes.methodNotAllowed());
      default:
        return limited(question, reading);
    }
  }

  private Answer metrics(ServerCounters server) {
    return Answer.text(
            Answer.OK,
            "text/plain; version=0.0.4; charset=utf-8",
            metrics.render(cache.size(), server))
        .with("Cache-Control", "no-store");
  }

  private CompletionStage<Answer> limited(Question question, boolean reading) {
    InetAddress client = clientOf(question);
    Optional<Answer> limited = gate.refuse(client);
    if (limited.isPresent()) {
      return done(limited.get());
    }
    if (question.path().equals("/")) {
      return done(reading ? Routes.index() : Routes.methodNotAllowed());
    }
    return packets(question, client, reading);
  }

  private CompletionStage<Answer> packets(Question question, InetAddress client, boolean reading) {
    if (!reading && !question.method().equals("PUT")) {
      return done(Routes.methodNotAllowed());
    }
    PublicKey key;
    try {
      key = keys.read(withoutSlash(question.path()));
    } catch (IllegalArgumentException noKey) {
      return done(Answer.text(Answer.BAD_REQUEST, "the path is not a public key in z-base-32"));
    }
    return reading ? reader.get(question, key, client) : writer.put(question, key, client);
  }

  private static String withoutSlash(String path) {
    return path.startsWith("/") ? path.substring(1) : path;
  }

  /** The last address in the header is the one that the proxy itself has seen. */
  private InetAddress clientOf(Question question) {
    return limits
        .proxyHeader()
        .flatMap(question::header)
        .map(list -> list.substring(list.lastIndexOf(',') + 1).strip())
        .flatMap(RelayService::address)
        .orElse(question.client());
  }

  /** Some proxies add the port, and brackets with it. */
  private static Optional<InetAddress> address(String text) {
    try {
      return Optional.of(InetAddresses.forString(HostAndPort.fromString(text).getHost()));
    } catch (IllegalArgumentException neither) {
      return Optional.empty();
    }
  }

  /** The process lives and serves: what a supervisor restarts it for if it does not answer. */
  private Answer health() {
    String json =
        "{\"status\":\"ok\",\"cached\":"
            + cache.size()
            + ",\"uptime_seconds\":"
            + Duration.between(started, now()).toSeconds()
            + "}\n";
    return Answer.text(Answer.OK, "application/json", json).with("Cache-Control", "no-store");
  }

  /** Clients can be sent here: the DHT answers. */
  private static Answer ready(boolean dhtAnswers) {
    String json =
        dhtAnswers ? "{\"status\":\"ok\"}\n" : "{\"status\":\"the DHT does not answer\"}\n";
    return Answer.text(dhtAnswers ? Answer.OK : Answer.UNAVAILABLE, "application/json", json)
        .with("Cache-Control", "no-store");
  }

  private Instant now() {
    return ambient.wallClock().instant();
  }
}
