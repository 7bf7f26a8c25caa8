package io.mosaik.relay.service;

import static io.mosaik.relay.service.Answer.done;

import io.mosaik.api.InvalidPacketException;
import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.time.Ambient;
import io.mosaik.relay.service.Metrics.Count;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores packets in the DHT, and in the cache what the DHT has taken.
 *
 * <p>Thread-safe: state lives in the cache, which is.
 */
final class PacketWriter {

  private static final Logger LOG = LoggerFactory.getLogger(PacketWriter.class);

  private final DhtClient dht;
  private final PacketCache cache;
  private final ClientGate dhtGate;
  private final Metrics metrics;
  private final Ambient ambient;

  PacketWriter(
      DhtClient dht, PacketCache cache, ClientGate dhtGate, Metrics metrics, Ambient ambient) {
    this.dht = dht;
    this.cache = cache;
    this.dhtGate = dhtGate;
    this.metrics = metrics;
    this.ambient = ambient;
  }

  /** Answers a PUT to that key. */
  CompletionStage<Answer> put(Question question, PublicKey key, InetAddress client) {
    if (question.body().size() > RelayService.MAX_BODY) {
      return done(
          Answer.text(
              Answer.TOO_LARGE, "a packet has at most " + RelayService.MAX_BODY + " bytes"));
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
    return dhtGate.refuse(client).map(Answer::done).orElseGet(() -> store(put, expected.get()));
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
      case BUSY:
        return Answer.text(Answer.UNAVAILABLE, "the DHT client is busy").with("Retry-After", "2");
      default:
        return Answer.text(Answer.SERVER_ERROR, "not stored: " + refused.reason());
    }
  }

  private Instant now() {
    return ambient.wallClock().instant();
  }
}
