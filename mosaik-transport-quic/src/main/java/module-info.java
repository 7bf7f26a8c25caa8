/**
 * QUIC v1 with TLS 1.3 and raw public keys, as iroh speaks it, and the ping protocol over it,
 * offered to the rest of mosaik as a {@code PeerPinger}.
 */
module io.mosaik.transport.quic {
  requires transitive io.mosaik.api;
  requires com.google.common;
  requires io.mosaik.internal;
  requires io.netty.buffer;
  requires io.netty.common;
  requires io.netty.transport;
  requires jdk.jfr; // events, which cost nothing while nothing records
  requires org.bouncycastle.provider; // X25519, P-256
  requires org.slf4j;

  exports io.mosaik.transport.quic;

  provides io.mosaik.api.spi.PeerPingerProvider with
      io.mosaik.transport.quic.QuicPeerPingerProvider;
}
