package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;
import io.mosaik.api.PublicKey;
import io.mosaik.transport.quic.tls.ExtensionBodies.KeyShare;
import io.mosaik.transport.quic.tls.TlsEvent.Direction;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The server's side (RFC 8446, appendix A.2): ClientHello, a second one if a HelloRetryRequest was
 * needed, then the client's Certificate, CertificateVerify and Finished, and only in that order.
 * Pre-shared keys and early data are not taken up. Confined to the thread of its connection.
 */
final class ServerHandshake extends TlsHandshake {

  private final Bytes transportParameters;
  private final RandomGenerator random;
  private Optional<Retry> retry = Optional.empty();
  private Optional<ClientHelloFacts> facts = Optional.empty();

  /**
   * A HelloRetryRequest that was sent.
   *
   * @param first what the client had offered
   * @param group what it was asked for
   */
  private record Retry(ClientOffer first, NamedGroup group) {}

  ServerHandshake(TlsConfig config, Bytes transportParameters, RandomGenerator random) {
    super(Side.SERVER, config);
    this.transportParameters = transportParameters;
    this.random = random;
    await(EncryptionLevel.INITIAL, HandshakeType.CLIENT_HELLO);
  }

  @Override
  public Optional<ClientHelloFacts> clientHello() {
    return facts;
  }

  @Override
  void handle(HandshakeType type, HandshakeMessage message) throws TlsException {
    switch (type) {
      case CLIENT_HELLO -> onClientHello(message);
      case CERTIFICATE -> onCertificate(message);
      case CERTIFICATE_VERIFY -> onCertificateVerify(message);
      case FINISHED -> onFinished(message);
      default -> throw unexpected(type.code());
    }
  }

  @Override
  void wipeRole() {
    retry = Optional.empty();
  }

  private void onClientHello(HandshakeMessage message) throws TlsException {
    ClientOffer offer = ClientOffer.negotiate(ClientHello.parse(message.body()), config);
    facts = Optional.of(offer.facts());
    crypto.record(message);
    if (retry.isPresent()) {
      offer.requireFollows(retry.get().first(), retry.get().group());
    }
    Optional<KeyShare> share = offer.shareIn(config.groups());
    if (share.isPresent()) {
      accept(offer, share.get());
    } else {
      requestRetry(offer, offer.groupToRequest(config.groups()));
    }
  }

  /** RFC 8446, section 4.1.4. */
  private void requestRetry(ClientOffer offer, NamedGroup group) {
    retry = Optional.of(new Retry(offer, group));
    crypto.selectForRetry(offer.suite());
    Bytes keyShare = ExtensionBodies.encodeCode(group.code());
    HandshakeMessage request = hello(ServerHello.RETRY_RANDOM, offer, keyShare);
    crypto.record(request);
    transmit(EncryptionLevel.INITIAL, request.encoded());
  }

  /** Answers with everything up to our Finished. */
  private void accept(ClientOffer offer, KeyShare peerShare) throws TlsException {
    byte[] serverRandom = new byte[ClientHello.RANDOM_SIZE];
    random.nextBytes(serverRandom);
    NamedGroup group = NamedGroup.ofCode(peerShare.group()).orElseThrow();
    KeyExchange keyExchange = KeyExchange.generate(group, random);
    Bytes keyShare =
        ExtensionBodies.encodeKeyShare(new KeyShare(group.code(), keyExchange.publicValue()));
    byte[] shared;
    try {
      shared = keyExchange.agree(peerShare.publicValue());
    } finally {
      keyExchange.destroy();
    }
    if (retry.isEmpty()) {
      crypto.select(offer.suite());
    }
    HandshakeMessage hello = hello(Bytes.of(serverRandom), offer, keyShare);
    crypto.record(hello);
    crypto.enterHandshake(shared, offer.hello().random());
    selectAlpn(offer.alpn());
    acceptPeerTransportParameters(offer.transportParameters());
    transmit(EncryptionLevel.INITIAL, hello.encoded());
    installKeys(EncryptionLevel.HANDSHAKE, Direction.WRITE);
    installKeys(EncryptionLevel.HANDSHAKE, Direction.READ);
    transmit(EncryptionLevel.HANDSHAKE, flight(offer));
    crypto.enterApplication(offer.hello().random());
    // The keys to read with follow when the client has proved who it is (RFC 9001, section 5.7).
    installKeys(EncryptionLevel.APPLICATION, Direction.WRITE);
    await(EncryptionLevel.HANDSHAKE, HandshakeType.CERTIFICATE);
  }

