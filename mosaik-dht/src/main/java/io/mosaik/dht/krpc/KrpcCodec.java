package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;

/**
 * Turns messages into datagrams and back (BEP 5, "KRPC protocol").
 *
 * <p>Written canonically: sorted keys. Read with tolerance where that harms nobody, and refused in
 * whole otherwise: no half-read message exists.
 */
public final class KrpcCodec {

  /** The largest datagram that is read, in bytes: what mainline's receive buffer holds. */
  public static final int MAX_SIZE = 2048;

  private KrpcCodec() {}

  /** The datagram of a message. */
  public static Bytes encode(KrpcMessage message) {
    return message.handleWith(new MessageEncoder());
  }

  /**
   * The message in a datagram.
   *
   * @throws KrpcException if the datagram is none; nothing else is ever thrown
   */
  public static KrpcMessage decode(Bytes datagram) throws KrpcException {
    return MessageDecoder.decode(datagram);
  }
}
