package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;
import io.mosaik.api.PublicKey;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One TLS 1.3 handshake with raw public keys on both sides, as QUIC carries it: fed with the bytes
 * of CRYPTO frames, it says what to send, which keys to use, and how it ended. Does no I/O and
 * reads no clock. Confined to the thread of its connection.
 *
 * <p>After every call of {@link #receive}, and once after creation, take {@link #poll events} until
 * there are none. A failure is an event too: nothing is thrown for what a peer sends, and after it
 * everything received is ignored.
 */
public final class TlsHandshake {

  private TlsHandshake() {}

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
    throw new UnsupportedOperationException();
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
    throw new UnsupportedOperationException();
  }

  /**
   * The peer spoke.
   *
   * @param level the keys that protected the bytes
   * @param bytes the next bytes of that level, in order, split anyhow
   */
  public void receive(EncryptionLevel level, Bytes bytes) {
    throw new UnsupportedOperationException();
  }

  /**
   * What there is to do now.
   *
   * @return the next event, or empty if there is none
   */
  public Optional<TlsEvent> poll() {
    throw new UnsupportedOperationException();
  }

  /**
   * Whether the handshake is complete (RFC 9001, section 4.1.1).
   *
   * @return true once both sides have proved who they are
   */
  public boolean isComplete() {
    throw new UnsupportedOperationException();
  }

  /**
   * Why the handshake failed.
   *
   * @return the failure, or empty if there was none
   */
  public Optional<TlsFailure> failure() {
    throw new UnsupportedOperationException();
  }

  /**
   * The negotiated cipher suite.
   *
   * @return the suite, once the hellos have been exchanged
   */
  public Optional<CipherSuite> cipherSuite() {
    throw new UnsupportedOperationException();
  }

  /**
   * The negotiated application protocol.
   *
   * @return one of the configured ones, once negotiated
   */
  public Optional<Bytes> alpn() {
    throw new UnsupportedOperationException();
  }

  /**
   * Who the peer is.
   *
   * @return the key that it has proved to own, once complete
   */
  public Optional<PublicKey> peerKey() {
    throw new UnsupportedOperationException();
  }

  /**
   * The peer's transport parameters.
   *
   * @return the content of extension 57, once it has come
   */
  public Optional<Bytes> peerTransportParameters() {
    throw new UnsupportedOperationException();
  }

  /**
   * What the ClientHello showed, for a server.
   *
   * @return the facts, once it has come; always empty for a client
   */
  public Optional<ClientHelloFacts> clientHello() {
    throw new UnsupportedOperationException();
  }

  /**
   * Keying material for the application (RFC 8446, section 7.5). Both sides get the same.
   *
   * @param label ASCII, registered or at least unique
   * @param context bound into the material; may be empty
   * @param length how many bytes
   * @return that many bytes, the caller's
   * @throws IllegalStateException if the handshake is not complete, or destroyed
   */
  public byte[] exportKeyingMaterial(String label, Bytes context, int length) {
    throw new UnsupportedOperationException();
  }

  /** Wipes all secrets that have not been handed over. Idempotent; only facts remain. */
  public void destroy() {
    throw new UnsupportedOperationException();
  }
}
