package io.mosaik.transport.quic.connection;

import io.mosaik.api.Bytes;
import io.mosaik.api.PublicKey;
import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.frame.Frame;
import io.mosaik.transport.quic.frame.TransportException;
import io.mosaik.transport.quic.packet.ConnectionId;
import io.mosaik.transport.quic.packet.InitialSecrets;
import io.mosaik.transport.quic.stream.Streams;
import io.mosaik.transport.quic.tls.ClientHelloFacts;
import io.mosaik.transport.quic.tls.EncryptionLevel;
import io.mosaik.transport.quic.tls.TlsConfig;
import io.mosaik.transport.quic.tls.TlsHandshake;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One connection, client or server: fed with datagrams, commands and the time. After each call take
 * {@link #pollEvent events} and {@link #pollTransmit datagrams} until there are none, then call
 * again at {@link #nextDeadline} at the latest. Owns no socket, reads no clock. Confined to one
 * thread.
 */
public final class QuicConnection {

  /**
   * RFC 9000, section 7.2, asks for at least 8 unpredictable bytes; iroh takes as many as it can.
   */
  private static final int FIRST_DESTINATION_SIZE = 20;

  private final ConnectionState state;
  private final HandshakeDriver handshake;
  private final Receiver receiver;
  private final Transmitter transmitter;
  private final Timers timers;
  private boolean forgotten;

  private QuicConnection(
      ConnectionState state, TlsHandshake tls, ConnectionId original, Deadline now) {
    NegotiationPackets negotiation = new NegotiationPackets(state, original);
    this.state = state;
    this.handshake = new HandshakeDriver(state, tls, negotiation, original, now);
    this.receiver =
        new Receiver(state, new FrameProcessor(state, handshake), handshake, negotiation);
    this.transmitter = new Transmitter(state);
    this.timers = new Timers(state, transmitter, now);
    try {
      handshake.pump(now);
    } catch (TransportException failure) {
      state.fail(failure, now);
    }
  }

  /**
   * Begins a connection; the first datagram is ready to be sent.
   *
   * @param qlog takes the qlog, if there shall be one
   */
  public static QuicConnection client(
      ConnectionConfig config,
      TlsConfig tlsConfig,
      ClientAttempt attempt,
      IdSource ids,
      RandomGenerator random,
      Optional<QlogSink> qlog,
      Deadline now) {
    ConnectionId localId = ids.next();
    ConnectionId original = ConnectionId.random(random, FIRST_DESTINATION_SIZE);
    ConnectionLog log = new ConnectionLog(false, original, qlog, now);
    ConnectionState state =
        new ConnectionState(
            false, config, ids, localId, original, attempt.remote(), true, random, log, now);
    state.token = attempt.token();
    state.singleInitial = attempt.singleInitial();
    InitialSecrets secrets = InitialSecrets.of(original);
    state.initialKeys.setWrite(secrets.client());
    state.initialKeys.setRead(secrets.server());
    TransportParameters parameters = LocalParameters.client(config, localId, random);
    log.parameters("local", parameters, now);
    TlsHandshake tls =
        TlsHandshake.client(tlsConfig, attempt.server(), parameters.encode(), random);
    return new QuicConnection(state, tls, original, now);
  }

  /**
   * Answers an attempt to connect, whose first datagram is then to be {@link #receive received}.
   *
   * @param qlog takes the qlog, if there shall be one
   */
  public static QuicConnection server(
      ConnectionConfig config,
      TlsConfig tlsConfig,
      ServerAttempt attempt,
      IdSource ids,
      RandomGenerator random,
      Optional<QlogSink> qlog,
      Deadline now) {
    ConnectionLog log = new ConnectionLog(true, attempt.original(), qlog, now);
    ConnectionState state =
        new ConnectionState(
            true,
            config,
            ids,
            attempt.localId(),
            attempt.peerId(),
            attempt.remote(),
            attempt.validated(),
            random,
            log,
            now);
    InitialSecrets secrets = InitialSecrets.of(attempt.retrySource().orElse(attempt.original()));
    state.initialKeys.setRead(secrets.client());
    state.initialKeys.setWrite(secrets.server());
    TransportParameters parameters = LocalParameters.server(config, attempt, ids, random);
    log.parameters("local", parameters, now);
    TlsHandshake tls = TlsHandshake.server(tlsConfig, parameters.encode(), random);
    return new QuicConnection(state, tls, attempt.original(), now);
  }

  // ---- what happens to it

  /** The network spoke. The datagram's bytes are altered. */
  public void receive(Datagram datagram, Deadline now) {
    if (!state.close.isGone()) {
      receiver.receive(datagram, now);
      forgetSecretsWhenOver();
    }
  }

  /**
   * A datagram could not be sent. Once the peer was heard, that is as good as lost; before, there
   * is no way to it, which says nothing about the peer.
   *
   * @param why for logs
   */
  public void onUnsendable(String why, Deadline now) {
    if (state.close.isOpen() && !hasHeardFromPeer()) {
      state.vanish(new CloseReason(CloseReason.Cause.LOCAL_FAILURE, 0, why), now);
      forgetSecretsWhenOver();
    }
  }

  /** Time passed. Harmless if nothing was due. */
  public void expire(Deadline now) {
    timers.expire(now);
    forgetSecretsWhenOver();
  }

  /** The next datagram to send, or empty. */
  public Optional<Datagram> pollTransmit(Deadline now) {
    return transmitter.poll(now);
  }

  /** The next thing that happened, or empty. */
  public Optional<ConnectionEvent> pollEvent() {
    return state.pollEvent();
  }

  /** When to call {@link #expire} at the latest; {@link Deadline#NEVER} once it is over. */
  public Deadline nextDeadline() {
    return timers.next();
  }

  // ---- what our application does

  /** Opens, writes and reads streams. */
  public Streams streams() {
    return state.streams;
  }

  /** Gives a client a token to show when it connects again (section 8.1.3); a server may. */
  public void offerToken(Bytes token) {
    state.control.add(new Frame.NewToken(token));
  }

  /** Ends the connection on purpose; does nothing if it has ended. */
  public void close(long errorCode, String reason, Deadline now) {
    state.closeWith(
        new Frame.ConnectionClose(true, errorCode, 0, ConnectionState.reasonBytes(reason)),
        new CloseReason(CloseReason.Cause.LOCAL_APPLICATION, errorCode, reason),
        now);
    forgetSecretsWhenOver();
  }

  /**
   * Forgets the connection without a word to the peer, because it takes room that another needs.
   *
   * @param why for logs
   */
  public void abandon(String why, Deadline now) {
    state.vanish(new CloseReason(CloseReason.Cause.LOCAL_TRANSPORT, 0, why), now);
    forgetSecretsWhenOver();
  }

  /** Ends the connection because of a mistake of ours or of the peer's. */
  public void fail(TransportException why, Deadline now) {
    state.fail(why, now);
    forgetSecretsWhenOver();
  }

  /** Changes the sending keys now, if the protocol allows it; tells whether it did. */
  public boolean updateKeys() {
    boolean possible =
        state.confirmed
            && state.applicationKeys.mayUpdate(
                state.recovery.largestAcknowledged(EncryptionLevel.APPLICATION));
    if (possible) {
      state.applicationKeys.update();
    }
    return possible;
  }

  // ---- what is known of it

  /** Whether it can carry data, or is about to. */
  public boolean isOpen() {
    return state.close.isOpen();
  }

  /** Whether nothing is left that stragglers would need. */
  public boolean isGone() {
    return state.close.isGone();
  }

  /** Whether the peer has proved who it is. */
  public boolean isEstablished() {
    return state.complete;
  }

  /** Whether the peer has accepted us too. */
  public boolean isConfirmed() {
    return state.confirmed;
  }

  /** The token that a stateless reset from the peer would end with, if it has given us one. */
  public Optional<Bytes> peerResetToken() {
    return state.peerIds.activeResetToken();
  }

  /** Whether a datagram is the peer's stateless reset of this connection (section 10.3.1). */
  public boolean isResetBy(Datagram datagram) {
    return datagram.remote().equals(remote()) && receiver.isStatelessReset(datagram);
  }

  /** Whether any authentic packet has come. */
  public boolean hasHeardFromPeer() {
    return state.hasHeardFromPeer();
  }

  /** Whether the peer is known to be where its datagrams come from. */
  public boolean isPeerAddressValidated() {
    return state.paths.current().isValidated();
  }

  /** Whether a packet has shown that the peer gets what is sent to {@link #remote()}. */
  public boolean isPeerAddressProven() {
    return state.isPeerAddressProven();
  }

  /** Who the peer is, once established. */
  public Optional<PublicKey> peerKey() {
    return handshake.tls().peerKey();
  }

  /** The application protocol, once negotiated. */
  public Optional<Bytes> alpn() {
    return handshake.tls().alpn();
  }

  /** What a client's ClientHello showed, for a server. */
  public Optional<ClientHelloFacts> clientHello() {
    return handshake.tls().clientHello();
  }

  /** The peer's transport parameters, once they have come. */
  public Optional<TransportParameters> peerParameters() {
    return state.peerParameters;
  }

  public InetSocketAddress remote() {
    return state.paths.current().remote();
  }

  /** The smoothed round trip time; a guess until something was acknowledged. */
  public Duration smoothedRtt() {
    return state.rtt.smoothed();
  }

  /** Whether a round trip was measured. */
  public boolean hasRttSample() {
    return state.rtt.hasSample();
  }

  /** How many packets were found lost. */
  public long lostPackets() {
    return state.recovery.lostPackets();
  }

  /** How often our sending keys were changed. */
  public long keyUpdates() {
    return state.applicationKeys.writeGeneration();
  }

  /** The largest datagram that is known to arrive, in bytes. */
  public int maxDatagramSize() {
    return state.mtu.current();
  }

  /** The connection ids that lead to this connection now. */
  public Collection<ConnectionId> localIds() {
    return state.localIds.active();
  }

  /** Keying material for the application (RFC 8446, section 7.5), once established. */
  public byte[] exportKeyingMaterial(String label, Bytes context, int length) {
    return handshake.tls().exportKeyingMaterial(label, context, length);
  }

  /** The parts, for tests that make a peer misbehave under correct protection. */
  ConnectionState state() {
    return state;
  }

  private void forgetSecretsWhenOver() {
    if (state.close.isGone() && !forgotten) {
      forgotten = true;
      handshake.tls().destroy();
      state.spaces.values().forEach(space -> space.keys().discard());
      state.log.end();
    }
  }
}
