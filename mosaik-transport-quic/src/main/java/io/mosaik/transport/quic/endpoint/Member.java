package io.mosaik.transport.quic.endpoint;

import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.connection.QuicConnection;
import io.mosaik.transport.quic.packet.ConnectionId;
import java.net.InetAddress;
import java.util.Optional;

/** A connection of an endpoint, and what the endpoint remembers of it. Confined to one thread. */
final class Member {

  private final QuicConnection connection;
  private final Optional<ConnectionId> dialled;
  private final InetAddress source;
  private Deadline scheduledAt = Deadline.NEVER;
  private boolean handshaking;
  private boolean removed;

  /**
   * A connection.
   *
   * @param dialled the id that the client chose for us; empty if we dialled
   */
  Member(QuicConnection connection, Optional<ConnectionId> dialled) {
    this.connection = connection;
    this.dialled = dialled;
    this.source = connection.remote().getAddress();
    this.handshaking = dialled.isPresent();
  }

  QuicConnection connection() {
    return connection;
  }

  boolean isIncoming() {
    return dialled.isPresent();
  }

  Optional<ConnectionId> dialled() {
    return dialled;
  }

  /** The address that the first datagram came from. */
  InetAddress source() {
    return source;
  }

  Deadline scheduledAt() {
    return scheduledAt;
  }

  void setScheduledAt(Deadline at) {
    scheduledAt = at;
  }

  /** Whether it is a client's handshake that counts against the limits. */
  boolean isHandshaking() {
    return handshaking;
  }

  void onHandshakeOver() {
    handshaking = false;
  }

  boolean isRemoved() {
    return removed;
  }

  void onRemoved() {
    removed = true;
  }
}
