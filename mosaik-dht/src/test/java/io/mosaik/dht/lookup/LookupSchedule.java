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
import io.mosaik.dht.routing.SilentNodes;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * One lookup in a random network, and all that becomes of its queries: answers that are on time,
 * late, lost, refused or made up. Time is counted in steps of one query's patience: after one step
 * without an answer a query is late, after ten nobody counts on it any more.
 *
 * <p>Bounds: a lookup asks at most {@link Lookup#MAX_ASKED} nodes and 64 contacts, each at most
 * {@value #MOST_ATTEMPTS} times, and never waits longer than a query lives without asking another.
 *
 * <p>Confined to the test's thread.
 */
final class LookupSchedule {

  /** Two attempts, and two more if the node was met as a contact or under another id before. */
  private static final int MOST_ATTEMPTS = 4;

  private static final int HOPELESS_AFTER = 10;
  private static final int FORGOTTEN_AFTER = 15;
  private static final int MOST_QUERIES =
      MOST_ATTEMPTS * (Lookup.MAX_ASKED + Contacts.MAX_CONTACTS);
  private static final int MOST_STEPS = MOST_QUERIES * HOPELESS_AFTER;
  private static final Optional<Bytes> TOKEN = Optional.of(Bytes.fromHex("aa"));
  private static final int CROWD = 200;
  private static final int POOL = 4096;
  private static final NodeInfo[] POOL_OF_NODES = pool();

  private final Random random;
  private final int nodes;
  private final int dead;
  private final double liars;
  private final double loss;
  private final double late;
  private final double refusals;
  private final boolean needsToken;
  private final int offset;
  private final SilentNodes silent = new SilentNodes();
  private final Lookup lookup;
  private final List<Sent> inFlight = new ArrayList<>();
  private int step;
  private int queries;

  /** A query, when it was sent and when it is answered; an answer in the far future is lost. */
  private static final class Sent {
    private final Ask ask;
    private final int at;
    private final int answeredAt;
    private boolean slow;
    private boolean hopeless;

    private Sent(Ask ask, int at, int answeredAt) {
      this.ask = ask;
      this.at = at;
      this.answeredAt = answeredAt;
    }
  }

  private LookupSchedule(
      Random random, int nodes, int dead, int contacts, double liars, double loss, double late) {
    this.random = random;
    this.nodes = nodes;
    this.dead = dead;
    this.liars = liars;
    this.loss = loss;
    this.late = late;
    this.refusals = random.nextInt(4) == 0 ? 0.2 : 0;
    this.needsToken = random.nextBoolean();
    this.offset = random.nextInt(POOL);
    NodeId target = node(random.nextInt(nodes + dead)).id();
    this.lookup =
        new Lookup(
            target,
            node(0).id(),
            Ping::new,
            ValueCollector.none(),
            needsToken,
            silent,
            Coverage.closest(),
            new Referrers());
    for (int i = random.nextInt(8); i > 0; i--) {
      InetSocketAddress unlucky = node(random.nextInt(nodes + dead)).address();
      silent.silent(unlucky, now());
      silent.silent(unlucky, now());
    }
    List<InetSocketAddress> entrances = new ArrayList<>();
    for (int i = 0; i < contacts; i++) {
      entrances.add(node(1 + random.nextInt(nodes + dead - 1)).address());
    }
    lookup.contact(entrances);
    int known = random.nextInt(contacts == 0 ? 20 : 4);
    for (int i = 0; i < known; i++) {
      lookup.hear(List.of(node(1 + random.nextInt(nodes))));
    }
  }

  /** A network of any size with any faults. */
  static LookupSchedule random(Random random) {
    int nodes = 2 + random.nextInt(random.nextInt(8) == 0 ? 60 : 15);
    int dead = random.nextInt(random.nextInt(16) == 0 ? 400 : 25);
    int contacts = random.nextBoolean() ? 0 : 1 + random.nextInt(8);
    return new LookupSchedule(
        random,
        nodes,
        dead,
        contacts,
        random.nextDouble() * random.nextDouble(),
        random.nextDouble() * random.nextDouble(),
        random.nextDouble() / 2);
  }

  /** A network of 200 nodes, of which this part names nobody but dead ones. */
  static LookupSchedule crowded(Random random, double liars, double loss) {
    return new LookupSchedule(random, CROWD, 2000, 0, liars, loss, 0.1);
  }

  /** Runs until the lookup ends or nothing happens any more. */
  void run() {
    while (!lookup.isSettled()) {
      ask();
      if (lookup.isSettled() || inFlight.isEmpty()) {
        return;
      }
      step++;
      pass();
    }
  }

  /** Runs, and fails if the lookup does not end within its bounds. */
  void check() {
    run();
    assertTrue(lookup.isSettled(), this::toString);
    assertTrue(queries <= MOST_QUERIES && step <= MOST_STEPS, this::toString);
    // What comes after the end harms nobody, and does not begin it anew.
    while (!inFlight.isEmpty()) {
      step++;
      pass();
    }
    assertTrue(lookup.outcome().answered() <= queries, this::toString);
  }

  boolean isSettled() {
    return lookup.isSettled();
  }

  @Override
  public String toString() {
    return queries + " queries, " + step + " steps, settled " + lookup.isSettled();
  }

  private void ask() {
    int most = random.nextInt(4) == 0 ? 1 + random.nextInt(4) : Integer.MAX_VALUE;
    for (int i = 0; i < most && !lookup.isSettled(); i++) {
      Optional<Ask> ask = lookup.nextAsk(now());
      if (ask.isEmpty()) {
        return;
      }
      queries++;
      if (queries > MOST_QUERIES) {
        throw new AssertionError("no end of queries: " + this);
      }
      inFlight.add(new Sent(ask.get(), step, answeredAt(ask.get())));
    }
  }

  private int answeredAt(Ask ask) {
    boolean isDead = numberOf(ask.to()) > nodes;
    if (isDead || random.nextDouble() < loss) {
      return Integer.MAX_VALUE;
    }
    return step + (random.nextDouble() < late ? 1 + random.nextInt(FORGOTTEN_AFTER) : 1);
  }

  /** What becomes of all queries in this step, in random order. */
  private void pass() {
    for (int i = 0; i < inFlight.size(); i++) {
      Sent sent = inFlight.get(i);
      int age = step - sent.at;
      boolean answered = step >= sent.answeredAt;
      if (answered && (random.nextBoolean() || sent.slow)) {
        forget(i--);
        answer(sent.ask);
      } else if (age >= 1 && !sent.slow) {
        sent.slow = true;
        silent.silent(sent.ask.to(), now());
        lookup.slow(sent.ask, now());
      } else if (age >= HOPELESS_AFTER && !sent.hopeless) {
        sent.hopeless = true;
        lookup.hopeless(sent.ask, now());
      } else if (age >= FORGOTTEN_AFTER) {
        forget(i--);
      }
    }
  }

  private void forget(int index) {
    Sent last = inFlight.remove(inFlight.size() - 1);
    if (index < inFlight.size()) {
      inFlight.set(index, last);
    }
  }

  private void answer(Ask ask) {
    silent.answered(ask.to());
    if (random.nextDouble() < refusals) {
      lookup.refused(ask, new KrpcError(Bytes.EMPTY, Optional.empty(), 202, "busy"), now());
      return;
    }
    int number = numberOf(ask.to());
    boolean lies = number <= liars * nodes;
    NodeId sender = lies && random.nextInt(4) == 0 ? anybody().id() : node(number).id();
    List<NodeInfo> told = new ArrayList<>();
    int count = nodes == CROWD ? 20 : random.nextInt(20);
    for (int i = 0; i < count; i++) {
      told.add(lies ? lie(ask.to()) : node(1 + random.nextInt(nodes)));
    }
    boolean permits = !lies || random.nextBoolean();
    lookup.answered(
        ask,
        new Response(
            Bytes.EMPTY,
            sender,
            Optional.empty(),
            false,
            permits ? new ResponseBody.NoValues(told, TOKEN) : new ResponseBody.FoundNodes(told)),
        now());
  }

  /** A dead node, any id at any address, or any id at the liar's own address. */
  private NodeInfo lie(InetSocketAddress self) {
    switch (random.nextInt(8)) {
      case 0:
        return new NodeInfo(anybody().id(), anybody().address());
      case 1:
        return new NodeInfo(anybody().id(), self);
      default:
        return dead == 0 ? anybody() : node(nodes + 1 + random.nextInt(dead));
    }
  }

  private NodeInfo anybody() {
    return POOL_OF_NODES[random.nextInt(POOL)];
  }

  /** Number 0 is the one who asks, then come those that are alive, then the dead. */
  private NodeInfo node(int number) {
    return POOL_OF_NODES[(offset + number) % POOL];
  }

  private int numberOf(InetSocketAddress address) {
    return Math.floorMod(address.getPort() - 1 - offset, POOL);
  }

  private Deadline now() {
    return Deadline.ofNanos(step * 1_000_000L);
  }

  /** Half of them at public addresses, where several ports of one host are rivals. */
  private static NodeInfo[] pool() {
    Random fixed = new Random(1);
    NodeInfo[] pool = new NodeInfo[POOL];
    for (int i = 0; i < POOL; i++) {
      boolean isPublic = fixed.nextBoolean();
      byte[] host = {(byte) (isPublic ? 20 : 10), 0, (byte) (i / 64), (byte) (1 + i / 4 % 16)};
      InetSocketAddress address = address(host, i + 1);
      NodeId id =
          fixed.nextInt(4) == 0
              ? NodeId.random(fixed)
              : NodeId.secureFor(address.getAddress(), fixed);
      pool[i] = new NodeInfo(id, address);
    }
    return pool;
  }

  private static InetSocketAddress address(byte[] host, int port) {
    try {
      return new InetSocketAddress(java.net.InetAddress.getByAddress(host), port);
    } catch (java.net.UnknownHostException impossible) {
      throw new IllegalArgumentException(impossible);
    }
  }
}
