/** The command line of mosaik: the only code that prints, and the only one that binds a logger. */
module io.mosaik.cli {
  requires com.google.common;
  requires com.google.gson;
  requires info.picocli;
  requires io.mosaik.api;
  requires io.mosaik.bootstrap;
  requires io.mosaik.dht;
  requires io.mosaik.monitor;
  requires io.mosaik.pkarr;
  requires io.mosaik.relay;
  requires io.mosaik.transport.quic; // the pinger, named so that jlink takes it along
  requires org.slf4j;

  opens io.mosaik.cli to
      info.picocli;
  opens io.mosaik.cli.command to
      info.picocli;

  provides org.slf4j.spi.SLF4JServiceProvider with
      io.mosaik.cli.logging.LineLoggerProvider;
}
