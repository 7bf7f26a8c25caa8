package io.mosaik.transport.quic.tls;

import java.util.List;
import java.util.Optional;

/**
 * What a client let slip about its software in its ClientHello: the hint by which a server guesses
 * the dialect of a stranger. Nobody vouches for it. Immutable.
 *
 * @param serverName the host name that the client asked for, not looked into
 * @param signatureSchemes the codes of {@code signature_algorithms} in the client's order
 */
public record ClientHelloFacts(Optional<String> serverName, List<Integer> signatureSchemes) {

  /** Copies the list. */
  public ClientHelloFacts {
    signatureSchemes = List.copyOf(signatureSchemes);
  }
}
