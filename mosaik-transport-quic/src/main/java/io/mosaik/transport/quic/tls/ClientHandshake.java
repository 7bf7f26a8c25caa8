package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;
import io.mosaik.api.PublicKey;
import io.mosaik.transport.quic.tls.ExtensionBodies.KeyShare;
import io.mosaik.transport.quic.tls.TlsEvent.Direction;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The client's side (RFC 8446, appendix A.1): ServerHello, perhaps after one HelloRetryRequest,
 * then EncryptedExtensions, CertificateRequest, Certificate, CertificateVerify, Finished, and only
 * in that order. Confined to the thread of its connection.
 */
final class ClientHandshake extends TlsHandshake {

  private final PublicKey server;
  private final RandomGenerator random;
  private ClientHello hello;
  private KeyExchange keyExchange;
  private boolean retried;

  /** A handshake whose first message is given, and is sent as it stands. */
  ClientHandshake(
      TlsConfig config,
      PublicKey server,
      ClientHello hello,
      KeyExchange keyExchange,
      RandomGenerator random) {
    super(Side.CLIENT, config);
    this.server = server;
    this.random = random;
    this.hello = hello;
    this.keyExchange = keyExchange;
    send(hello);
    await(EncryptionLevel.INITIAL, HandshakeType.SERVER_HELLO);
  }

  static ClientHandshake begin(
      TlsConfig config, PublicKey server, Bytes transportParameters, RandomGenerator random) {
    byte[] clientRandom = new byte[ClientHello.RANDOM_SIZE];
    random.nextBytes(clientRandom);
    KeyExchange keyExchange = KeyExchange.generate(config.groups().get(0), random);
    ClientHello hello =
        new ClientHello(
            Bytes.of(clientRandom),
            Bytes.EMPTY,
            config.suites().stream().map(CipherSuite::code).toList(),
            offer(config, server, transportParameters, keyExchange));
    return new ClientHandshake(config, server, hello, keyExchange, random);
  }

  /** No {@code psk_key_exchange_modes}: without them iroh sends no tickets, which we ignore. */
  private static Extensions offer(
      TlsConfig config, PublicKey server, Bytes transportParameters, KeyExchange keyExchange) {
    Bytes certificateTypes = new WireWriter().u8(1).u8(RawPublicKey.CERTIFICATE_TYPE).toBytes();
    Extensions offer = Extensions.NONE;
    if (config.sendServerName()) {
      String name = RawPublicKey.serverName(server);
      offer = offer.with(ExtensionType.SERVER_NAME, ExtensionBodies.encodeServerName(name));
    }
    List<Integer> groups = config.groups().stream().map(NamedGroup::code).toList();
    List<Integer> schemes = List.of(CertificateVerify.ED25519);
    List<Integer> versions = List.of(TLS_1_3);
    return offer
        .with(ExtensionType.SUPPORTED_GROUPS, ExtensionBodies.encodeCodes(groups))
        .with(ExtensionType.SIGNATURE_ALGORITHMS, ExtensionBodies.encodeCodes(schemes))
        .with(ExtensionType.ALPN, ExtensionBodies.encodeProtocols(config.alpn()))
        .with(ExtensionType.CLIENT_CERTIFICATE_TYPE, certificateTypes)
        .with(ExtensionType.SERVER_CERTIFICATE_TYPE, certificateTypes)
        .with(ExtensionType.SUPPORTED_VERSIONS, ExtensionBodies.encodeVersions(versions))
        .with(ExtensionType.KEY_SHARE, keyShare(keyExchange))
        .with(ExtensionType.QUIC_TRANSPORT_PARAMETERS, transportParameters);
  }

  @Override
  public Optional<ClientHelloFacts> clientHello() {
    return Optional.empty();
  }

  @Override
  void handle(HandshakeType type, HandshakeMessage message) throws TlsException {
    switch (type) {
      case SERVER_HELLO -> onServerHello(message);
      case ENCRYPTED_EXTENSIONS -> onEncryptedExtensions(message);
      case CERTIFICATE_REQUEST -> onCertificateRequest(message);
      case CERTIFICATE -> onCertificate(message);
      case CERTIFICATE_VERIFY -> onCertificateVerify(message);
      case FINISHED -> onFinished(message);
      case NEW_SESSION_TICKET -> SessionTickets.check(message.body());
      default -> throw unexpected(type.code());
    }
  }

  @Override
  TlsException unexpected(int typeCode) {
    if (isComplete() && typeCode == HandshakeType.CERTIFICATE_REQUEST.code()) {
      // RFC 9001, section 4.4
      return TlsException.protocolViolation("a CertificateRequest after the handshake");
    }
    return super.unexpected(typeCode);
  }

  @Override
  void wipeRole() {
    keyExchange.destroy();
  }

