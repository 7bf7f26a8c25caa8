/**
 * Mainline DHT node (BEP 5, 32, 42, 43, 44), offered to the rest of mosaik as a {@code DhtClient}.
 */
module io.mosaik.dht {
  requires transitive io.mosaik.api;
  requires com.google.common;
  requires io.mosaik.internal;
  requires io.netty.buffer;
  requires io.netty.common;
  requires io.netty.transport;
  requires jdk.jfr; // events, which cost nothing while nothing records
  requires org.slf4j;

  exports io.mosaik.dht;

  provides io.mosaik.api.spi.DhtClientProvider with
      io.mosaik.dht.MainlineDhtClientProvider;
}
