package io.mosaik.transport.quic.connection;

/** Ids of transport parameters (RFC 9000, section 18.2; RFC 9221, section 3). */
public final class TransportParameterId {

  public static final long ORIGINAL_DESTINATION_CONNECTION_ID = 0x00;
  public static final long MAX_IDLE_TIMEOUT = 0x01;
  public static final long STATELESS_RESET_TOKEN = 0x02;
  public static final long MAX_UDP_PAYLOAD_SIZE = 0x03;
  public static final long INITIAL_MAX_DATA = 0x04;
  public static final long INITIAL_MAX_STREAM_DATA_BIDI_LOCAL = 0x05;
  public static final long INITIAL_MAX_STREAM_DATA_BIDI_REMOTE = 0x06;
  public static final long INITIAL_MAX_STREAM_DATA_UNI = 0x07;
  public static final long INITIAL_MAX_STREAMS_BIDI = 0x08;
  public static final long INITIAL_MAX_STREAMS_UNI = 0x09;
  public static final long ACK_DELAY_EXPONENT = 0x0a;
  public static final long MAX_ACK_DELAY = 0x0b;
  public static final long DISABLE_ACTIVE_MIGRATION = 0x0c;
  public static final long PREFERRED_ADDRESS = 0x0d;
  public static final long ACTIVE_CONNECTION_ID_LIMIT = 0x0e;
  public static final long INITIAL_SOURCE_CONNECTION_ID = 0x0f;
  public static final long RETRY_SOURCE_CONNECTION_ID = 0x10;
  public static final long MAX_DATAGRAM_FRAME_SIZE = 0x20;

  private TransportParameterId() {}
}
