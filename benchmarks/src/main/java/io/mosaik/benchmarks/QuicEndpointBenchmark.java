package io.mosaik.benchmarks;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.connection.Datagram;
import io.mosaik.transport.quic.connection.QuicConnection;
import io.mosaik.transport.quic.endpoint.EndpointConfig;
import io.mosaik.transport.quic.endpoint.EndpointCore;
import io.mosaik.transport.quic.tls.TlsConfig;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a datagram costs an endpoint that has many connections. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class QuicEndpointBenchmark {

  private static final Bytes ALPN = Bytes.of(new byte[] {'x'});
  private static final int SHORT_PACKET_SIZE = 60;
  private static final int FIXED_BIT = 0x40;

  /** How many connections the endpoint has. */
  @Param({"16", "512", "4096"})
  public int connections;

  private final RandomGenerator random = new SplittableRandom(1);
  private final InetSocketAddress flooder = new InetSocketAddress("198.51.100.1", 1);
  private final List<QuicConnection> all = new ArrayList<>();
  private EndpointCore core;
  private Deadline now = Deadline.ofNanos(0);

  /** Makes the endpoint and its connections, which wait for their peers. */
  @Setup
  public void connect() {
    KeyPair identity = KeyPair.generate(random);
    core =
        new EndpointCore(
            EndpointConfig.DEFAULT,
            TlsConfig.of(identity, List.of(ALPN)),
            random,
            Optional::empty,
            now);
    core.setAccepting(true);
    for (int i = 0; i < connections; i++) {
      InetSocketAddress peer = new InetSocketAddress("192.0.2." + i % 250, 1 + i / 250);
      all.add(core.connect(identity.publicKey(), peer, ALPN, now));
      drain();
    }
  }

  /**
   * A short packet for nobody, as a flood brings them: it may be a stateless reset, and may deserve
   * one.
   */
  @Benchmark
  public void unknownShortPacket() {
    byte[] packet = new byte[SHORT_PACKET_SIZE];
    random.nextBytes(packet);
    packet[0] = (byte) (packet[0] & 0x3f | FIXED_BIT);
    now = now.plus(Duration.ofNanos(100));
    core.receive(new Datagram(flooder, packet, packet.length), now);
    drain();
  }

  /** One turn of an event loop in which something was done to every connection. */
  @Benchmark
  public void turnOfAllConnections() {
    all.forEach(core::touch);
    drain();
  }

  private void drain() {
    while (core.pollEvent(now).isPresent() || core.pollTransmit(now).isPresent()) {
      continue;
    }
  }
}
