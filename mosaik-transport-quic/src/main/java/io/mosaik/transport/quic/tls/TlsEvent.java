package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;

/**
 * What a handshake has to say to its connection, in the order in which it must be acted upon.
 * Immutable, but for the secret that {@link KeysReady} hands over.
 */
public sealed interface TlsEvent {

  /**
   * Calls the method of {@code handler} that belongs to this event.
   *
   * @param handler is called once
   */
  void deliverTo(Handler handler);

  /** One method per kind of event. Called on the thread of the connection. */
  interface Handler {

    /**
     * Bytes are to be sent in CRYPTO frames, after all earlier ones of the same level.
     *
     * @param level which keys to protect them with; those keys were announced before
     * @param bytes one or more whole handshake messages
     */
    void onTransmit(EncryptionLevel level, Bytes bytes);

    /**
     * Keys are available.
     *
     * @param level {@code HANDSHAKE} or {@code APPLICATION}
     * @param direction which packets they are for
     * @param secret what they are derived from; now the handler's, who wipes it
     */
    void onKeysReady(EncryptionLevel level, Direction direction, TrafficSecret secret);

    /**
     * The peer's transport parameters have come. Until the handshake is complete they are not
     * authenticated (RFC 9001, section 8.2).
     *
     * @param parameters the content of extension 57, not looked into
     */
    void onPeerTransportParameters(Bytes parameters);

    /**
     * The handshake is complete (RFC 9001, section 4.1.1): the peer has proved its identity, and
     * the negotiated values can be read. A server confirms it now (HANDSHAKE_DONE).
     */
    void onComplete();

    /**
     * The handshake has failed: close the connection with {@link TlsFailure#quicErrorCode()}.
     *
     * @param failure why
     */
    void onFailed(TlsFailure failure);
  }

  /** Which packets a secret is for. */
  enum Direction {
    /** Those that we receive. */
    READ,
    /** Those that we send. */
    WRITE
  }

  /**
   * See {@link Handler#onTransmit}.
   *
   * @param level which keys to protect the bytes with
   * @param bytes one or more whole handshake messages
   */
  record Transmit(EncryptionLevel level, Bytes bytes) implements TlsEvent {
    @Override
    public void deliverTo(Handler handler) {
      handler.onTransmit(level, bytes);
    }
  }

  /**
   * See {@link Handler#onKeysReady}.
   *
   * @param level which packets the keys are for
   * @param direction which packets the keys are for
   * @param secret what the keys are derived from
   */
  record KeysReady(EncryptionLevel level, Direction direction, TrafficSecret secret)
      implements TlsEvent {
    @Override
    public void deliverTo(Handler handler) {
      handler.onKeysReady(level, direction, secret);
    }
  }

  /**
   * See {@link Handler#onPeerTransportParameters}.
   *
   * @param parameters the content of extension 57
   */
  record PeerTransportParameters(Bytes parameters) implements TlsEvent {
    @Override
    public void deliverTo(Handler handler) {
      handler.onPeerTransportParameters(parameters);
    }
  }

  /** See {@link Handler#onComplete}. */
  record Complete() implements TlsEvent {
    @Override
    public void deliverTo(Handler handler) {
      handler.onComplete();
    }
  }

  /**
   * See {@link Handler#onFailed}.
   *
   * @param failure why
   */
  record Failed(TlsFailure failure) implements TlsEvent {
    @Override
    public void deliverTo(Handler handler) {
      handler.onFailed(failure);
    }
  }
}
