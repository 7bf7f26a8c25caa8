package io.mosaik.transport.quic.connection;

import io.mosaik.transport.quic.stream.StreamLimits;
import java.time.Duration;
import java.util.Locale;

/**
 * How connections behave. Immutable.
 *
 * @param idleTimeout after which a silent connection is gone; the peer may ask for less
 * @param keepAlive after which a PING keeps a silent connection alive; zero for never
 * @param handshakeTimeout within which a handshake must be confirmed
 * @param initialRtt the guess before anything is measured (RFC 9002, section 6.2.2)
 * @param streams limits of streams and their windows
 * @param maxUdpPayload the largest datagram to receive, and to probe the path for, in bytes
 * @param keyUpdateAfter how many packets to send under one key before changing it
 */
public record ConnectionConfig(
    Duration idleTimeout,
    Duration keepAlive,
    Duration handshakeTimeout,
    Duration initialRtt,
    StreamLimits streams,
    int maxUdpPayload,
    long keyUpdateAfter) {

  /** The smallest datagram that every path takes (RFC 9000, section 14). */
  public static final int MIN_UDP_PAYLOAD = 1200;

  /** What AES-GCM allows under one key (RFC 9001, section 6.6). */
  static final long CONFIDENTIALITY_LIMIT = 1L << 23;

  /** As iroh does it: 30 s, no keep-alive of our own, datagrams of 1452 bytes. */
  public static final ConnectionConfig DEFAULT =
      new ConnectionConfig(
          Duration.ofSeconds(30),
          Duration.ZERO,
          Duration.ofSeconds(10),
          Duration.ofMillis(333),
          StreamLimits.DEFAULT,
          1452,
          1L << 20);

  /** Checks the ranges. */
  public ConnectionConfig {
    if (maxUdpPayload < MIN_UDP_PAYLOAD || maxUdpPayload > 65_527) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "datagrams of %d bytes, allowed are %d to 65527",
              maxUdpPayload,
              MIN_UDP_PAYLOAD));
    }
    if (keyUpdateAfter < 1 || keyUpdateAfter > CONFIDENTIALITY_LIMIT / 2) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "key update after %d packets, allowed are 1 to %d",
              keyUpdateAfter,
              CONFIDENTIALITY_LIMIT / 2));
    }
    if (idleTimeout.isNegative() || keepAlive.isNegative() || initialRtt.toNanos() < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "idle timeout %s, keep-alive %s or initial round trip %s is out of range",
              idleTimeout,
              keepAlive,
              initialRtt));
    }
  }
}
