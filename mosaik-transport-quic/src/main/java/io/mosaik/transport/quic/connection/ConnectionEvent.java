package io.mosaik.transport.quic.connection;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.packet.ConnectionId;
import io.mosaik.transport.quic.stream.StreamEvent;

/** What happened to a connection. Immutable. */
public sealed interface ConnectionEvent {

  /** The handshake is complete: the peer has proved who it is, and streams can be opened. */
  record Established() implements ConnectionEvent {}

  /** The handshake is confirmed: the peer has accepted us too. */
  record Confirmed() implements ConnectionEvent {}

  /** Something happened to a stream. */
  record OfStream(StreamEvent event) implements ConnectionEvent {}

  /** Datagrams may come for this connection id from now on. */
  record IdIssued(ConnectionId id) implements ConnectionEvent {}

  /** Datagrams for this connection id are none of ours any more. */
  record IdRetired(ConnectionId id) implements ConnectionEvent {}

  /** The server gave us a token for the next connection (RFC 9000, section 8.1.3). */
  record TokenReceived(Bytes token) implements ConnectionEvent {}

  /** The connection carries nothing any more; it may still answer stragglers for a while. */
  record Closed(CloseReason reason) implements ConnectionEvent {}
}
