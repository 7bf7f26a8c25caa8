package io.mosaik.transport.quic.connection;

import io.mosaik.api.Bytes;
import io.mosaik.api.Dialect;
import io.mosaik.api.NetworkId;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerEntry;
import io.mosaik.api.SignedPeerEntry;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.transport.quic.ping.PingClient;
import io.mosaik.transport.quic.ping.PingServer;
import io.mosaik.transport.quic.stream.StreamLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One whole ping on a simulated link: handshake, question, answer, farewell. */
final class SimulatedPing {

  /** What a scan gives a ping. */
  static final Duration DEADLINE = Duration.ofSeconds(5);

  private static final NetworkId NETWORK = NetworkId.of("lossy");
  private static final Instant STARTED = Instant.ofEpochSecond(1_760_000_000);
  private static final ConnectionConfig CONFIG = configOfPings();

  private final SimulatedPair pair;
  private final PingClient client;
  private final PingServer server;
  private final Bytes customAddress;
  private Optional<PingClient.Verdict> verdict = Optional.empty();
  private Optional<Long> stream = Optional.empty();
  private int readByClient;
  private int readByServer;

  SimulatedPing(long seed, Impairment link) {
    this(seed, link, Bytes.EMPTY);
  }

  /** One whose entry holds an address of some size. */
  SimulatedPing(long seed, Impairment link, Bytes customAddress) {
    this.customAddress = customAddress;
    pair = new SimulatedPair(seed, CONFIG, link, false);
    client = new PingClient(pair.server.identity.peerId(), NETWORK);
    server = new PingServer(this::entry, pair.now);
  }

  private static ConnectionConfig configOfPings() {
    ConnectionConfig usual = ConnectionConfig.DEFAULT;
    return new ConnectionConfig(
        usual.idleTimeout(),
        usual.keepAlive(),
        usual.handshakeTimeout(),
        usual.initialRtt(),
        StreamLimits.PING,
        usual.maxUdpPayload(),
        usual.keyUpdateAfter());
  }

  private SignedPeerEntry entry() {
    PeerAddress address =
        PeerAddress.of(
            pair.server.identity.peerId(), new TransportAddress.Custom(77, customAddress));
    return SignedPeerEntry.sign(
        pair.server.identity, PeerEntry.of(Dialect.V0_3, NETWORK, address, STARTED));
  }

  /** Runs to the end, which must come whatever the link does; tells whether the peer is healthy. */
  boolean succeeds() {
    boolean decided = pair.runUntilOr(this::isDecided, DEADLINE);
    boolean healthy = decided && verdict.isPresent() && isHealthy(verdict.get());
    if (verdict.isPresent() && !healthy) {
      throw new AssertionError("an honest peer was judged " + verdict.get());
    }
    return healthy;
  }

  private boolean isDecided() {
    if (pair.client.isEstablished() && stream.isEmpty()) {
      stream = pair.client.connection().streams().open(true);
      stream.ifPresent(id -> pair.client.write(id, client.request()));
    }
    stream.ifPresent(this::exchange);
    return verdict.isPresent() || pair.client.isClosed();
  }

  private void exchange(long id) {
    Bytes request = news(pair.server, id, readByServer);
    readByServer += request.size();
    server
        .receive(request)
        .ifPresent(
            reaction -> pair.server.write(id, ((PingServer.Reaction.Answer) reaction).frame()));
    Bytes answer = news(pair.client, id, readByClient);
    readByClient += answer.size();
    if (!answer.isEmpty() && verdict.isEmpty()) {
      verdict = client.receive(answer);
    }
  }

  private static Bytes news(SimulatedPair.Side side, long id, int known) {
    return Optional.ofNullable(side.received.get(id))
        .map(all -> Bytes.of(all.toByteArray()))
        .map(all -> all.slice(known, all.size()))
        .orElse(Bytes.EMPTY);
  }

  private boolean isHealthy(PingClient.Verdict reached) {
    return reached.outcome(pair.client.connection().smoothedRtt()) instanceof PingOutcome.Healthy;
  }
}
