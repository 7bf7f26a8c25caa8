/**
 * The words of mosaik: ids, keys, addresses, signed packets and peer entries as values; the three
 * service-provider interfaces that modules plug into; and the one place that reads clocks and
 * entropy.
 */
module io.mosaik.api {
  requires org.apache.commons.codec; // BLAKE3
  requires org.bouncycastle.provider; // Ed25519

  exports io.mosaik.api;
  exports io.mosaik.api.metrics;
  exports io.mosaik.api.spi;
  exports io.mosaik.api.time;
}
