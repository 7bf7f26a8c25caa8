/**
 * Internals that several modules of mosaik share and users do not need: rate limiters, the
 * classification of IP addresses, checks of library versions. There is no compatibility between
 * versions.
 */
@SuppressWarnings("module") // the modules that it is exported to are built after it
module io.mosaik.internal {
  exports io.mosaik.internal to
      io.mosaik.api,
      io.mosaik.bootstrap,
      io.mosaik.cli,
      io.mosaik.dht,
      io.mosaik.monitor,
      io.mosaik.pkarr,
      io.mosaik.relay,
      io.mosaik.transport.quic;
}
