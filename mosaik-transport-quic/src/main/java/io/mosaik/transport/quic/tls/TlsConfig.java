package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;

/**
 * What a handshake may negotiate, and as whom. Lists are in order of preference. Immutable.
 *
 * @param identity our key pair, which is our certificate
 * @param alpn the application protocols: those a client offers, or a server takes; at least one,
 *     each 1 to 255 bytes
 * @param suites the cipher suites; at least one, none twice. A server follows the client's order
 * @param groups the groups; at least one, none twice. A client sends a key share of the first
 * @param sendServerName whether a client names the dialled peer as iroh before 1.0.4 did
 * @param keyLog hears the secrets; {@link KeyLog#OFF} unless something is being debugged
 */
public record TlsConfig(
    KeyPair identity,
    List<Bytes> alpn,
    List<CipherSuite> suites,
    List<NamedGroup> groups,
    boolean sendServerName,
    KeyLog keyLog) {

  /** Copies the lists and checks them. */
  public TlsConfig {
    Objects.requireNonNull(identity, "identity");
    Objects.requireNonNull(keyLog, "keyLog");
    alpn = List.copyOf(alpn);
    suites = List.copyOf(suites);
    groups = List.copyOf(groups);
    if (alpn.isEmpty() || alpn.stream().anyMatch(name -> name.isEmpty() || name.size() > 255)) {
      throw new IllegalArgumentException(
          "at least one application protocol of 1 to 255 bytes is needed, not " + alpn);
    }
    if (suites.isEmpty() || EnumSet.copyOf(suites).size() != suites.size()) {
      throw new IllegalArgumentException("each suite at most once, at least one, not " + suites);
    }
    if (groups.isEmpty() || EnumSet.copyOf(groups).size() != groups.size()) {
      throw new IllegalArgumentException("each group at most once, at least one, not " + groups);
    }
  }

  /**
   * Everything that is spoken here, AES-128 and X25519 first, with a server name and no key log.
   *
   * @param identity our key pair
   * @param alpn the application protocols, at least one
   * @return the configuration
   */
  public static TlsConfig of(KeyPair identity, List<Bytes> alpn) {
    return new TlsConfig(
        identity,
        alpn,
        List.of(CipherSuite.values()),
        List.of(NamedGroup.values()),
        true,
        KeyLog.OFF);
  }

  /**
   * The same with other application protocols.
   *
   * @param newAlpn the application protocols, at least one
   * @return a changed copy
   */
  public TlsConfig withAlpn(List<Bytes> newAlpn) {
    return new TlsConfig(identity, newAlpn, suites, groups, sendServerName, keyLog);
  }

  /**
   * The same with other suites.
   *
   * @param newSuites the suites, at least one
   * @return a changed copy
   */
  public TlsConfig withSuites(List<CipherSuite> newSuites) {
    return new TlsConfig(identity, alpn, newSuites, groups, sendServerName, keyLog);
  }

  /**
   * The same with other groups.
   *
   * @param newGroups the groups, at least one
   * @return a changed copy
   */
  public TlsConfig withGroups(List<NamedGroup> newGroups) {
    return new TlsConfig(identity, alpn, suites, newGroups, sendServerName, keyLog);
  }

  /**
   * The same with or without a server name.
   *
   * @param send whether a client names the dialled peer
   * @return a changed copy
   */
  public TlsConfig withServerName(boolean send) {
    return new TlsConfig(identity, alpn, suites, groups, send, keyLog);
  }

  /**
   * The same with a key log.
   *
   * @param newKeyLog hears the secrets
   * @return a changed copy
   */
  public TlsConfig withKeyLog(KeyLog newKeyLog) {
    return new TlsConfig(identity, alpn, suites, groups, sendServerName, newKeyLog);
  }
}