  private void onServerHello(HandshakeMessage message) throws TlsException {
    ServerHello answer = ServerHello.parse(message.body());
    requireVersion13(answer);
    if (!answer.sessionIdEcho().equals(hello.sessionId())) {
      throw TlsException.of(TlsAlert.ILLEGAL_PARAMETER, "the session id is not echoed");
    }
    CipherSuite suite = selectedSuite(answer);
    if (answer.isRetryRequest()) {
      onRetryRequest(answer, suite, message);
      return;
    }
    answer.extensions().requireOfferedIn(hello.extensions());
    KeyShare share = ExtensionBodies.keyShare(answer.extensions().require(ExtensionType.KEY_SHARE));
    if (share.group() != keyExchange.group().code()) {
      throw TlsException.of(
          TlsAlert.ILLEGAL_PARAMETER, "a key share of group " + share.group() + ", not offered");
    }
    byte[] shared = keyExchange.agree(share.publicValue());
    keyExchange.destroy();
    if (!retried) {
      crypto.select(suite);
    }
    crypto.record(message);
    crypto.enterHandshake(shared, hello.random());
    installKeys(EncryptionLevel.HANDSHAKE, Direction.WRITE);
    installKeys(EncryptionLevel.HANDSHAKE, Direction.READ);
    await(EncryptionLevel.HANDSHAKE, HandshakeType.ENCRYPTED_EXTENSIONS);
  }

  /** RFC 8446, section 4.1.4. */
  private void onRetryRequest(ServerHello request, CipherSuite suite, HandshakeMessage message)
      throws TlsException {
    if (retried) {
      throw TlsException.of(TlsAlert.UNEXPECTED_MESSAGE, "a second HelloRetryRequest");
    }
    Optional<Bytes> cookie = request.extensions().get(ExtensionType.COOKIE);
    request.extensions().without(ExtensionType.COOKIE).requireOfferedIn(hello.extensions());
    Optional<Bytes> group = request.extensions().get(ExtensionType.KEY_SHARE);
    if (cookie.isEmpty() && group.isEmpty()) {
      throw TlsException.of(
          TlsAlert.ILLEGAL_PARAMETER, "a HelloRetryRequest that asks for no change");
    }
    Extensions extensions = hello.extensions();
    if (group.isPresent()) {
      NamedGroup selected = requestedGroup(ExtensionBodies.code(group.get()));
      keyExchange.destroy();
      keyExchange = KeyExchange.generate(selected, random);
      extensions = extensions.with(ExtensionType.KEY_SHARE, keyShare(keyExchange));
    }
    if (cookie.isPresent()) {
      extensions = extensions.with(ExtensionType.COOKIE, checkedCookie(cookie.get()));
    }
    retried = true;
    crypto.selectForRetry(suite);
    crypto.record(message);
    hello = new ClientHello(hello.random(), hello.sessionId(), hello.cipherSuites(), extensions);
    send(hello);
  }

  private void onEncryptedExtensions(HandshakeMessage message) throws TlsException {
    WireReader reader = new WireReader(message.body());
    Extensions extensions =
        Extensions.parse(reader.vector16(), ExtensionType.Place.ENCRYPTED_EXTENSIONS);
    reader.expectEnd();
    extensions.requireOfferedIn(hello.extensions());
    requireRawPublicKeys(extensions, ExtensionType.CLIENT_CERTIFICATE_TYPE);
    requireRawPublicKeys(extensions, ExtensionType.SERVER_CERTIFICATE_TYPE);
    selectAlpn(protocolIn(extensions));
    acceptPeerTransportParameters(extensions.require(ExtensionType.QUIC_TRANSPORT_PARAMETERS));
    crypto.record(message);
    // Peers of ours always ask the client who it is: without the request, the server is none.
    await(EncryptionLevel.HANDSHAKE, HandshakeType.CERTIFICATE_REQUEST);
  }

  /** RFC 8446, section 4.3.2. */
  private void onCertificateRequest(HandshakeMessage message) throws TlsException {
    WireReader reader = new WireReader(message.body());
    Bytes context = reader.vector8();
    Extensions extensions =
        Extensions.parse(reader.vector16(), ExtensionType.Place.CERTIFICATE_REQUEST);
    reader.expectEnd();
    if (!context.isEmpty()) {
      throw TlsException.of(
          TlsAlert.ILLEGAL_PARAMETER, "a CertificateRequest with context in the handshake");
    }
    List<Integer> schemes =
        ExtensionBodies.codes(extensions.require(ExtensionType.SIGNATURE_ALGORITHMS));
    if (!schemes.contains(CertificateVerify.ED25519)) {
      throw TlsException.of(TlsAlert.HANDSHAKE_FAILURE, "the server does not take Ed25519");
    }
    crypto.record(message);
    await(EncryptionLevel.HANDSHAKE, HandshakeType.CERTIFICATE);
  }

