package io.mosaik.transport.quic.frame;

/**
 * The peer broke a rule of the transport, and the connection ends with this error code. Carries no
 * stack trace: strangers cause it as often as they like.
 */
public final class TransportException extends Exception {

  private static final long serialVersionUID = 1L;

  private final long code;
  private final long frameType;

  /**
   * A breach of a rule.
   *
   * @param frameType the type of the frame that did it, or 0 if unknown
   * @param message for our log and, as the reason, for the peer
   */
  public TransportException(TransportError error, long frameType, String message) {
    this(error.code(), frameType, message);
  }

  public TransportException(TransportError error, String message) {
    this(error, 0, message);
  }

  /** With a code that TLS made, 0x100 plus an alert. */
  public TransportException(long code, long frameType, String message) {
    super(message, null, false, false);
    this.code = code;
    this.frameType = frameType;
  }

  public long code() {
    return code;
  }

  public long frameType() {
    return frameType;
  }
}