  private Bytes flight(ClientOffer offer) {
    HandshakeMessage encryptedExtensions = encryptedExtensions(offer);
    HandshakeMessage certificateRequest = certificateRequest();
    crypto.record(encryptedExtensions);
    crypto.record(certificateRequest);
    return encryptedExtensions
        .encoded()
        .concat(certificateRequest.encoded())
        .concat(crypto.proveIdentity());
  }

  private void onCertificate(HandshakeMessage message) throws TlsException {
    CertificateMessage certificate = CertificateMessage.parse(message.body());
    certificate.requireAnswers(Extensions.NONE);
    if (certificate.entries().isEmpty()) {
      throw TlsException.of(TlsAlert.CERTIFICATE_REQUIRED, "the client sent no certificate");
    }
    if (certificate.entries().size() > 1) {
      throw TlsException.of(TlsAlert.UNKNOWN_CA, "the client sent more than one certificate");
    }
    Optional<PublicKey> key = RawPublicKey.decode(certificate.entries().get(0).data());
    if (key.isEmpty()) {
      throw TlsException.of(TlsAlert.BAD_CERTIFICATE, "the client's key is no Ed25519 key");
    }
    crypto.claimPeerKey(key.get());
    crypto.record(message);
    await(EncryptionLevel.HANDSHAKE, HandshakeType.CERTIFICATE_VERIFY);
  }

  private void onCertificateVerify(HandshakeMessage message) throws TlsException {
    crypto.verifyCertificateVerify(message);
    await(EncryptionLevel.HANDSHAKE, HandshakeType.FINISHED);
  }

  private void onFinished(HandshakeMessage message) throws TlsException {
    crypto.verifyFinished(message);
    installKeys(EncryptionLevel.APPLICATION, Direction.READ);
    completeAwaiting(Optional.empty());
  }

  private static HandshakeMessage hello(Bytes random, ClientOffer offer, Bytes keyShare) {
    Extensions extensions =
        Extensions.NONE
            .with(ExtensionType.SUPPORTED_VERSIONS, ExtensionBodies.encodeCode(TLS_1_3))
            .with(ExtensionType.KEY_SHARE, keyShare);
    return new ServerHello(
            ClientHello.LEGACY_VERSION,
            random,
            offer.hello().sessionId(),
            offer.suite().code(),
            extensions)
        .encode();
  }

  private HandshakeMessage encryptedExtensions(ClientOffer offer) {
    Bytes rawPublicKey = new WireWriter().u8(RawPublicKey.CERTIFICATE_TYPE).toBytes();
    Extensions extensions =
        Extensions.NONE
            .with(ExtensionType.ALPN, ExtensionBodies.encodeProtocols(List.of(offer.alpn())))
            .with(ExtensionType.CLIENT_CERTIFICATE_TYPE, rawPublicKey)
            .with(ExtensionType.SERVER_CERTIFICATE_TYPE, rawPublicKey)
            .with(ExtensionType.QUIC_TRANSPORT_PARAMETERS, transportParameters);
    return HandshakeMessage.of(
        HandshakeType.ENCRYPTED_EXTENSIONS,
        new WireWriter().vector16(extensions.encode()).toBytes());
  }

  private static HandshakeMessage certificateRequest() {
    Extensions extensions =
        Extensions.NONE.with(
            ExtensionType.SIGNATURE_ALGORITHMS,
            ExtensionBodies.encodeCodes(List.of(CertificateVerify.ED25519)));
    return HandshakeMessage.of(
        HandshakeType.CERTIFICATE_REQUEST,
        new WireWriter().vector8(Bytes.EMPTY).vector16(extensions.encode()).toBytes());
  }
}
