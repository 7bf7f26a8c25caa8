package io.mosaik.transport.quic.connection;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.packet.ConnectionId;

/** Makes connection ids that lead back to this endpoint. Called on the endpoint's thread. */
public interface IdSource {

  /** The length of every connection id that we give out, in bytes. */
  int ID_SIZE = 8;

  /** A connection id of {@link #ID_SIZE} bytes that is in use nowhere else. */
  ConnectionId next();

  /** The stateless reset token of one of our connection ids. */
  Bytes resetToken(ConnectionId id);
}
