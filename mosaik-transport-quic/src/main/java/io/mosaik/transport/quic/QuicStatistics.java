package io.mosaik.transport.quic;

import io.mosaik.transport.quic.endpoint.Counter;
import io.mosaik.transport.quic.endpoint.EndpointCore;
import io.mosaik.transport.quic.endpoint.EndpointCounters;

/**
 * Snapshot of what an endpoint has done since it was started. Immutable.
 *
 * @param datagramsReceived UDP datagrams that came
 * @param datagramsSent UDP datagrams that went out
 * @param bytesReceived their payload, in bytes
 * @param bytesSent their payload, in bytes
 * @param connectionsAccepted clients that got an answer
 * @param connectionsDialled connections that we began
 * @param handshakesRefused clients that got no answer because of a limit
 * @param handshakesEvicted clients whose unfinished handshake gave way to another client
 * @param retriesSent clients that had to show that they are where their datagrams come from
 * @param invalidTokens clients that were sent away because what they had by Retry was not valid
 * @param newTokensAccepted clients that came back with a token of an earlier connection
 * @param versionNegotiationsSent answers to other versions of QUIC
 * @param statelessResetsSent answers to peers of forgotten connections
 * @param datagramsDropped datagrams that belonged to nothing and got no answer
 * @param datagramsUnsent datagrams that the operating system refused to send
 * @param internalErrors mistakes of ours that cost a connection each
 * @param connections connections at this moment
 * @param handshakes clients in a handshake at this moment
 */
public record QuicStatistics(
    long datagramsReceived,
    long datagramsSent,
    long bytesReceived,
    long bytesSent,
    long connectionsAccepted,
    long connectionsDialled,
    long handshakesRefused,
    long handshakesEvicted,
    long retriesSent,
    long invalidTokens,
    long newTokensAccepted,
    long versionNegotiationsSent,
    long statelessResetsSent,
    long datagramsDropped,
    long datagramsUnsent,
    long internalErrors,
    int connections,
    int handshakes) {

  /** Takes a snapshot; on any thread. */
  static QuicStatistics of(EndpointCore core) {
    EndpointCounters counts = core.counters();
    return new QuicStatistics(
        counts.of(Counter.DATAGRAMS_RECEIVED),
        counts.of(Counter.DATAGRAMS_SENT),
        counts.of(Counter.BYTES_RECEIVED),
        counts.of(Counter.BYTES_SENT),
        counts.of(Counter.CONNECTIONS_ACCEPTED),
        counts.of(Counter.CONNECTIONS_DIALLED),
        counts.of(Counter.HANDSHAKES_REFUSED),
        counts.of(Counter.HANDSHAKES_EVICTED),
        counts.of(Counter.RETRIES_SENT),
        counts.of(Counter.INVALID_TOKENS),
        counts.of(Counter.NEW_TOKENS_ACCEPTED),
        counts.of(Counter.VERSION_NEGOTIATIONS_SENT),
        counts.of(Counter.STATELESS_RESETS_SENT),
        counts.of(Counter.DATAGRAMS_DROPPED),
        counts.of(Counter.DATAGRAMS_UNSENT),
        counts.of(Counter.INTERNAL_ERRORS),
        (int) counts.of(Counter.CONNECTIONS),
        (int) counts.of(Counter.HANDSHAKES));
  }
}
