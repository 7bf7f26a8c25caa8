package io.mosaik.bootstrap.scan;

import io.mosaik.api.KeyPair;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.TimestampSource;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.DhtException.Reason;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.time.Ambient;
import io.mosaik.api.time.Deadline;
import io.mosaik.bootstrap.address.AddressLimits;
import io.mosaik.bootstrap.address.AddressLimits.Budget;
import io.mosaik.bootstrap.client.WriteOutcome;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.bootstrap.model.BootstrapSettings;
import io.mosaik.bootstrap.model.ScanReport;
import io.mosaik.bootstrap.model.SlotReport;
import io.mosaik.bootstrap.model.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A core and the world's answers to its commands. */
final class SimNode implements Command.Handler {

  record At<T>(Deadline at, T what) {}

  /** How to make a node; the fields are what a test changes before {@link #create}. */
  static final class Plan {
    final World world;
    KeyPair keys;
    List<String> addresses = List.of("192.0.2.1:4433");
    BootstrapSettings settings;
    AddressLimits limits = new AddressLimits(8, new Budget(32, false), new Budget(4, false));
    Set<TransportAddress.Kind> reaches = Set.of(TransportAddress.Kind.IP);
    boolean pinging = true;
    boolean readOnly;
    OptionalInt neighbors = OptionalInt.empty();

    Plan(World world) {
      this.world = world;
      this.keys = world.keys();
      this.settings = BootstrapSettings.DEFAULT.withChainDepth(world.chain.depth());
    }

    Plan settings(UnaryOperator<BootstrapSettings> change) {
      settings = change.apply(settings);
      return this;
    }

    Plan addresses(String... texts) {
      addresses = List.of(texts);
      return this;
    }

    SimNode create() {
      return new SimNode(this);
    }

    SimNode start() {
      SimNode node = create();
      node.start();
      return node;
    }
  }

  final World world;
  final KeyPair keys;
  final BootstrapCore core;
  final TimestampSource timestamps;
  final List<SimClient> clients = new ArrayList<>();
  final List<At<BootstrapEvent>> events = new ArrayList<>();
  final List<At<Command>> commands = new ArrayList<>();
  final List<Command.Sample> samples = new ArrayList<>();
  OptionalInt neighbors;
  PeerAddress address;
  boolean left;
  private final Set<Long> abandoned = new HashSet<>();

  private SimNode(Plan plan) {
    this.world = plan.world;
    this.keys = plan.keys;
    this.neighbors = plan.neighbors;
    this.address = World.address(keys.peerId(), plan.addresses.toArray(String[]::new));
    Random chance = new Random(world.random.nextLong());
    this.timestamps = new TimestampSource(new Ambient(world.clock, world.clock, chance));
    CoreConfig config =
        new CoreConfig(
            world.chain,
            keys.peerId(),
            plan.settings,
            plan.limits,
            plan.reaches,
            plan.pinging,
            plan.readOnly);
    this.core = new BootstrapCore(config, timestamps, chance);
    clients.add(new SimClient("dht", world.store));
    world.nodes.add(this);
  }

  PeerId id() {
    return keys.peerId();
  }

  SimClient client() {
    return clients.get(0);
  }

  /** Starts the node; from now on it answers pings. */
  void start() {
    world.answer(
        id(), asked -> new World.Answer(Duration.ofMillis(20), world.healthy(keys, address)));
    core.surroundings(address, neighbors, world.now());
    core.start(world.now());
    drain();
  }

  void neighbors(int count) {
    neighbors = OptionalInt.of(count);
    core.surroundings(address, neighbors, world.now());
    drain();
  }

  void move(String... addresses) {
    address = World.address(id(), addresses);
    core.surroundings(address, neighbors, world.now());
    drain();
  }

  void meet(PeerAddress peer) {
    core.met(peer, world.now());
    drain();
  }

  void leave() {
    core.leave(world.now());
    drain();
  }

  /** Vanishes without a word. */
  void crash() {
    world.nodes.remove(this);
    world.answer(id(), asked -> new World.Answer(Duration.ofHours(1), silent()));
    left = true;
  }

  /** Runs the world until this node has finished that many scans more. */
  ScanReport scan(int more) {
    int wanted = reports().size() + more;
    world.runUntil(() -> reports().size() >= wanted);
    return reports().get(wanted - 1);
  }

  // ---- what it did

  <T extends BootstrapEvent> List<T> events(Class<T> type) {
    return events.stream().map(At::what).filter(type::isInstance).map(type::cast).toList();
  }

  <T extends Command> List<At<T>> commands(Class<T> type) {
    return commands.stream()
        .filter(c -> type.isInstance(c.what()))
        .map(c -> new At<>(c.at(), type.cast(c.what())))
        .toList();
  }

  List<ScanReport> reports() {
    return events(BootstrapEvent.ScanFinished.class).stream()
        .map(BootstrapEvent.ScanFinished::report)
        .toList();
  }

  ScanReport lastReport() {
    List<ScanReport> all = reports();
    return all.get(all.size() - 1);
  }

  Verdict verdict(int slot) {
    return lastReport().slots().get(slot).verdict();
  }

