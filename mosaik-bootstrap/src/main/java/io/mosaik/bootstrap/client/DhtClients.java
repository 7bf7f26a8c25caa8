package io.mosaik.bootstrap.client;

import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import io.mosaik.bootstrap.guest.Guest;
import io.mosaik.bootstrap.guest.GuestCalls;
import io.mosaik.bootstrap.guest.Scheduler;
import io.mosaik.bootstrap.model.ClientReport;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * All DHT clients of a node. A key is read and written through all of them at once; each has its
 * own time limit, so that one that hangs costs the answer of nobody else. While one of them cannot
 * be reached, such as the DHT where UDP is dead, the others take over its part.
 *
 * <p>Thread-safe, immutable. Futures complete, and early packets are told, on any thread.
 */
public final class DhtClients {

  static final String RESOLVE = "resolveMostRecent";
  private static final String PUBLISH = "publish";

  private record Line(
      Guest<DhtClient> guest, Executor thread, boolean overUdp, Reachability reachability) {

    DhtClient client() {
      return guest.instance();
    }

    String name() {
      return guest.name();
    }
  }

  private final List<Line> lines;
  private final Duration limit;
  private final GuestCalls calls;
  private final Scheduler scheduler;

  /**
   * Takes clients in.
   *
   * @param clients the most trusted first
   * @param limit after which a client that has not come back is given up
   * @param calls how to call them
   * @param scheduler ends the waiting for those that cannot be reached
   * @param threads makes the thread of a client, by name
   */
  public DhtClients(
      List<Guest<DhtClient>> clients,
      Duration limit,
      GuestCalls calls,
      Scheduler scheduler,
      Function<String, Executor> threads) {
    this.limit = limit;
    this.calls = calls;
    this.scheduler = scheduler;
    this.lines = clients.stream().map(guest -> line(guest, threads)).toList();
  }

  private Line line(Guest<DhtClient> guest, Function<String, Executor> threads) {
    boolean overUdp =
        calls.ask(guest.name(), "answersOverUdp", false, () -> guest.instance().answersOverUdp());
    return new Line(
        guest,
        threads.apply("dht-client-" + guest.name()),
        overUdp,
        new Reachability(guest.name()));
  }

  /**
   * Asks all clients for the most recent packet of a key.
   *
   * @param key whose packet
   * @param early is told of each packet that is newer than all before, from whichever client; one
   *     at a time, and no more once the future is complete
   * @return completes with what each client says, in their order, when the last one has ended;
   *     fails only by cancellation, which gives all of them up
   */
  public CompletableFuture<List<ClientReading>> read(PublicKey key, Consumer<SignedPacket> early) {
    EarlyPackets packets = new EarlyPackets(early);
    Hurry<Resolution> hurry =
        new Hurry<>(scheduler, answer -> answer.conclusive() && answer.answered() > 0);
    List<CompletableFuture<ClientReading>> readings =
        lines.stream().map(line -> read(line, key, packets, hurry)).toList();
    hurry.begin();
    // Closed before the future completes, so that nothing comes after its end.
    Function<List<ClientReading>, List<ClientReading>> close =
        all -> {
          packets.close();
          return all;
        };
    CompletableFuture<List<ClientReading>> result = Futures.mapped(Futures.all(readings), close);
    result.whenComplete((all, cancelled) -> packets.close());
    return result;
  }

  private CompletableFuture<ClientReading> read(
      Line line, PublicKey key, EarlyPackets packets, Hurry<Resolution> hurry) {
    boolean waitedFor = line.reachability().isWaitedFor();
    ClientRead read = new ClientRead(line.name(), line.overUdp(), key, packets::offer, calls);
    var answer =
        calls.call(
            call(line, RESOLVE),
            DhtException.class::isInstance,
            () -> line.client().resolveMostRecent(key, read::onEarly));
    hurry.watch(answer, waitedFor);
    return Futures.handled(
        answer,
        resolution -> {
          line.reachability().resolved(resolution);
          return read.finished(resolution);
        },
        cause -> {
          if (says(cause)) {
            line.reachability().failed();
          }
          return read.failed(cause);
        });
  }

  /**
   * Whoever was given up by us before the end cannot be blamed for not having answered, nor can a
   * client that is busy.
   */
  private static boolean says(Throwable cause) {
    boolean busy =
        cause instanceof DhtException failure && failure.reason() == DhtException.Reason.BUSY;
    return !busy
        && !(cause instanceof Hurry.NotWaitedFor)
        && !(cause instanceof CancellationException);
  }

  /**
   * Stores a packet through all clients.
   *
   * @param packet what to store
   * @param expected what each client, by its name, is to find stored already: what it returned
   *     itself
   * @return completes when the last client has ended; fails only by cancellation, which gives all
   *     of them up
   */
  public CompletableFuture<WriteOutcome> write(
      SignedPacket packet, Function<String, Expected> expected) {
    Hurry<PublishReceipt> hurry = new Hurry<>(scheduler, receipt -> receipt.stored() > 0);
    List<CompletableFuture<ClientWrite>> writes =
        lines.stream()
            .map(line -> write(line, packet, expected.apply(line.name()), hurry))
            .toList();
    hurry.begin();
    return Futures.mapped(Futures.all(writes), ClientWrite::combine);
  }

  private CompletableFuture<ClientWrite> write(
      Line line, SignedPacket packet, Expected expected, Hurry<PublishReceipt> hurry) {
    boolean waitedFor = line.reachability().isWaitedFor();
    var answer =
        calls.call(
            call(line, PUBLISH),
            DhtException.class::isInstance,
            () -> line.client().publish(packet, expected));
    hurry.watch(answer, waitedFor);
    return Futures.handled(
        answer,
        receipt -> {
          line.reachability().stored(receipt.stored());
          return ClientWrite.finished(line.name(), receipt, calls);
        },
        cause -> ClientWrite.failed(line.name(), cause));
  }

  /**
   * How well the clients could be reached so far.
   *
   * @return one report for each client, in their order
   */
  public List<ClientReport> reports() {
    return lines.stream().map(line -> line.reachability().report()).toList();
  }

  /**
   * Our IP addresses as others see them.
   *
   * @return what all clients say, in their order; empty if one of them does not know
   */
  public List<InetAddress> externalAddresses() {
    return lines.stream()
        .flatMap(
            line ->
                calls
                    .ask(
                        line.name(),
                        "externalAddresses",
                        List.<InetAddress>of(),
                        () -> line.client().externalAddresses())
                    .stream())
        .toList();
  }

  /**
   * Returns the addresses at which the clients enter their stores, as far as they are known.
   *
   * @return what each client that knows says, in their order
   */
  public List<InetAddress> entryPoints() {
    List<List<InetAddress>> each = lines.stream().map(this::entryPointsOf).toList();
    return each.stream().anyMatch(List::isEmpty)
        ? List.of()
        : each.stream().flatMap(List::stream).toList();
  }

  private List<InetAddress> entryPointsOf(Line line) {
    return calls.ask(
        line.name(),
        "entryPoints",
        List.<InetAddress>of(),
        () -> List.copyOf(line.client().entryPoints()));
  }

  private GuestCalls.Call call(Line line, String operation) {
    return new GuestCalls.Call(line.name(), operation, line.thread(), limit);
  }
}
