package io.mosaik.transport.quic.connection;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.frame.Frame;
import io.mosaik.transport.quic.frame.TransportException;
import io.mosaik.transport.quic.packet.ConnectionId;
import io.mosaik.transport.quic.recovery.LossRecovery;
import io.mosaik.transport.quic.recovery.NewReno;
import io.mosaik.transport.quic.recovery.Pacer;
import io.mosaik.transport.quic.recovery.RttEstimator;
import io.mosaik.transport.quic.stream.ControlFrames;
import io.mosaik.transport.quic.stream.Streams;
import io.mosaik.transport.quic.tls.EncryptionLevel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The parts that make up a connection, for those that work on them together: {@link Receiver},
 * {@link Transmitter}, {@link HandshakeDriver} and {@link Timers}. Confined to one thread.
 */
final class ConnectionState {

  /** What we announce and hold acknowledgements back for (RFC 9000, section 18.2). */
  static final Duration MAX_ACK_DELAY = Duration.ofMillis(25);

  static final int MAX_REASON_SIZE = 128;

  final boolean server;
  final ConnectionConfig config;
  final RandomGenerator random;
  final ControlFrames control = new ControlFrames();
  final Streams streams;
  final RttEstimator rtt;
  final NewReno congestion;
  final Pacer pacer;
  final LossRecovery recovery;
  final MtuDiscovery mtu;
  final Paths paths;
  final LocalConnectionIds localIds;
  final PeerConnectionIds peerIds;
  final FixedKeys initialKeys = new FixedKeys();
  final FixedKeys handshakeKeys = new FixedKeys();
  final PhasedKeys applicationKeys = new PhasedKeys();
  final Map<EncryptionLevel, PacketSpace> spaces = new EnumMap<>(EncryptionLevel.class);
  final CloseState close = new CloseState();
  final Activity activity;
  final ConnectionLog log;

  /** The token to put into Initial packets: of a Retry, else of an earlier connection. */
  Bytes token = Bytes.EMPTY;

  /** Whether a client sends a single datagram until the server has answered. */
  boolean singleInitial;

  /** Whether a client has got a Retry that only a reader of its first Initial could write. */
  boolean retried;

  Optional<TransportParameters> peerParameters = Optional.empty();
  boolean complete;
  boolean confirmed;

  private final Deque<ConnectionEvent> events = new ArrayDeque<>();

  ConnectionState(
      boolean server,
      ConnectionConfig config,
      IdSource ids,
      ConnectionId localId,
      ConnectionId peerId,
      InetSocketAddress remote,
      boolean remoteValidated,
      RandomGenerator random,
      ConnectionLog log,
      Deadline now) {
    this.server = server;
    this.config = config;
    this.random = random;
    this.log = log;
    this.streams = new Streams(server, config.streams(), control);
    this.rtt = new RttEstimator(config.initialRtt());
    this.congestion = new NewReno(ConnectionConfig.MIN_UDP_PAYLOAD);
    this.pacer = new Pacer(congestion, rtt, now);
    this.recovery = new LossRecovery(rtt, congestion, server);
    this.mtu = new MtuDiscovery(config.maxUdpPayload());
    this.paths = new Paths(server, remote, remoteValidated, random);
    this.localIds = new LocalConnectionIds(localId, ids, control, this::emit);
    this.peerIds = new PeerConnectionIds(peerId, control);
    this.activity = new Activity(config, now);
    addSpace(EncryptionLevel.INITIAL, initialKeys);
    addSpace(EncryptionLevel.HANDSHAKE, handshakeKeys);
    addSpace(EncryptionLevel.APPLICATION, applicationKeys);
  }

  private void addSpace(EncryptionLevel level, LevelKeys keys) {
    spaces.put(level, new PacketSpace(level, keys, MAX_ACK_DELAY, random));
  }

  PacketSpace space(EncryptionLevel level) {
    return spaces.get(level);
  }