  private void onCertificate(HandshakeMessage message) throws TlsException {
    CertificateMessage certificate = CertificateMessage.parse(message.body());
    certificate.requireAnswers(hello.extensions());
    if (certificate.entries().isEmpty()) {
      // RFC 8446, section 4.4.2.4
      throw TlsException.of(TlsAlert.DECODE_ERROR, "the server sent no certificate");
    }
    Bytes expected = RawPublicKey.encode(server);
    if (certificate.entries().size() > 1 || !certificate.entries().get(0).data().equals(expected)) {
      throw TlsException.of(TlsAlert.UNKNOWN_CA, "the server is not the one that was dialled");
    }
    crypto.claimPeerKey(server);
    crypto.record(message);
    await(EncryptionLevel.HANDSHAKE, HandshakeType.CERTIFICATE_VERIFY);
  }

  private void onCertificateVerify(HandshakeMessage message) throws TlsException {
    crypto.verifyCertificateVerify(message);
    await(EncryptionLevel.HANDSHAKE, HandshakeType.FINISHED);
  }

  private void onFinished(HandshakeMessage message) throws TlsException {
    crypto.verifyFinished(message);
    crypto.enterApplication(hello.random());
    transmit(EncryptionLevel.HANDSHAKE, crypto.proveIdentity());
    installKeys(EncryptionLevel.APPLICATION, Direction.WRITE);
    installKeys(EncryptionLevel.APPLICATION, Direction.READ);
    completeAwaiting(Optional.of(HandshakeType.NEW_SESSION_TICKET));
  }

  /** RFC 8446, sections 4.1.3 and 4.2.1. */
  private static void requireVersion13(ServerHello answer) throws TlsException {
    Optional<Bytes> version = answer.extensions().get(ExtensionType.SUPPORTED_VERSIONS);
    if (version.isEmpty()) {
      throw answer.showsDowngrade()
          ? TlsException.of(TlsAlert.ILLEGAL_PARAMETER, "somebody talked the server down")
          : TlsException.of(TlsAlert.PROTOCOL_VERSION, "the server does not speak TLS 1.3");
    }
    if (ExtensionBodies.code(version.get()) != TLS_1_3
        || answer.legacyVersion() != ClientHello.LEGACY_VERSION) {
      throw TlsException.of(TlsAlert.ILLEGAL_PARAMETER, "a version that was not offered");
    }
  }

  private CipherSuite selectedSuite(ServerHello answer) throws TlsException {
    Optional<CipherSuite> selected =
        CipherSuite.ofCode(answer.cipherSuite()).filter(config.suites()::contains);
    if (selected.isEmpty()) {
      throw TlsException.of(
          TlsAlert.ILLEGAL_PARAMETER, "suite " + answer.cipherSuite() + " was not offered");
    }
    if (retried && !selected.equals(crypto.suite())) {
      throw TlsException.of(
          TlsAlert.ILLEGAL_PARAMETER, "another suite than in the HelloRetryRequest");
    }
    return selected.get();
  }

  private NamedGroup requestedGroup(int code) throws TlsException {
    Optional<NamedGroup> selected = NamedGroup.ofCode(code).filter(config.groups()::contains);
    if (selected.isEmpty() || selected.get() == keyExchange.group()) {
      throw TlsException.of(TlsAlert.ILLEGAL_PARAMETER, "a HelloRetryRequest for group " + code);
    }
    return selected.get();
  }

  private Bytes protocolIn(Extensions extensions) throws TlsException {
    Optional<Bytes> content = extensions.get(ExtensionType.ALPN);
    if (content.isEmpty()) {
      // RFC 9001, section 8.1
      throw TlsException.of(TlsAlert.NO_APPLICATION_PROTOCOL, "the server chose no protocol");
    }
    List<Bytes> protocols = ExtensionBodies.protocols(content.get());
    if (protocols.size() != 1 || !config.alpn().contains(protocols.get(0))) {
      throw TlsException.of(TlsAlert.ILLEGAL_PARAMETER, "a protocol that was not offered");
    }
    return protocols.get(0);
  }

  private static void requireRawPublicKeys(Extensions extensions, ExtensionType type)
      throws TlsException {
    Bytes wanted = new WireWriter().u8(RawPublicKey.CERTIFICATE_TYPE).toBytes();
    if (!extensions.get(type).equals(Optional.of(wanted))) {
      throw TlsException.of(TlsAlert.HANDSHAKE_FAILURE, "the server has no raw keys: " + type);
    }
  }

  private static Bytes checkedCookie(Bytes content) throws TlsException {
    WireReader reader = new WireReader(content);
    if (reader.vector16().isEmpty()) {
      throw TlsException.of(TlsAlert.DECODE_ERROR, "an empty cookie");
    }
    reader.expectEnd();
    return content;
  }

  private static Bytes keyShare(KeyExchange keyExchange) {
    return ExtensionBodies.encodeKeyShares(
        List.of(new KeyShare(keyExchange.group().code(), keyExchange.publicValue())));
  }

  private void send(ClientHello toSend) {
    HandshakeMessage message = toSend.encode();
    crypto.record(message);
    transmit(EncryptionLevel.INITIAL, message.encoded());
  }
}
