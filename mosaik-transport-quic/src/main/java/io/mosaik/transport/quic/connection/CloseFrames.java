package io.mosaik.transport.quic.connection;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.frame.Frame;
import io.mosaik.transport.quic.frame.TransportError;
import io.mosaik.transport.quic.tls.EncryptionLevel;

/** What CONNECTION_CLOSE says at which level (RFC 9000, section 10.2.3). Stateless. */
final class CloseFrames {

  private CloseFrames() {}

  /** The frame as it may be sent: before 1-RTT, the application's reasons are nobody's business. */
  static Frame.ConnectionClose at(EncryptionLevel level, Frame.ConnectionClose frame) {
    if (level == EncryptionLevel.APPLICATION || !frame.application()) {
      return frame;
    }
    return new Frame.ConnectionClose(
        false, TransportError.APPLICATION_ERROR.code(), 0, Bytes.EMPTY);
  }
}
