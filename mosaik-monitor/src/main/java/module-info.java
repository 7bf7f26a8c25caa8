/**
 * Optional monitoring: metrics in the Prometheus text format, health and readiness on one HTTP
 * port, and the same metrics as Micrometer meters.
 */
@SuppressWarnings("requires-automatic") // Micrometer has no module descriptor, and is optional
module io.mosaik.monitor {
  requires transitive io.mosaik.api;
  requires io.mosaik.internal;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.http;
  requires io.netty.common;
  requires io.netty.transport;
  requires java.management; // memory, threads and garbage collection of the JVM
  requires org.slf4j;
  requires static micrometer.core; // for the binder alone

  exports io.mosaik.monitor;
  exports io.mosaik.monitor.micrometer;
}
