/** A pkarr relay: signed packets over HTTP, from and to any {@code DhtClient}. */
module io.mosaik.relay {
  requires transitive io.mosaik.api;
  requires com.google.common;
  requires io.mosaik.internal;
  requires io.mosaik.pkarr; // the TTLs in a packet
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.http;
  requires io.netty.common;
  requires io.netty.transport;
  requires org.slf4j;

  exports io.mosaik.relay;
}
