package io.mosaik.dht.lookup;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.KrpcError;
import io.mosaik.dht.krpc.Ping;
import io.mosaik.dht.krpc.Response;
import io.mosaik.dht.krpc.ResponseBody;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * One store round, and all that becomes of its queries. Asks each node at most twice, and never
 * waits longer than a query lives without asking another.
 *
 * <p>Confined to the test's thread.
 */
final class StoreSchedule {

  private static final Deadline NOW = Deadline.ofNanos(0);
  private static final int[] CODES = {201, 202, 203, 205, 206, 301, 302, 999};

  private final Random random;
  private final double loss;
  private final double refusals;
  private final int count;
  private final StoreRound round;
  private final List<Ask> awaited = new ArrayList<>();
  private final List<Ask> slow = new ArrayList<>();
  private final List<Ask> hopeless = new ArrayList<>();
  private int queries;

  StoreSchedule(Random random) {
    this.random = random;
    this.loss = random.nextDouble();
    this.refusals = random.nextDouble();
    this.count = 1 + random.nextInt(30);
    List<Responder> responders = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      NodeInfo node = new NodeInfo(NodeId.random(random), new InetSocketAddress("10.0.0.1", 1 + i));
      responders.add(new Responder(node, Bytes.EMPTY));
    }
    round = new StoreRound(responders, to -> Ping::new, random.nextBoolean());
  }

  void check() {
    while (!round.isSettled()) {
      for (Optional<Ask> ask = round.nextAsk(NOW); ask.isPresent(); ask = round.nextAsk(NOW)) {
        queries++;
        assertTrue(queries <= 2 * count, this::toString);
        awaited.add(ask.get());
      }
      if (!round.isSettled()) {
        assertTrue(awaited.size() + slow.size() > 0, this::toString);
        pass();
      }
    }
    while (awaited.size() + slow.size() + hopeless.size() > 0) {
      pass();
    }
    assertTrue(round.isSettled(), this::toString);
    int refused = round.refusals().values().stream().mapToInt(times -> times).sum();
    assertTrue(round.stored() + refused <= round.asked(), this::toString);
  }

  /** One query is answered, or grows old. */
  private void pass() {
    int choice = random.nextInt(3);
    if (choice == 0 && !hopeless.isEmpty()) {
      end(hopeless.remove(random.nextInt(hopeless.size())));
    } else if (choice == 1 && !slow.isEmpty() || awaited.isEmpty() && !slow.isEmpty()) {
      Ask ask = slow.remove(random.nextInt(slow.size()));
      if (!end(ask)) {
        hopeless.add(ask);
        round.hopeless(ask, NOW);
      }
    } else if (!awaited.isEmpty()) {
      Ask ask = awaited.remove(random.nextInt(awaited.size()));
      if (!end(ask)) {
        slow.add(ask);
        round.slow(ask, NOW);
      }
    }
  }

  private boolean end(Ask ask) {
    if (random.nextDouble() < loss) {
      return false;
    }
    if (random.nextDouble() < refusals) {
      int code = CODES[random.nextInt(CODES.length)];
      round.refused(ask, new KrpcError(Bytes.EMPTY, Optional.empty(), code, ""), NOW);
    } else {
      NodeId sender = NodeId.random(random);
      round.answered(
          ask,
          new Response(
              Bytes.EMPTY, sender, Optional.empty(), false, new ResponseBody.Acknowledgement()),
          NOW);
    }
    return true;
  }

  @Override
  public String toString() {
    return queries + " queries to " + count + " nodes, settled " + round.isSettled();
  }
}