  /** Whether any authentic packet has come. */
  boolean hasHeardFromPeer() {
    return spaces.values().stream().anyMatch(space -> space.received().largest() >= 0);
  }

  /**
   * Whether a packet has shown that the peer gets what is sent to its address: for a client, one
   * that answers its first Initial; for a server, one that validates the path.
   */
  boolean isPeerAddressProven() {
    return server ? paths.current().isValidated() : retried || hasHeardFromPeer();
  }

  /** Whether nothing but a first Initial may be sent yet. */
  boolean awaitsFirstAnswer() {
    return singleInitial && !isPeerAddressProven();
  }

  void emit(ConnectionEvent event) {
    events.addLast(event);
  }

  /** The end comes last: what arrived before it must not be lost to the application. */
  Optional<ConnectionEvent> pollEvent() {
    return events.isEmpty() || events.peekFirst() instanceof ConnectionEvent.Closed
        ? pollStreamEvent().or(() -> Optional.ofNullable(events.pollFirst()))
        : Optional.of(events.removeFirst());
  }

  private Optional<ConnectionEvent> pollStreamEvent() {
    return streams.pollEvent().map(ConnectionEvent.OfStream::new);
  }

  /** The keys of a level are not needed any more (RFC 9001, section 4.9). */
  void discard(EncryptionLevel level, Deadline now) {
    LevelKeys keys = space(level).keys();
    if (!keys.isDiscarded()) {
      keys.discard();
      recovery.discard(level, now);
    }
  }

  /** The handshake is confirmed (RFC 9001, section 4.1.2). */
  void confirm(Deadline now) {
    if (!confirmed) {
      confirmed = true;
      recovery.onHandshakeConfirmed(now);
      discard(EncryptionLevel.HANDSHAKE, now);
      emit(new ConnectionEvent.Confirmed());
    }
  }

  /** The peer broke a rule, or TLS failed: say so and end it. */
  void fail(TransportException why, Deadline now) {
    Bytes reason = reasonBytes(why.getMessage());
    closeWith(
        new Frame.ConnectionClose(false, why.code(), why.frameType(), reason),
        new CloseReason(CloseReason.Cause.LOCAL_TRANSPORT, why.code(), why.getMessage()),
        now);
  }

  void closeWith(Frame.ConnectionClose frame, CloseReason reason, Deadline now) {
    if (awaitsFirstAnswer()) {
      vanish(reason, now);
    } else if (close.isOpen()) {
      close.close(frame, lingerTime(), now);
      log.closed(reason, now);
      emit(new ConnectionEvent.Closed(reason));
    }
  }

  /** The peer has closed. */
  void drain(CloseReason reason, Deadline now) {
    boolean wasOpen = close.isOpen();
    close.drain(lingerTime(), now);
    if (wasOpen) {
      log.closed(reason, now);
      emit(new ConnectionEvent.Closed(reason));
    }
  }

  /** It is over, and nobody is told. */
  void vanish(CloseReason reason, Deadline now) {
    if (close.isOpen()) {
      log.closed(reason, now);
      emit(new ConnectionEvent.Closed(reason));
    }
    close.vanish();
  }

  static Bytes reasonBytes(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return Bytes.of(utf8, 0, Math.min(utf8.length, MAX_REASON_SIZE));
  }

  /** Three probe timeouts: what a straggler may take (RFC 9000, section 10.2). */
  Duration lingerTime() {
    return recovery.probeTimeout().multipliedBy(3);
  }

  /**
   * How long the peer has to show that it is at another address: also on a path that is slower than
   * the one it came by (RFC 9000, section 8.2.4).
   */
  Duration validationTime() {
    long unknownPath = 3 * new RttEstimator(config.initialRtt()).probeTimeoutNanos();
    return Duration.ofNanos(Math.max(lingerTime().toNanos(), unknownPath));
  }
}
