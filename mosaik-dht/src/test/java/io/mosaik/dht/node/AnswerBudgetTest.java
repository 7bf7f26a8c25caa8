package io.mosaik.dht.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.BencodedValue;
import io.mosaik.dht.krpc.FindNode;
import io.mosaik.dht.krpc.Get;
import io.mosaik.dht.krpc.KrpcCodec;
import io.mosaik.dht.krpc.KrpcError;
import io.mosaik.dht.krpc.KrpcException;
import io.mosaik.dht.krpc.KrpcMessage;
import io.mosaik.dht.krpc.Ping;
import io.mosaik.dht.krpc.PutImmutable;
import io.mosaik.dht.krpc.Response;
import io.mosaik.dht.krpc.ResponseBody;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server sends to sources that may be forged, and to those that ask what it cannot read. */
class AnswerBudgetTest {

  private static final InetSocketAddress VICTIM = address(200);
  private static final Bytes TRANSACTION = Bytes.fromHex("6161");

  private final Random random = new Random(1);
  private final Counters counters = new Counters();
  private Deadline now = Deadline.ofNanos(0);
  private final DhtCore core = new DhtCore(NodeConfig.defaults(true, false), random, counters, now);

  @ParameterizedTest
  @CsvSource({
    "204, d1:ad2:id20:abcdefghij0123456789e1:q4:vote1:t2:aa1:y1:qe",
    "204, d1:q4:vote1:t2:aa1:y1:qe",
    "203, d1:ad2:id20:abcdefghij0123456789e1:q9:find_node1:t2:aa1:y1:qe",
    "203, d1:ad2:id4:abcde1:q4:ping1:t2:aa1:y1:qe",
  })
  void queriesThatCannotBeReadAreRefusedWithACode(int code, String query) throws KrpcException {
    Bytes datagram = Bytes.of(query.getBytes(StandardCharsets.ISO_8859_1));
    List<Bytes> answers = receive(VICTIM, datagram);
    if (datagram.size() < 40) {
      assertEquals(List.of(), answers, "the error would be larger");
      return;
    }
    assertEquals(1, answers.size());
    KrpcError error = (KrpcError) KrpcCodec.decode(answers.get(0));
    assertEquals(code, error.code());
    assertEquals(TRANSACTION, error.transaction());
    assertTrue(answers.get(0).size() <= datagram.size(), error::toString);
  }

  @Test
  void errorsAreLimitedAsAnswersAre() {
    Bytes query =
        Bytes.of(
            "d1:ad2:id20:abcdefghij0123456789e1:q4:vote1:t2:aa1:y1:qe"
                .getBytes(StandardCharsets.ISO_8859_1));
    int answered = 0;
    for (int i = 0; i < 5000; i++) {
      answered += receive(VICTIM, query).size();
    }
    assertEquals(1000, answered, "the burst of one source");
  }

  @Test
  void whatIsNoQueryIsMetWithSilence() {
    for (String other :
        List.of(
            "d1:eli201e1:xe1:t2:aa1:y1:ee", "d1:rd2:id3:abce1:t2:aa1:y1:re", "d1:t2:aa1:y1:ze")) {
      assertEquals(
          List.of(), receive(VICTIM, Bytes.of(other.getBytes(StandardCharsets.ISO_8859_1))));
    }
  }

  @Test
  void aForgedSourceIsSentItsBudgetAndHardlyMoreThanItSent() {
    fillTable();
    long sent = 0;
    long asked = 0;
    for (int second = 0; second < 60; second++) {
      for (int i = 0; i < 100; i++) {
        Bytes query =
            KrpcCodec.encode(new FindNode(TRANSACTION, id(), true, NodeId.random(random)));
        asked += query.size();
        sent += receive(VICTIM, query).stream().mapToInt(Bytes::size).sum();
      }
      now = now.plus(Duration.ofSeconds(1));
    }
    long most = asked * 3 / 2 + (128 << 10) + 60 * (8 << 10);
    long size = sent;
    long query = asked;
    assertTrue(sent <= most, () -> size + " bytes for " + query + "; at most " + most);
    System.out.printf(
        java.util.Locale.ROOT, "one minute of forged queries: %d bytes for %d%n", sent, asked);
  }

