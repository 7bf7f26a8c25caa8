package io.mosaik.transport.quic.endpoint;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.connection.QuicConnection;
import io.mosaik.transport.quic.packet.ConnectionId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** A connection of an endpoint, and what the endpoint remembers of it. Confined to one thread. */
final class Member {

  private final QuicConnection connection;
  private final Optional<ConnectionId> dialled;
  private final InetAddress source;
  private Deadline scheduledAt = Deadline.NEVER;
  private Optional<InetSocketAddress> indexedRemote = Optional.empty();
  private Optional<Bytes> resetToken = Optional.empty();
  private Optional<InetSocketAddress> provenRemote = Optional.empty();
  private boolean eventsPending;
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

  /** The peer's address by which {@link ConnectionTable} finds it now. */
  Optional<InetSocketAddress> indexedRemote() {
    return indexedRemote;
  }

  void setIndexedRemote(Optional<InetSocketAddress> remote) {
    indexedRemote = remote;
  }

  /** The peer's reset token by which {@link ResetTokenTable} finds it now. */
  Optional<Bytes> resetToken() {
    return resetToken;
  }

  void setResetToken(Optional<Bytes> token) {
    resetToken = token;
  }

  /** The peer's address that {@link HeardPrefixes} was last told of. */
  Optional<InetSocketAddress> provenRemote() {
    return provenRemote;
  }

  void setProvenRemote(InetSocketAddress remote) {
    provenRemote = Optional.of(remote);
  }

  /** Whether it waits in the queue of those whose events are to be collected. */
  boolean areEventsPending() {
    return eventsPending;
  }

  void setEventsPending(boolean pending) {
    eventsPending = pending;
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
