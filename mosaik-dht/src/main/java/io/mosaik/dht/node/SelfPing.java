package io.mosaik.dht.node;

import io.mosaik.api.Bytes;
import io.mosaik.dht.krpc.KrpcCodec;
import io.mosaik.dht.krpc.KrpcMessage;
import io.mosaik.dht.krpc.Ping;
import io.mosaik.dht.krpc.Query;
import io.mosaik.dht.routing.NodeId;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;

/**
 * Pings to ourselves, to see whether the address that others see leads back to us. Nobody else can
 * send them: their transaction ids are drawn by lot.
 *
 * <p>Confined to the core's thread. Bounded: the last {@value #MAX_UNDER_WAY} count.
 */
final class SelfPing {

  /** Our choice. They are minutes apart. */
  static final int MAX_UNDER_WAY = 4;

  private final RandomGenerator random;
  private final Deque<Bytes> underWay = new ArrayDeque<>();

  SelfPing(RandomGenerator random) {
    this.random = random;
  }

  /** A ping from us to this address. */
  Datagram to(InetSocketAddress address, NodeId self, boolean readOnly) {
    byte[] transaction = new byte[KrpcMessage.OWN_TRANSACTION_SIZE];
    random.nextBytes(transaction);
    Bytes lot = Bytes.of(transaction);
    underWay.addLast(lot);
    if (underWay.size() > MAX_UNDER_WAY) {
      underWay.removeFirst();
    }
    return new Datagram(address, KrpcCodec.encode(new Ping(lot, self, readOnly)));
  }

  /** Whether a query is one of these. */
  boolean isOurs(Query query, NodeId self) {
    return query instanceof Ping
        && query.sender().equals(self)
        && underWay.contains(query.transaction());
  }
}
