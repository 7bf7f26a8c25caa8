package io.mosaik.transport.quic.endpoint;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.internal.TokenBucket;
import io.mosaik.transport.quic.connection.ConnectionConfig;
import io.mosaik.transport.quic.connection.Datagram;
import io.mosaik.transport.quic.connection.IdSource;
import io.mosaik.transport.quic.frame.TransportError;
import io.mosaik.transport.quic.packet.ConnectionId;
import io.mosaik.transport.quic.packet.Packet;
import io.mosaik.transport.quic.packet.PacketWriter;
import io.mosaik.transport.quic.packet.QuicVersion;
import io.mosaik.transport.quic.packet.StatelessReset;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Answers to datagrams that belong to no connection. None is longer than what it answers, and all
 * of them are rationed. Confined to one thread.
 */
final class Strangers {

  private static final int ANSWERS_PER_SECOND = 1000;
  private static final int RESETS_PER_SECOND = 100;

  /**
   * With a bucket of its own, since nothing that a stranger may send must keep honest clients from
   * theirs: it needs no memory, and is a tenth as long as the Initial that it answers.
   */
  private static final int RETRIES_PER_SECOND = 100_000;

  private final RandomGenerator random;
  private final IdSource ids;
  private final RetryTokens retryTokens;
  private final NewTokens newTokens;
  private final TokenBucket answers;
  private final TokenBucket resets;
  private final TokenBucket retries;
  private final EndpointCounters counters;

  Strangers(RandomGenerator random, IdSource ids, EndpointCounters counters, Deadline now) {
    this(random, ids, counters, RETRIES_PER_SECOND, now);
  }

  /** The same with another rate of Retry packets. */
  Strangers(
      RandomGenerator random,
      IdSource ids,
      EndpointCounters counters,
      int retriesPerSecond,
      Deadline now) {
    this.random = random;
    this.ids = ids;
    this.counters = counters;
    this.retryTokens = new RetryTokens(random, now);
    this.newTokens = new NewTokens(random, now);
    this.answers = TokenBucket.perSecond(ANSWERS_PER_SECOND, ANSWERS_PER_SECOND);
    this.retries = TokenBucket.perSecond(retriesPerSecond, retriesPerSecond);
    this.resets = TokenBucket.perSecond(RESETS_PER_SECOND, RESETS_PER_SECOND);
  }

  /** Tells a client which versions we speak (RFC 9000, section 6.1). */
  Optional<Datagram> versionNegotiation(
      Datagram datagram, Packet.OtherVersion packet, Deadline now) {
    if (datagram.size() < ConnectionConfig.MIN_UDP_PAYLOAD || !answers.tryAcquire(1, now.nanos())) {
      counters.increment(Counter.DATAGRAMS_DROPPED);
      return Optional.empty();
    }
    counters.increment(Counter.VERSION_NEGOTIATIONS_SENT);
    return Optional.of(
        answer(
            datagram.remote(),
            PacketWriter.versionNegotiation(
                packet.source(),
                packet.destination(),
                List.of(QuicVersion.V1, QuicVersion.reservedOtherThan(packet.version(), random)),
                random.nextInt())));
  }

  /** Asks a client to show that it is where its datagram came from (section 8.1.2). */
  Optional<Datagram> retry(InetSocketAddress client, Packet.Long initial, Deadline now) {
    if (!retries.tryAcquire(1, now.nanos())) {
      counters.increment(Counter.HANDSHAKES_REFUSED);
      return Optional.empty();
    }
    counters.increment(Counter.RETRIES_SENT);
    ConnectionId source = ids.next();
    Bytes token = retryTokens.issue(client, initial.destination(), source, now);
    return Optional.of(
        answer(client, PacketWriter.retry(initial.source(), source, initial.destination(), token)));
  }

  /** What the token of a client's first packet shows, if it has one (section 8.1.3). */
  TokenVerdict judge(InetSocketAddress client, Packet.Long initial, Deadline now) {
    Bytes token = initial.token();
    if (!retryTokens.hasForm(token)) {
      return newTokens.use(client.getAddress(), token, now)
          ? new TokenVerdict.Returned()
          : new TokenVerdict.Nothing();
    }
    return retryTokens
        .open(client, initial.destination(), token, now)
        .<TokenVerdict>map(TokenVerdict.Retried::new)
        .orElseGet(TokenVerdict.Invalid::new);
  }

  /** What a client that is no stranger any more may show when it comes back (section 8.1.3). */
  Bytes newToken(InetSocketAddress client, Deadline now) {
    return newTokens.issue(client.getAddress(), now);
  }

  /** Spares a client the wait: what it got by Retry is not valid any more (section 8.1.2). */
  Optional<Datagram> invalidToken(Datagram datagram, Packet.Long initial, Deadline now) {
    if (!answers.tryAcquire(1, now.nanos())) {
      counters.increment(Counter.HANDSHAKES_REFUSED);
      return Optional.empty();
    }
    Optional<Bytes> refusal = InitialRefusal.of(datagram, initial, TransportError.INVALID_TOKEN);
    counters.add(Counter.INVALID_TOKENS, refusal.isPresent() ? 1 : 0);
    return refusal.map(content -> answer(datagram.remote(), content));
  }

  /** Tells a peer that we know nothing of its connection (section 10.3). */
  Optional<Datagram> statelessReset(Datagram datagram, Packet.Short packet, Deadline now) {
    if (datagram.size() <= StatelessReset.MIN_SIZE || !resets.tryAcquire(1, now.nanos())) {
      counters.increment(Counter.DATAGRAMS_DROPPED);
      return Optional.empty();
    }
    Bytes reset =
        StatelessReset.datagram(ids.resetToken(packet.destination()), datagram.size(), random);
    counters.increment(Counter.STATELESS_RESETS_SENT);
    return Optional.of(answer(datagram.remote(), reset));
  }

  private static Datagram answer(InetSocketAddress remote, Bytes content) {
    return new Datagram(remote, content.toArray(), content.size());
  }
}
