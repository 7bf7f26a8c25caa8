/** The mechanism: names become keys, keys become records, records become live peers. */
module io.mosaik.bootstrap {
  requires transitive io.mosaik.api;
  requires com.google.common;
  requires io.mosaik.internal;
  requires io.mosaik.pkarr;
  requires jdk.jfr; // events, which cost nothing while nothing records
  requires org.slf4j;

  exports io.mosaik.bootstrap;
  exports io.mosaik.bootstrap.model;

  uses io.mosaik.api.spi.DhtClientProvider;
  uses io.mosaik.api.spi.DiscoverySinkProvider;
  uses io.mosaik.api.spi.PeerPingerProvider;
}
