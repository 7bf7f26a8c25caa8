package io.mosaik.transport.quic.endpoint;

/** What an endpoint has seen so far. Confined to the endpoint's thread. */
public final class EndpointCounters {

  long datagramsReceived;
  long datagramsSent;
  long bytesReceived;
  long bytesSent;
  long connectionsAccepted;
  long connectionsDialled;
  long handshakesRefused;
  long retriesSent;
  long invalidTokens;
  long newTokensAccepted;
  long versionNegotiationsSent;
  long statelessResetsSent;
  long datagramsDropped;
  long datagramsUnsent;
  long internalErrors;

  EndpointCounters() {}

  /** A copy to hand out. */
  public Snapshot snapshot(int connections, int handshakes) {
    return new Snapshot(
        datagramsReceived,
        datagramsSent,
        bytesReceived,
        bytesSent,
        connectionsAccepted,
        connectionsDialled,
        handshakesRefused,
        retriesSent,
        invalidTokens,
        newTokensAccepted,
        versionNegotiationsSent,
        statelessResetsSent,
        datagramsDropped,
        datagramsUnsent,
        internalErrors,
        connections,
        handshakes);
  }

  /**
   * The counts at one moment. Immutable.
   *
   * @param handshakesRefused clients that got no answer because of a limit
   * @param invalidTokens clients that were sent away because what they had by Retry was not valid
   * @param newTokensAccepted clients that came back with a token of an earlier connection
   * @param datagramsDropped those that belonged to nothing and deserved no answer
   * @param datagramsUnsent those that the operating system refused to send
   * @param internalErrors mistakes of ours that cost a connection
   * @param connections how many there are
   * @param handshakes how many of them clients have not completed yet
   */
  public record Snapshot(
      long datagramsReceived,
      long datagramsSent,
      long bytesReceived,
      long bytesSent,
      long connectionsAccepted,
      long connectionsDialled,
      long handshakesRefused,
      long retriesSent,
      long invalidTokens,
      long newTokensAccepted,
      long versionNegotiationsSent,
      long statelessResetsSent,
      long datagramsDropped,
      long datagramsUnsent,
      long internalErrors,
      int connections,
      int handshakes) {}
}