  @Test
  void aNewcomerGetsWholeAnswers() throws KrpcException {
    fillTable();
    for (int i = 0; i < 100; i++) {
      Bytes query = KrpcCodec.encode(new FindNode(TRANSACTION, id(), true, NodeId.random(random)));
      Response answer = (Response) KrpcCodec.decode(receive(VICTIM, query).get(0));
      assertEquals(20, answer.body().nodes().size());
    }
  }

  @Test
  void aClientThatNeverAnswersIsPingedForOneOfItsQueriesOnly() throws KrpcException {
    Bytes query = KrpcCodec.encode(new Ping(TRANSACTION, id(), false));
    int pings = 0;
    for (int i = 0; i < 100; i++) {
      for (Bytes out : receive(VICTIM, query)) {
        KrpcMessage message = KrpcCodec.decode(out);
        pings += message instanceof Ping ? 1 : 0;
      }
      for (int tenth = 0; tenth < 10; tenth++) {
        now = now.plus(Duration.ofMillis(100));
        core.expire(now);
        pings += drain(VICTIM).size();
      }
    }
    assertEquals(2, pings);
  }

  @Test
  void pingsThatAreNotSentCostTheirReceiverNothing() throws KrpcException {
    Bytes query = KrpcCodec.encode(new Ping(TRANSACTION, id(), false));
    receive(VICTIM, query);
    for (int tenth = 0; tenth < 100; tenth++) {
      now = now.plus(Duration.ofMillis(100));
      core.expire(now);
    }
    drain(VICTIM);
    for (int i = 0; i < 850; i++) {
      receive(VICTIM, query);
    }
    fillTable();
    Bytes search = KrpcCodec.encode(new FindNode(TRANSACTION, id(), true, NodeId.random(random)));
    Response answer = (Response) KrpcCodec.decode(receive(VICTIM, search).get(0));
    assertEquals(20, answer.body().nodes().size());
    assertEquals(0, counters.get(Counter.LIMITED_UNVERIFIED));
  }

  @Test
  void whatIsCountedIsWhatWasSent() throws KrpcException {
    BencodedValue value = BencodedValue.ofString(Bytes.of(new byte[900]));
    NodeId target = value.target();
    Bytes get = KrpcCodec.encode(new Get(TRANSACTION, id(), true, target, OptionalLong.empty()));
    ResponseBody first = ((Response) KrpcCodec.decode(receive(address(9), get).get(0))).body();
    Bytes token = first.token().orElseThrow();
    PutImmutable put = new PutImmutable(TRANSACTION, id(), true, target, token, value);
    assertEquals(1, receive(address(9), KrpcCodec.encode(put)).size());
    int answers = 2;
    int errors = 0;
    for (int i = 0; i < 300; i++) {
      for (Bytes sent : receive(VICTIM, get)) {
        answers += KrpcCodec.decode(sent) instanceof Response ? 1 : 0;
        errors += KrpcCodec.decode(sent) instanceof KrpcError ? 1 : 0;
      }
    }
    assertTrue(errors > 0, "the budget was not used up");
    assertEquals(answers, counters.get(Counter.QUERIES_SERVED));
    assertEquals(errors, counters.get(Counter.QUERIES_REFUSED));
    assertEquals(302 - answers - errors, counters.get(Counter.QUERIES_IGNORED));
  }

  private void fillTable() {
    List<NodeInfo> nodes = new ArrayList<>();
    for (int i = 1; i < 150; i++) {
      nodes.add(new NodeInfo(NodeId.secureFor(address(i).getAddress(), random), address(i)));
    }
    core.accept(new Command.Introduce(nodes), now);
    drain(VICTIM);
  }

  private NodeId id() {
    return NodeId.random(random);
  }

  private List<Bytes> receive(InetSocketAddress from, Bytes datagram) {
    core.receive(new Datagram(from, datagram), now);
    return drain(from);
  }

  private List<Bytes> drain(InetSocketAddress to) {
    List<Bytes> sent = new ArrayList<>();
    for (Optional<Datagram> out = core.pollTransmit(); out.isPresent(); out = core.pollTransmit()) {
      if (out.get().peer().equals(to)) {
        sent.add(out.get().payload());
      }
    }
    return sent;
  }

  private static InetSocketAddress address(int number) {
    return Swarm.address(new byte[] {(byte) (20 + number), 1, 2, 3}, 6881);
  }
}
