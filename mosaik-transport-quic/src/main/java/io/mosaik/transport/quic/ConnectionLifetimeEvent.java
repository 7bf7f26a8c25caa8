package io.mosaik.transport.quic;

import io.mosaik.api.PeerId;
import io.mosaik.transport.quic.connection.QuicConnection;
import java.util.Locale;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * JFR event {@code io.mosaik.QuicConnection}: one QUIC connection, from the end of its handshake to
 * its close.
 */
@Name("io.mosaik.QuicConnection")
@Label("QUIC Connection")
@Category({"mosaik", "QUIC"})
@Description("One QUIC connection, from the end of its handshake to its close")
@StackTrace(false)
final class ConnectionLifetimeEvent extends Event {

  @Label("Peer")
  @Description("Id of the peer")
  String peer;

  @Label("Remote Address")
  String remoteAddress;

  @Label("Incoming")
  @Description("Whether the peer dialled")
  boolean incoming;

  @Label("Protocol")
  @Description("Application protocol (ALPN)")
  String protocol;

  @Label("Smoothed Round-trip Time")
  @Timespan(Timespan.NANOSECONDS)
  long smoothedRoundTrip;

  @Label("End Cause")
  String endCause;

  @Label("End Code")
  @Description("Error code of the close")
  long endCode;

  @Label("End Reason")
  String endReason;

  static ConnectionLifetimeEvent start() {
    ConnectionLifetimeEvent event = new ConnectionLifetimeEvent();
    event.begin();
    return event;
  }

  /** Costs nothing while no recording wants it. */
  void finish(QuicConnection connection, boolean fromPeer, ConnectionEnd end) {
    if (shouldCommit()) {
      peer = connection.peerKey().map(key -> new PeerId(key).toString()).orElse("");
      remoteAddress = String.valueOf(connection.remote());
      incoming = fromPeer;
      protocol = connection.alpn().isPresent() ? QuicEndpoint.decodeAlpn(connection) : "";
      smoothedRoundTrip = connection.hasRttSample() ? connection.smoothedRtt().toNanos() : 0;
      endCause = end.cause().name().toLowerCase(Locale.ROOT);
      endCode = end.code();
      endReason = end.reason();
      commit();
    }
  }
}
