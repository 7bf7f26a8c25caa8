/** DNS records in a pkarr signed packet. */
module io.mosaik.pkarr {
  requires transitive io.mosaik.api;
  requires com.google.common;
  requires org.dnsjava;
  requires org.slf4j;

  exports io.mosaik.pkarr;
}
