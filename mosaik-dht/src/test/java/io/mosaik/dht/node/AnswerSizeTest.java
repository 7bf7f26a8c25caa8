package io.mosaik.dht.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import io.mosaik.api.Bytes;
import io.mosaik.api.Signature;
import io.mosaik.dht.krpc.BencodedValue;
import io.mosaik.dht.krpc.KrpcCodec;
import io.mosaik.dht.krpc.MutableItem;
import io.mosaik.dht.krpc.Response;
import io.mosaik.dht.krpc.ResponseBody;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerSizeTest {

  private static final NodeId ID = NodeId.random(new Random(1));
  private static final Bytes LONGEST_TRANSACTION = Bytes.of(new byte[64]);

  private int shortened;

  @ParameterizedTest
  @CsvSource({"20.1.2.3, 1472", "2600::1, 1452"})
  void theLargestValueWithTheLongestTransactionFitsIntoAFrame(String host, int most)
      throws Exception {
    InetSocketAddress asking = new InetSocketAddress(InetAddresses.forString(host), 6881);
    Response answer = value(LONGEST_TRANSACTION, asking, nodes(8));
    assertTrue(KrpcCodec.encode(answer).size() > most, "else there is nothing to be shown");
    Bytes datagram = AnswerSize.encode(answer, asking.getAddress(), () -> shortened++);
    assertTrue(datagram.size() <= most, () -> datagram.size() + " bytes");
    Response read = (Response) KrpcCodec.decode(datagram);
    ResponseBody.MutableValue body = (ResponseBody.MutableValue) read.body();
    assertTrue(body.nodes().size() >= 4, () -> body.nodes().size() + " nodes left");
    assertEquals(((ResponseBody.MutableValue) answer.body()).item(), body.item());
    assertEquals(1, shortened);
  }

  @Test
  void whatFitsIsLeftAlone() {
    InetSocketAddress asking = new InetSocketAddress(InetAddresses.forString("20.1.2.3"), 6881);
    Response answer = value(Bytes.fromHex("01020304"), asking, nodes(8));
    InetAddress to = asking.getAddress();
    assertEquals(KrpcCodec.encode(answer), AnswerSize.encode(answer, to, () -> shortened++));
    assertEquals(0, shortened);
  }

  private static Response value(Bytes transaction, InetSocketAddress asking, List<NodeInfo> nodes) {
    MutableItem item =
        new MutableItem(
            Bytes.of(new byte[32]),
            Bytes.EMPTY,
            Long.MAX_VALUE,
            new Signature(Bytes.of(new byte[64])),
            BencodedValue.ofString(Bytes.of(new byte[BencodedValue.MAX_SIZE])));
    ResponseBody body =
        new ResponseBody.MutableValue(nodes, Optional.of(Bytes.of(new byte[8])), item);
    return new Response(transaction, ID, Optional.of(asking), false, body);
  }

  private static List<NodeInfo> nodes(int count) {
    InetSocketAddress address = new InetSocketAddress(InetAddresses.forString("20.9.9.9"), 6881);
    return Collections.nCopies(count, new NodeInfo(ID, address));
  }
}
