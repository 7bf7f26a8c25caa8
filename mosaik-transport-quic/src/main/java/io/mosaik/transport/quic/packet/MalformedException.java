package io.mosaik.transport.quic.packet;

/**
 * Bytes that are not what their place in a packet says they are. Carries no stack trace: strangers
 * cause it as often as they like.
 */
public final class MalformedException extends Exception {

  private static final long serialVersionUID = 1L;

  public MalformedException(String message) {
    super(message, null, false, false);
  }
}
