package io.mosaik.benchmarks;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.pkarr.DnsPacket;
import io.mosaik.pkarr.ResourceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The record of a peer with twelve addresses, from DNS records to a signed packet and back, beside
 * what the same signature costs in BouncyCastle alone.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(2)
public class DnsPacketBenchmark {

  private static final Timestamp TIMESTAMP = new Timestamp(1_760_000_000_000_000L);
  private static final long TTL_SECONDS = 600;

  private final KeyPair keys = Samples.slotKeys("benchmark").get(0);
  private final List<ResourceRecord> records = records();
  private final Bytes payload = DnsPacket.encode(keys.publicKey(), records);
  private final SignedPacket packet = SignedPacket.sign(keys, TIMESTAMP, payload);
  private final Bytes bytes = packet.toBytes();

  private final byte[] seed = keys.seed().toArray();
  private final byte[] publicKey = keys.publicKey().bytes().toArray();
  private final byte[] message = SignedPacket.signable(TIMESTAMP, payload).toArray();
  private final byte[] signature = packet.signature().bytes().toArray();

  private static List<ResourceRecord> records() {
    List<ResourceRecord> records = new ArrayList<>();
    records.add(ResourceRecord.txt("_id", TTL_SECONDS, "9".repeat(44)));
    for (int i = 1; i <= 12; i++) {
      records.add(ResourceRecord.txt("_ip", TTL_SECONDS, "198.51.100." + i + ":" + (40000 + i)));
    }
    return records;
  }

  /** Signs in BouncyCastle alone, the public key given. */
  @Benchmark
  public byte[] bareSignature() {
    byte[] signed = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, signed, 0);
    return signed;
  }

  /** Verifies in BouncyCastle alone. */
  @Benchmark
  public boolean bareVerification() {
    return Ed25519.verify(signature, 0, publicKey, 0, message, 0, message.length);
  }

  /** Writes the records. */
  @Benchmark
  public Bytes build() {
    return DnsPacket.encode(keys.publicKey(), records);
  }

  /** Makes the records, as for each new set of addresses, and writes them. */
  @Benchmark
  public Bytes buildFromText() {
    return DnsPacket.encode(keys.publicKey(), records());
  }

  /** Writes the records and signs the packet. */
  @Benchmark
  public SignedPacket buildAndSign() {
    return SignedPacket.sign(keys, TIMESTAMP, DnsPacket.encode(keys.publicKey(), records));
  }

  /** Reads the records. */
  @Benchmark
  public List<ResourceRecord> read() {
    return DnsPacket.decode(packet.key(), packet.payload());
  }

  /** Reads a packet, verifies its signature and reads its records. */
  @Benchmark
  public List<ResourceRecord> verifyAndRead() {
    SignedPacket verified = SignedPacket.fromBytes(bytes);
    return DnsPacket.decode(verified.key(), verified.payload());
  }
}
