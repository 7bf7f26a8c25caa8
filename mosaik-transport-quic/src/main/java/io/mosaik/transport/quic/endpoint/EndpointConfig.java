package io.mosaik.transport.quic.endpoint;

import io.mosaik.transport.quic.connection.ConnectionConfig;
import java.util.Locale;

/**
 * How an endpoint treats strangers. Immutable.
 *
 * @param connection how each connection behaves
 * @param maxConnections how many connections there are at most; further clients get no answer,
 *     unless one that is not complete, or is over already, can give way
 * @param maxHandshakes how many clients may be in a handshake at once; for a further one, an old
 *     one gives way
 * @param maxHandshakesPerSource the same per IPv4 address or IPv6 /64
 * @param retryAbove from how many clients in a handshake on a client must show that it is where its
 *     datagrams come from (RFC 9000, section 8.1.2); also from three quarters of {@code
 *     maxConnections} on
 */
public record EndpointConfig(
    ConnectionConfig connection,
    int maxConnections,
    int maxHandshakes,
    int maxHandshakesPerSource,
    int retryAbove) {

  /** Room for thousands of peers, and for a crowd that starts at once on one machine. */
  public static final EndpointConfig DEFAULT =
      new EndpointConfig(ConnectionConfig.DEFAULT, 4096, 1024, 256, 64);

  /** Checks that somebody can connect. */
  public EndpointConfig {
    if (maxConnections < 1 || maxHandshakes < 1 || maxHandshakesPerSource < 1 || retryAbove < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "limits of %d connections, %d handshakes, %d per source, Retry above %d",
              maxConnections,
              maxHandshakes,
              maxHandshakesPerSource,
              retryAbove));
    }
  }
}