  SlotReport slotReport(int slot) {
    return lastReport().slots().get(slot);
  }

  Set<PeerId> discovered() {
    Set<PeerId> found = new HashSet<>();
    events(BootstrapEvent.PeerDiscovered.class).forEach(event -> found.add(event.address().id()));
    return found;
  }

  List<Command.Write> writes() {
    return commands(Command.Write.class).stream().map(At::what).toList();
  }

  List<Command.Ping> pings() {
    return commands(Command.Ping.class).stream().map(At::what).toList();
  }

  List<Command.Read> reads() {
    return commands(Command.Read.class).stream().map(At::what).toList();
  }

  List<BootstrapEvent.SlotClaimed> claims() {
    return events(BootstrapEvent.SlotClaimed.class);
  }

  OptionalInt held() {
    return core.heldSlot();
  }

  // ---- what its commands lead to

  void drain() {
    for (Optional<Command> next = core.pollCommand(); next.isPresent(); next = core.pollCommand()) {
      commands.add(new At<>(world.clock.now(), next.get()));
      next.get().runBy(this);
    }
  }

  @Override
  public void read(Command.Read command) {
    Duration slowest = Duration.ZERO;
    for (SimClient client : clients) {
      Duration latency = client.latencyOf(command.slot());
      if (client.hanging.contains(command.slot().index())) {
        slowest = Duration.ofHours(100);
      } else if (latency.compareTo(slowest) > 0) {
        slowest = latency;
      }
      world.in(
          latency.dividedBy(2),
          () ->
              client
                  .read(command.slot())
                  .newest()
                  .ifPresent(packet -> early(command.id(), packet)));
    }
    world.in(
        slowest,
        () -> {
          if (isWanted(command.id())) {
            SlotReading reading =
                new SlotReading(clients.stream().map(c -> c.read(command.slot())).toList());
            core.readEnded(command.id(), reading, world.now());
            drain();
          }
        });
  }

  private void early(long id, SignedPacket packet) {
    if (isWanted(id)) {
      core.foundEarly(id, packet, world.now());
      drain();
    }
  }

  @Override
  public void write(Command.Write command) {
    world.in(
        client().writeLatency.orElse(client().latency),
        () -> {
          int stored = 0;
          Map<Reason, Integer> refused = new java.util.EnumMap<>(Reason.class);
          for (SimClient client : clients) {
            Optional<Reason> refusal =
                client.refusal.or(
                    () -> client.store.put(command.packet(), command.expected().of(client.name)));
            refusal.ifPresent(reason -> refused.merge(reason, 1, Integer::sum));
            stored += refusal.isEmpty() ? 1 : 0;
          }
          if (isWanted(command.id())) {
            WriteOutcome end =
                stored > 0
                    ? new WriteOutcome.Stored(
                        new PublishReceipt(clients.size(), stored, refused), List.of())
                    : new WriteOutcome.NotStored(
                        refused.keySet().stream().findFirst(), refused.toString());
            core.writeEnded(command.id(), end, world.now());
            drain();
          }
        });
  }

  @Override
  public void ping(Command.Ping command) {
    World.Answer answer =
        world
            .answerOf(command.address())
            .orElseGet(() -> new World.Answer(command.timeout(), silent()));
    boolean inTime = answer.after().compareTo(command.timeout()) <= 0;
    if (inTime) {
      boolean cameBack =
          !(answer.outcome() instanceof PingOutcome.Failed failed)
              || failed.reason() == PingOutcome.Reason.WRONG_NETWORK;
      world.in(
          answer.after(),
          () -> {
            if (cameBack) {
              core.heardFrom(command.address().addresses());
            }
            pinged(command.id(), answer.outcome());
          });
      world
          .node(command.address().id())
          .ifPresent(asked -> world.in(answer.after().dividedBy(2), () -> asked.meet(address)));
    } else if (answer.outcome() != HANG) {
      world.in(command.timeout(), () -> pinged(command.id(), silent()));
    }
  }

  /** The outcome of a pinger that never comes back; give it more time than the limit. */
  static final PingOutcome HANG = new PingOutcome.Failed(PingOutcome.Reason.SILENT, "hang");

  private void pinged(long id, PingOutcome outcome) {
    if (isWanted(id)) {
      core.pingEnded(id, outcome, world.now());
      drain();
    }
  }

  static PingOutcome silent() {
    return new PingOutcome.Failed(PingOutcome.Reason.SILENT, "no answer");
  }

  private boolean isWanted(long id) {
    return !left && !abandoned.contains(id);
  }

  @Override
  public void abandon(Command.Abandon command) {
    abandoned.add(command.id());
  }

  @Override
  public void tell(Command.Tell command) {
    events.add(new At<>(world.clock.now(), command.event()));
  }

  @Override
  public void sample(Command.Sample command) {
    samples.add(command);
  }

  @Override
  public void left() {
    left = true;
    world.nodes.remove(this);
  }

  @Override
  public String toString() {
    return id().toShortHex() + " in " + held() + ", " + reports().size() + " scans";
  }
}
