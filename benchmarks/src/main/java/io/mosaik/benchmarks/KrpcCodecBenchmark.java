package io.mosaik.benchmarks;

import io.mosaik.api.Bytes;
import io.mosaik.api.SignedPacket;
import io.mosaik.dht.krpc.Get;
import io.mosaik.dht.krpc.KrpcCodec;
import io.mosaik.dht.krpc.KrpcException;
import io.mosaik.dht.krpc.KrpcMessage;
import io.mosaik.dht.krpc.MutableItem;
import io.mosaik.dht.krpc.PutMutable;
import io.mosaik.dht.krpc.Response;
import io.mosaik.dht.krpc.ResponseBody;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
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

/** The messages that a lookup of a record consists of, to bytes and back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KrpcCodecBenchmark {

  private static final Bytes TRANSACTION = Bytes.fromHex("00000001");
  private static final Bytes TOKEN = Bytes.fromHex("0011223344556677");
  private static final InetSocketAddress ADDRESS = new InetSocketAddress("192.0.2.1", 6881);

  /** Which message: a query, an answer with a value and 8 nodes, a query to store. */
  public enum Kind {
    /** Asks for a record. */
    GET,
    /** Brings a record. */
    VALUE,
    /** Asks to store a record. */
    PUT
  }

  /** Which message. */
  @Param public Kind kind;

  private KrpcMessage message;
  private Bytes datagram;

  /** Makes the message. */
  @Setup
  public void make() {
    message = message(kind);
    datagram = KrpcCodec.encode(message);
  }

  /** To bytes. */
  @Benchmark
  public Bytes encode() {
    return KrpcCodec.encode(message);
  }

  /** From bytes. */
  @Benchmark
  public KrpcMessage decode() throws KrpcException {
    return KrpcCodec.decode(datagram);
  }

  private static KrpcMessage message(Kind kind) {
    SignedPacket packet = Samples.packet(Samples.slotKeys("benchmark").get(0));
    MutableItem item = MutableItem.of(packet);
    NodeId target = item.target();
    switch (kind) {
      case GET:
        return new Get(TRANSACTION, target, true, target, OptionalLong.empty());
      case PUT:
        return new PutMutable(
            TRANSACTION, target, true, target, TOKEN, item, OptionalLong.of(item.seq() - 1));
      default:
        List<NodeInfo> nodes = Collections.nCopies(8, new NodeInfo(target, ADDRESS));
        ResponseBody body = new ResponseBody.MutableValue(nodes, Optional.of(TOKEN), item);
        return new Response(TRANSACTION, target, Optional.of(ADDRESS), false, body);
    }
  }
}
