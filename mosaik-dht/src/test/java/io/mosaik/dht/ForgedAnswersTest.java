package io.mosaik.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Ambient;
import io.mosaik.dht.krpc.KrpcCodec;
import io.mosaik.dht.krpc.Query;
import io.mosaik.dht.krpc.Response;
import io.mosaik.dht.krpc.ResponseBody;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What reaches a real socket before the answer that was asked for. */
@Timeout(30)
class ForgedAnswersTest {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final NodeId HONEST_ID = NodeId.random(new Random(1));
  private static final NodeId FORGED_ID = NodeId.random(new Random(2));

  @Test
  void changeNothing() throws Exception {
    try (DatagramSocket honest = new DatagramSocket(0, LOOPBACK);
        DatagramSocket elsewhere = new DatagramSocket(0, LOOPBACK)) {
      InetSocketAddress address = (InetSocketAddress) honest.getLocalSocketAddress();
      try (Dht client = Dht.start(config(), Ambient.system())) {
        CompletableFuture<Pong> pong = client.ping(address);
        DatagramPacket asked = new DatagramPacket(new byte[2048], 2048);
        honest.receive(asked);
        Query query = (Query) KrpcCodec.decode(Bytes.of(asked.getData(), 0, asked.getLength()));
        Response genuine = answer(query.transaction(), HONEST_ID, List.of());
        send(elsewhere, answer(query.transaction(), FORGED_ID, List.of()), asked);
        send(honest, answer(Bytes.fromHex("00"), FORGED_ID, List.of()), asked);
        send(honest, answer(query.transaction(), FORGED_ID, crowd(address)), asked);
        assertFalse(pong.isDone());
        send(honest, genuine, asked);
        assertEquals(HONEST_ID.bytes(), pong.get(10, TimeUnit.SECONDS).node().id().bytes());
        send(honest, genuine, asked);
        assertEquals(1, client.statistics().knownNodes());
        assertTrue(client.statistics().dropped().containsKey("wrong-source"));
        assertTrue(client.statistics().dropped().containsKey("unexpected"));
        assertTrue(client.statistics().dropped().containsKey("size"));
      }
    }
  }

  private static List<NodeInfo> crowd(InetSocketAddress address) {
    return Collections.nCopies(2000, new NodeInfo(FORGED_ID, address));
  }

  private static Response answer(Bytes transaction, NodeId sender, List<NodeInfo> nodes) {
    ResponseBody body = new ResponseBody.FoundNodes(nodes);
    return new Response(transaction, sender, Optional.empty(), false, body);
  }

  private static void send(DatagramSocket from, Response answer, DatagramPacket asked)
      throws IOException {
    byte[] bytes = KrpcCodec.encode(answer).toArray();
    from.send(new DatagramPacket(bytes, bytes.length, asked.getSocketAddress()));
  }

  private static DhtConfig config() {
    return DhtConfig.builder()
        .bootstrap(List.of())
        .bindAddress(new InetSocketAddress(LOOPBACK, 0))
        .build();
  }
}
