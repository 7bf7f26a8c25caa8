/** DNS records in a pkarr signed packet, and a {@code DhtClient} over pkarr relays. */
module io.mosaik.pkarr {
  requires transitive io.mosaik.api;
  requires com.google.common;
  requires io.mosaik.internal;
  requires java.net.http;
  requires org.dnsjava;
  requires org.slf4j;

  exports io.mosaik.pkarr;

  provides io.mosaik.api.spi.DhtClientProvider with
      io.mosaik.pkarr.relay.http.PkarrRelayClientProvider;
}
