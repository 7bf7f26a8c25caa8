package io.mosaik.transport.quic.connection;

/** Takes the events of one connection's qlog. Called on the endpoint's thread; must not block. */
@FunctionalInterface
public interface QlogSink {

  /** One JSON text, without a line end: the header first, then one event each. */
  void write(String json);

  /** Nothing more will be written. */
  default void end() {}
}
