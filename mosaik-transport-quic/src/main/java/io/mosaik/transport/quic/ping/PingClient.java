package io.mosaik.transport.quic.ping;

import io.mosaik.api.Bytes;
import io.mosaik.api.InvalidPacketException;
import io.mosaik.api.NetworkId;
import io.mosaik.api.PeerId;
import io.mosaik.api.SignedPeerEntry;
import io.mosaik.api.UnknownVersionEntry;
import io.mosaik.api.spi.PingOutcome;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The asking side of one ping, from the open stream to the close. The connection has proved before
 * that it belongs to the dialled peer; here its entry is judged. Does no I/O and has no clock: the
 * limit in time is the caller's. Confined to the thread of its connection.
 *
 * <p>Write {@link #request()} on a fresh bidirectional stream, without ending it, and hand over
 * what comes back until there is a {@link Verdict}; then close the connection as it says, at once:
 * the peer's discovery waits for that.
 */
public final class PingClient {

  /** The application protocol, as ALPN carries it. */
  public static final String ALPN = "/mosaik/discovery/ping/1.0";

  private final PeerId peer;
  private final Optional<NetworkId> network;
  private final PingFrames frames = new PingFrames();

  /**
   * One ping.
   *
   * @param peer who the connection has proved to lead to
   * @param network our network
   */
  public PingClient(PeerId peer, NetworkId network) {
    this(peer, Optional.of(network));
  }

  /**
   * One ping by somebody who need not belong to a network.
   *
   * @param peer who the connection has proved to lead to
   * @param network the only network to be content with; empty for any
   */
  public PingClient(PeerId peer, Optional<NetworkId> network) {
    this.peer = Objects.requireNonNull(peer, "peer");
    this.network = Objects.requireNonNull(network, "network");
  }

  /** What to think of the peer, and how to take leave. */
  public static final class Verdict {

    private final Judgement judgement;
    private final PingClose close;

    private Verdict(Judgement judgement, PingClose close) {
      this.judgement = judgement;
      this.close = close;
    }

    /**
     * The outcome of the ping.
     *
     * @param roundTrip the smoothed round-trip time of the path
     * @return the outcome
     */
    public PingOutcome outcome(Duration roundTrip) {
      return judgement.at(roundTrip);
    }

    /**
     * With what to close the connection.
     *
     * @return the code
     */
    public PingClose close() {
      return close;
    }
  }

  @FunctionalInterface
  private interface Judgement {
    PingOutcome at(Duration roundTrip);
  }

  /**
   * The request.
   *
   * @return a frame with an empty body
   */
  public Bytes request() {
    return PingFrames.encode(Bytes.EMPTY);
  }

  /**
   * The peer sent something.
   *
   * @param bytes the next bytes of the stream
   * @return the verdict, once there is one
   */
  public Optional<Verdict> receive(Bytes bytes) {
    Optional<Bytes> body = frames.add(bytes);
    if (frames.isOversized()) {
      return Optional.of(
          failed(
              PingOutcome.Reason.MALFORMED,
              "an answer of over " + PingFrames.MAX_BODY_SIZE + " bytes",
              PingClose.PROTOCOL_VIOLATION));
    }
    return body.map(this::judge);
  }

  /**
   * The peer ended the stream before the answer was whole.
   *
   * @return the verdict
   */
  public Verdict endOfStream() {
    return failed(
        PingOutcome.Reason.MALFORMED,
        "the stream ended " + (frames.isEmpty() ? "without an answer" : "inside the answer"),
        frames.isEmpty() ? PingClose.UNEXPECTED_CLOSE : PingClose.DROPPED);
  }

  private Verdict judge(Bytes body) {
    SignedPeerEntry entry;
    try {
      entry = SignedPeerEntry.decode(body);
    } catch (InvalidPacketException unreadable) {
      return recogniseNewer(body)
          .map(newer -> alive(newer.version()))
          .orElseGet(
              () ->
                  failed(
                      PingOutcome.Reason.MALFORMED,
                      unreadable.getMessage(),
                      PingClose.PROTOCOL_VIOLATION));
    }
    if (!entry.entry().id().equals(peer)) {
      return failed(
          PingOutcome.Reason.WRONG_IDENTITY,
          "the entry is that of " + entry.entry().id(),
          PingClose.PROTOCOL_VIOLATION);
    }
    if (!network.map(entry.entry().network()::equals).orElse(true)) {
      return failed(
          PingOutcome.Reason.WRONG_NETWORK,
          "the peer belongs to network " + entry.entry().network(),
          PingClose.DIFFERENT_NETWORK);
    }
    return new Verdict(roundTrip -> new PingOutcome.Healthy(entry, roundTrip), PingClose.SUCCESS);
  }

  private Optional<UnknownVersionEntry> recogniseNewer(Bytes body) {
    return network
        .map(ours -> UnknownVersionEntry.recognise(body, peer, ours))
        .orElseGet(() -> UnknownVersionEntry.recognise(body, peer));
  }

  private Verdict alive(String version) {
    return new Verdict(
        roundTrip -> new PingOutcome.AliveUnknownVersion(peer, version, roundTrip),
        PingClose.SUCCESS);
  }

  private static Verdict failed(PingOutcome.Reason reason, String detail, PingClose close) {
    return new Verdict(roundTrip -> new PingOutcome.Failed(reason, detail), close);
  }
}
