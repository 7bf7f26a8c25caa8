package io.mosaik.benchmarks;

import io.mosaik.api.Bytes;
import io.mosaik.api.InvalidPacketException;
import io.mosaik.api.KeyPair;
import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Ed25519 as each record that is read or written needs it: by far the dearest part of a record. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SignedPacketBenchmark {

  private final KeyPair keys = Samples.slotKeys("benchmark").get(0);
  private final SignedPacket packet = Samples.packet(keys);
  private final Bytes bytes = packet.toBytes();
  private final Bytes forged = forged(bytes);

  /** Decompresses a public key. */
  @Benchmark
  public PublicKey publicKey() {
    return new PublicKey(packet.key().bytes());
  }

  /** Signs a packet. */
  @Benchmark
  public SignedPacket sign() {
    return SignedPacket.sign(keys, packet.timestamp(), packet.payload());
  }

  /** Reads a packet and verifies its signature. */
  @Benchmark
  public SignedPacket verify() {
    return SignedPacket.fromBytes(bytes);
  }

  /** Reads a packet whose signature does not hold. */
  @Benchmark
  public String refuse() {
    try {
      return SignedPacket.fromBytes(forged).toString();
    } catch (InvalidPacketException expected) {
      return expected.getMessage();
    }
  }

  private static Bytes forged(Bytes valid) {
    byte[] bytes = valid.toArray();
    bytes[bytes.length - 1] ^= 1;
    return Bytes.of(bytes);
  }
}
