package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.tls.ExtensionBodies.KeyShare;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a server takes from a ClientHello after having checked all of it. Immutable.
 *
 * @param hello the message
 * @param suite the first of the client's suites that we speak
 * @param groups codes of the groups that the client supports
 * @param shares its key shares, each of a group in {@code groups}, none twice
 * @param alpn the first of our application protocols that the client speaks
 * @param transportParameters its transport parameters, not looked into
 * @param facts what it let slip
 */
record ClientOffer(
    ClientHello hello,
    CipherSuite suite,
    List<Integer> groups,
    List<KeyShare> shares,
    Bytes alpn,
    Bytes transportParameters,
    ClientHelloFacts facts) {

  /** What a second ClientHello may change (RFC 8446, section 4.1.2). */
  private static final ExtensionType[] MAY_CHANGE_AFTER_RETRY = {
    ExtensionType.KEY_SHARE,
    ExtensionType.EARLY_DATA,
    ExtensionType.PRE_SHARED_KEY,
    ExtensionType.PADDING
  };

  static ClientOffer negotiate(ClientHello hello, TlsConfig config) throws TlsException {
    Extensions extensions = hello.extensions();
    requireVersion13(extensions);
    if (!hello.sessionId().isEmpty()) {
      // RFC 9001, section 8.4
      throw TlsException.protocolViolation("a ClientHello in compatibility mode");
    }
    checkPreSharedKeys(extensions);
    if (extensions.has(ExtensionType.COOKIE)) {
      throw TlsException.of(TlsAlert.ILLEGAL_PARAMETER, "a cookie that we did not hand out");
    }
    CipherSuite suite = selectSuite(hello, config);
    List<Integer> schemes =
        ExtensionBodies.codes(extensions.require(ExtensionType.SIGNATURE_ALGORITHMS));
    if (!schemes.contains(CertificateVerify.ED25519)) {
      throw TlsException.of(TlsAlert.HANDSHAKE_FAILURE, "the client does not take Ed25519");
    }
    requireRawPublicKeys(extensions, ExtensionType.CLIENT_CERTIFICATE_TYPE);
    requireRawPublicKeys(extensions, ExtensionType.SERVER_CERTIFICATE_TYPE);
    List<Integer> groups =
        ExtensionBodies.codes(extensions.require(ExtensionType.SUPPORTED_GROUPS));
    List<KeyShare> shares = ExtensionBodies.keyShares(extensions.require(ExtensionType.KEY_SHARE));
    checkShares(shares, groups);
    Optional<Bytes> serverName = extensions.get(ExtensionType.SERVER_NAME);
    ClientHelloFacts facts =
        new ClientHelloFacts(
            serverName.isPresent()
                ? ExtensionBodies.serverName(serverName.get())
                : Optional.empty(),
            schemes);
    return new ClientOffer(
        hello,
        suite,
        groups,
        shares,
        selectProtocol(extensions, config),
        extensions.require(ExtensionType.QUIC_TRANSPORT_PARAMETERS),
        facts);
  }

  /** The client's first key share in a group of ours. */
  Optional<KeyShare> shareIn(List<NamedGroup> ours) {
    return shares.stream()
        .filter(share -> NamedGroup.ofCode(share.group()).filter(ours::contains).isPresent())
        .findFirst();
  }

  /** The client's first group of ours, for which it sent no share. */
  NamedGroup groupToRequest(List<NamedGroup> ours) throws TlsException {
    return groups.stream()
        .flatMap(code -> NamedGroup.ofCode(code).stream())
        .filter(ours::contains)
        .findFirst()
        .orElseThrow(() -> TlsException.of(TlsAlert.HANDSHAKE_FAILURE, "no common group"));
  }

  /** Checks that this second offer is the first, but for what we asked to be changed. */
  void requireFollows(ClientOffer first, NamedGroup requested) throws TlsException {
    boolean same =
        hello.random().equals(first.hello.random())
            && hello.cipherSuites().equals(first.hello.cipherSuites())
            && stable(hello).equals(stable(first.hello));
    if (!same || hello.extensions().has(ExtensionType.EARLY_DATA)) {
      throw TlsException.of(
          TlsAlert.ILLEGAL_PARAMETER, "the second ClientHello differs from the first");
    }
    if (shares.size() != 1 || shares.get(0).group() != requested.code()) {
      throw TlsException.of(
          TlsAlert.ILLEGAL_PARAMETER, "the second ClientHello lacks the requested key share");
    }
  }

  private static Extensions stable(ClientHello hello) {
    return hello.extensions().without(MAY_CHANGE_AFTER_RETRY);
  }

  private static void requireVersion13(Extensions extensions) throws TlsException {
    Optional<Bytes> versions = extensions.get(ExtensionType.SUPPORTED_VERSIONS);
    if (versions.isEmpty()
        || !ExtensionBodies.versions(versions.get()).contains(TlsHandshake.TLS_1_3)) {
      throw TlsException.of(TlsAlert.PROTOCOL_VERSION, "the client does not offer TLS 1.3");
    }
  }

  /** RFC 8446, sections 4.2.9 and 4.2.11. What is offered is then ignored. */
  private static void checkPreSharedKeys(Extensions extensions) throws TlsException {
    if (!extensions.has(ExtensionType.PRE_SHARED_KEY)) {
      return;
    }
    extensions.require(ExtensionType.PSK_KEY_EXCHANGE_MODES);
    if (!extensions.endsWith(ExtensionType.PRE_SHARED_KEY)) {
      throw TlsException.of(TlsAlert.ILLEGAL_PARAMETER, "pre_shared_key is not the last extension");
    }
  }

  private static CipherSuite selectSuite(ClientHello hello, TlsConfig config) throws TlsException {
    return hello.cipherSuites().stream()
        .flatMap(code -> CipherSuite.ofCode(code).stream())
        .filter(config.suites()::contains)
        .findFirst()
        .orElseThrow(() -> TlsException.of(TlsAlert.HANDSHAKE_FAILURE, "no common suite"));
  }

  private static void requireRawPublicKeys(Extensions extensions, ExtensionType type)
      throws TlsException {
    Optional<Bytes> content = extensions.get(type);
    if (content.isEmpty()
        || !ExtensionBodies.certificateTypes(content.get())
            .contains(RawPublicKey.CERTIFICATE_TYPE)) {
      throw TlsException.of(TlsAlert.HANDSHAKE_FAILURE, "the client has no raw keys: " + type);
    }
  }

  /** RFC 8446, section 4.2.8. */
  private static void checkShares(List<KeyShare> shares, List<Integer> groups) throws TlsException {
    Set<Integer> seen = new HashSet<>();
    for (KeyShare share : shares) {
      if (!groups.contains(share.group()) || !seen.add(share.group())) {
        throw TlsException.of(
            TlsAlert.ILLEGAL_PARAMETER,
            "a key share of group " + share.group() + " is out of place");
      }
    }
  }

  /** RFC 7301, section 3.2; RFC 9001, section 8.1. */
  private static Bytes selectProtocol(Extensions extensions, TlsConfig config) throws TlsException {
    Optional<Bytes> content = extensions.get(ExtensionType.ALPN);
    List<Bytes> offered =
        content.isPresent() ? ExtensionBodies.protocols(content.get()) : List.of();
    return config.alpn().stream()
        .filter(offered::contains)
        .findFirst()
        .orElseThrow(() -> TlsException.of(TlsAlert.NO_APPLICATION_PROTOCOL, "no common protocol"));
  }
}
