package io.mosaik.pkarr.relay;

import io.mosaik.api.Bytes;
import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import io.mosaik.api.time.Deadline;
import io.mosaik.api.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A core on a clock that a test moves, and what it has done so far. */
final class CoreRun implements RelayCommand.Handler {

  static final String A = "https://a.example";
  static final String B = "https://b.example/pkarr";

  private final ManualClock clock = new ManualClock(Instant.EPOCH);
  private final RelayCore core;
  private long lastOperation;

  final Map<Long, RelayRequest> sent = new LinkedHashMap<>();
  final List<Long> abandoned = new ArrayList<>();
  final Map<Long, List<SignedPacket>> early = new HashMap<>();
  final Map<Long, Resolution> resolved = new HashMap<>();
  final Map<Long, PublishReceipt> published = new HashMap<>();
  final Map<Long, DhtException> failed = new HashMap<>();

  CoreRun(String... relays) {
    RelaySettings settings =
        RelaySettings.of(List.of(relays).stream().map(RelayUrl::parse).toList());
    core = new RelayCore(settings, new Random(1), clock.now());
  }

  RelayCore core() {
    return core;
  }

  Deadline now() {
    return clock.now();
  }

  long resolve(PublicKey key) {
    core.resolve(++lastOperation, key, now());
    drain();
    return lastOperation;
  }

  long publish(SignedPacket packet, Expected expected) {
    core.publish(++lastOperation, packet, expected, now());
    drain();
    return lastOperation;
  }

  void cancel(long operation) {
    core.cancel(operation, now());
    drain();
  }

  /** Lets time pass, waking the core whenever it wants to be woken. */
  void pass(Duration duration) {
    Deadline end = now().plus(duration);
    for (Deadline next = core.nextDeadline(now());
        !end.isBefore(next);
        next = core.nextDeadline(now())) {
      clock.advanceTo(next);
      core.expire(now());
      drain();
    }
    clock.advanceTo(end);
    core.expire(now());
    drain();
  }

  /** Long enough for the requests of a scan to be gathered. */
  void gather() {
    pass(RelayLine.GATHER);
  }

  /** The only exchange with a relay that is not over. */
  long exchangeWith(String relay) {
    List<Long> found =
        sent.entrySet().stream()
            .filter(entry -> entry.getValue().uri().toString().startsWith(relay + "/"))
            .map(Map.Entry::getKey)
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " exchanges with " + relay + ": " + sent);
    }
    return found.get(0);
  }

  RelayRequest requestTo(String relay) {
    return sent.get(exchangeWith(relay));
  }

  void reply(String relay, int status) {
    reply(relay, status, Map.of(), Bytes.EMPTY);
  }

  void reply(String relay, SignedPacket packet) {
    reply(relay, 200, Map.of(), packet.toRelayPayload());
  }

  void reply(String relay, int status, Map<String, String> headers, Bytes body) {
    replyTo(exchangeWith(relay), status, headers, body);
  }

  void replyTo(long exchange, int status, Map<String, String> headers, Bytes body) {
    sent.remove(exchange);
    core.replied(exchange, new RelayReply(status, headers, body), now());
    drain();
  }

  void fail(long exchange) {
    sent.remove(exchange);
    core.failed(exchange, "connection refused", now());
    drain();
  }

  void close() {
    core.close();
    drain();
  }

  private void drain() {
    for (var next = core.pollCommand(); next.isPresent(); next = core.pollCommand()) {
      next.get().runBy(this);
    }
  }

  @Override
  public void send(long exchange, RelayRequest request) {
    sent.put(exchange, request);
  }

  @Override
  public void abandon(long exchange) {
    sent.remove(exchange);
    abandoned.add(exchange);
  }

  @Override
  public void early(long operation, SignedPacket packet) {
    early.computeIfAbsent(operation, any -> new ArrayList<>()).add(packet);
  }

  @Override
  public void resolved(long operation, Resolution resolution) {
    resolved.put(operation, resolution);
  }

  @Override
  public void published(long operation, PublishReceipt receipt) {
    published.put(operation, receipt);
  }

  @Override
  public void failed(long operation, DhtException failure) {
    failed.put(operation, failure);
  }
}
