package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;
import io.mosaik.api.PublicKey;
import io.mosaik.transport.quic.tls.TlsEvent.Direction;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TLS 1.3 handshake with raw public keys on both sides, as QUIC carries it: fed with the bytes
 * of CRYPTO frames, it says what to send, which keys to use, and how it ended. Does no I/O and
 * reads no clock. Confined to the thread of its connection.
 *
 * <p>After every call of {@link #receive}, and once after creation, take {@link #poll events} until
 * there are none. A failure is an event too: nothing is thrown for what a peer sends, and after it
 * everything received is ignored.
 */
public abstract sealed class TlsHandshake permits ClientHandshake, ServerHandshake {

  private static final Logger LOG = LoggerFactory.getLogger(TlsHandshake.class);

  /** The only version of TLS that is spoken here. */
  static final int TLS_1_3 = 0x0304;

  final TlsConfig config;
  final HandshakeCrypto crypto;

  private final Deque<TlsEvent> events = new ArrayDeque<>();
  private final MessageAssembler assembler = new MessageAssembler();
  private EncryptionLevel level = EncryptionLevel.INITIAL;
  private Optional<HandshakeType> awaited = Optional.empty();
  private Optional<TlsFailure> failure = Optional.empty();
  private boolean complete;
  private boolean destroyed;

  private Optional<Bytes> alpn = Optional.empty();
  private Optional<Bytes> peerTransportParameters = Optional.empty();

  TlsHandshake(Side side, TlsConfig config) {
    this.config = config;
    this.crypto = new HandshakeCrypto(side, config);
  }

  /**
   * Begins a handshake as client. The ClientHello is the first event.
   *
   * @param config what to offer, and as whom
   * @param server the key of the dialled peer; any other ends the handshake
   * @param transportParameters our transport parameters, encoded (RFC 9000, section 18)
   * @param random a cryptographically strong source
   * @return the handshake
   */
  public static TlsHandshake client(
      TlsConfig config, PublicKey server, Bytes transportParameters, RandomGenerator random) {
    return ClientHandshake.begin(config, server, transportParameters, random);
  }

  /**
   * Awaits a handshake as server.
   *
   * @param config what to take, and as whom
   * @param transportParameters our transport parameters, encoded (RFC 9000, section 18)
   * @param random a cryptographically strong source
   * @return the handshake
   */
  public static TlsHandshake server(
      TlsConfig config, Bytes transportParameters, RandomGenerator random) {
    return new ServerHandshake(config, transportParameters, random);
  }

  /**
   * The peer spoke.
   *
   * @param receivedAt the keys that protected the bytes
   * @param bytes the next bytes of that level, in order, split anyhow
   */
  public final void receive(EncryptionLevel receivedAt, Bytes bytes) {
    if (failure.isPresent() || destroyed || bytes.isEmpty()) {
      return;
    }
    try {
      requireLevel(receivedAt);
      assembler.add(bytes);
      handleWholeMessages();
    } catch (TlsException rejected) {
      fail(rejected.failure());
    } catch (RuntimeException ours) {
      LOG.warn("TLS handshake ended by an error of ours", ours);
      fail(new TlsFailure(Optional.of(TlsAlert.INTERNAL_ERROR), "internal error"));
    }
  }

  /**
   * What there is to do now.
   *
   * @return the next event, or empty if there is none
   */
  public final Optional<TlsEvent> poll() {
    return Optional.ofNullable(events.poll());
  }

  /**
   * Whether the handshake is complete (RFC 9001, section 4.1.1).
   *
   * @return true once both sides have proved who they are
   */
  public final boolean isComplete() {
    return complete;
  }

  /**
   * Why the handshake failed.
   *
   * @return the failure, or empty if there was none
   */
  public final Optional<TlsFailure> failure() {
    return failure;
  }

  /**
   * The negotiated cipher suite.
   *
   * @return the suite, once the hellos have been exchanged
   */
  public final Optional<CipherSuite> cipherSuite() {
    return crypto.suite();
  }

  /**
   * The negotiated application protocol.
   *
   * @return one of the configured ones, once negotiated
   */
  public final Optional<Bytes> alpn() {
    return alpn;
  }

  /**
   * Who the peer is.
   *
   * @return the key that it has proved to own, once complete
   */
  public final Optional<PublicKey> peerKey() {
    return complete ? crypto.peerKey() : Optional.empty();
  }

  /**
   * The peer's transport parameters.
   *
   * @return the content of extension 57, once it has come
   */
  public final Optional<Bytes> peerTransportParameters() {
    return peerTransportParameters;
  }

  /**
   * What the ClientHello showed, for a server.
   *
   * @return the facts, once it has come; always empty for a client
   */
  public abstract Optional<ClientHelloFacts> clientHello();

  /**
   * Keying material for the application (RFC 8446, section 7.5). Both sides get the same.
   *
   * @param label ASCII, registered or at least unique
   * @param context bound into the material; may be empty
   * @param length how many bytes
   * @return that many bytes, the caller's
   * @throws IllegalStateException if the handshake is not complete, or destroyed
   */
  public final byte[] exportKeyingMaterial(String label, Bytes context, int length) {
    if (!complete || destroyed) {
      throw new IllegalStateException("keying material is there after the handshake only");
    }
    return crypto.export(label, context, length);
  }

  /** Wipes all secrets that have not been handed over. Idempotent; only facts remain. */
  public final void destroy() {
    destroyed = true;
    for (TlsEvent event : events) {
      if (event instanceof TlsEvent.KeysReady keys) {
        keys.secret().destroy();
      }
    }
    events.clear();
    wipe();
  }

  /** Acts on a message of the awaited type. */
  abstract void handle(HandshakeType type, HandshakeMessage message) throws TlsException;

  /** What to say of a message that is not awaited. */
  TlsException unexpected(int typeCode) {
    String wanted = awaited.map(type -> type + " was awaited").orElse("nothing was awaited");
    return TlsException.of(
        TlsAlert.UNEXPECTED_MESSAGE, "message of type " + typeCode + " while " + wanted);
  }

  /** Wipes what the role keeps besides {@link #crypto}. */
  abstract void wipeRole();

  final void await(EncryptionLevel nextLevel, HandshakeType type) {
    level = nextLevel;
    awaited = Optional.of(type);
  }

  final void transmit(EncryptionLevel at, Bytes bytes) {
    events.add(new TlsEvent.Transmit(at, bytes));
  }

  final void installKeys(EncryptionLevel at, Direction direction) {
    events.add(new TlsEvent.KeysReady(at, direction, crypto.trafficSecret(at, direction)));
  }

  final void selectAlpn(Bytes protocol) {
    alpn = Optional.of(protocol);
  }

  final void acceptPeerTransportParameters(Bytes parameters) {
    peerTransportParameters = Optional.of(parameters);
    events.add(new TlsEvent.PeerTransportParameters(parameters));
  }

  /** Both sides are authenticated. What is awaited from here on is up to the role. */
  final void completeAwaiting(Optional<HandshakeType> type) {
    level = EncryptionLevel.APPLICATION;
    awaited = type;
    complete = true;
    crypto.retainExporterOnly();
    wipeRole();
    events.add(new TlsEvent.Complete());
  }

  private void requireLevel(EncryptionLevel receivedAt) throws TlsException {
    if (receivedAt.compareTo(level) < 0) {
      // RFC 9001, section 4.1.3: nothing new may come at a level that has been left.
      throw TlsException.protocolViolation("handshake bytes at " + receivedAt + " after " + level);
    }
    if (receivedAt != level) {
      throw TlsException.of(
          TlsAlert.UNEXPECTED_MESSAGE, "handshake bytes at " + receivedAt + " before " + level);
    }
  }

  private void handleWholeMessages() throws TlsException {
    while (true) {
      OptionalInt code = assembler.nextType();
      if (code.isEmpty()) {
        return;
      }
      Optional<HandshakeType> type = HandshakeType.ofCode(code.getAsInt());
      if (type.isEmpty() || !type.equals(awaited)) {
        throw unexpected(code.getAsInt());
      }
      Optional<HandshakeMessage> message = assembler.next();
      if (message.isEmpty()) {
        return;
      }
      EncryptionLevel before = level;
      handle(type.get(), message.get());
      if (level != before && !assembler.isEmpty()) {
        // RFC 9001, section 4.1.3: no level ends in the middle of what was received.
        throw TlsException.protocolViolation("more handshake bytes at " + before + " than belong");
      }
    }
  }

  private void fail(TlsFailure reason) {
    failure = Optional.of(reason);
    LOG.debug("TLS handshake failed: {}", reason);
    wipe();
    events.add(new TlsEvent.Failed(reason));
  }

  private void wipe() {
    crypto.destroy();
    wipeRole();
  }
}
