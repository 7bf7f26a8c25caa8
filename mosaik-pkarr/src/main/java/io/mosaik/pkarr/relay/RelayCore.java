package io.mosaik.pkarr.relay;

import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.time.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client of several pkarr relays. Told what its caller wants, what relays replied and what time
 * it is, it says what to do next: fetch that with {@link #pollCommand} after every call, then sleep
 * until {@link #nextDeadline} and call {@link #expire}.
 *
 * <p>Confined to its caller's thread; reads no clock, opens no socket.
 */
public final class RelayCore {

  private static final Logger LOG = LoggerFactory.getLogger(RelayCore.class);

  /** A relay that was silent for this part of a time-out has failed; ours. */
  private static final int FAIR_PART = 3;

  /** Too late to be worth a request: this part of a time-out is left; ours. */
  private static final int LAST_PART = 8;

  private static final String ASKED_FOR_PAUSE = "busy, it asked for a pause";

  private final RelaySettings settings;
  private final List<RelayLine> lines;
  private final KeyHistory history = new KeyHistory();
  private final Map<Long, Operation> operations = new LinkedHashMap<>();
  private final Map<Long, Exchange> exchanges = new HashMap<>();
  private final ArrayDeque<RelayCommand> commands = new ArrayDeque<>();
  private long lastExchange;

  /**
   * Makes a core that knows nothing about its relays yet.
   *
   * @param settings which relays, and how to treat them
   * @param random spreads the rests of relays that failed
   * @param now the present
   */
  public RelayCore(RelaySettings settings, RandomGenerator random, Deadline now) {
    this.settings = settings;
    this.lines =
        settings.relays().stream().map(url -> new RelayLine(url, settings, random, now)).toList();
  }

  /**
   * Begins to read.
   *
   * @param id of the operation, unique
   * @param key whose packet
   * @param now the present
   */
  public void resolve(long id, PublicKey key, Deadline now) {
    ReadOperation read =
        new ReadOperation(
            id,
            key,
            now.plus(settings.timeout()),
            majority(),
            packet -> commands.add(new RelayCommand.Early(id, packet)),
            history);
    begin(read);
    Urgency urgency = history.ofRead(key);
    for (RelayLine line : lines) {
      if (line.admits(now, read.giveUpAt())) {
        read.relayAsked();
        enqueue(read, line, RelayRequest.get(line.url(), key, false), urgency, now);
      } else if (line.isBusy(now)) {
        read.relayBusy(line, ASKED_FOR_PAUSE);
      }
    }
    progress(now);
  }

  /**
   * Begins to write. A second write under a key that is being written needs an expectation.
   *
   * @param id of the operation, unique
   * @param packet what to store
   * @param expected what must be there
   * @param now the present
   */
  public void publish(long id, SignedPacket packet, Expected expected, Deadline now) {
    if (expected == Expected.any() && isOtherUnderWay(packet)) {
      commands.add(
          new RelayCommand.Failed(
              id,
              new DhtException(
                  DhtException.Reason.CONFLICTING_WRITE,
                  "another packet of " + packet.key() + " is being written")));
      return;
    }
    WriteOperation write =
        new WriteOperation(id, packet, expected, now.plus(settings.timeout()), history);
    begin(write);
    for (RelayLine line : lines) {
      if (line.admits(now, write.giveUpAt())) {
        write.relayAsked();
        enqueue(write, line, write.firstRequest(line), Urgency.WRITE, now);
      } else if (line.isBusy(now)) {
        write.relayBusy(line, ASKED_FOR_PAUSE);
      }
    }
    progress(now);
  }

  /**
   * Gives an operation up. Nothing more is said about it.
   *
   * @param id of the operation
   * @param now the present
   */
  public void cancel(long id, Deadline now) {
    Operation cancelled = operations.remove(id);
    if (cancelled != null) {
      giveUp(cancelled);
      progress(now);
    }
  }

  /**
   * A relay replied.
   *
   * @param exchange to which request
   * @param reply what
   * @param now the present
   */
  public void replied(long exchange, RelayReply reply, Deadline now) {
    Exchange over = exchanges.remove(exchange);
    if (over == null) {
      return;
    }
    over.operation().open().remove(over);
    Judgement judgement = over.operation().judge(over, reply);
    if (judgement instanceof Judgement.Throttled throttled) {
      throttled(over, throttled.pause(), now);
    } else if (judgement instanceof Judgement.BrokenCache broken && !isBypass(over)) {
      over.line().works(reply);
      RelayRequest again = RelayRequest.get(over.line().url(), over.operation().key(), true);
      enqueue(over.operation(), over.line(), again, over.urgency(), now);
    } else if (judgement instanceof Judgement.BrokenCache broken) {
      faulty(over, broken.detail(), now);
    } else if (judgement instanceof Judgement.Faulty faulty) {
      faulty(over, faulty.detail(), now);
    } else {
      over.line().works(reply);
      over.operation()
          .judged(over, judgement, now)
          .ifPresent(next -> enqueue(over.operation(), over.line(), next, Urgency.WRITE, now));
    }
    progress(now);
  }

  /**
   * An exchange failed before there was a whole reply.
   *
   * @param exchange which request
   * @param detail why, for people
   * @param now the present
   */
  public void failed(long exchange, String detail, Deadline now) {
    Exchange over = exchanges.remove(exchange);
    if (over != null) {
      over.operation().open().remove(over);
      faulty(over, detail, now);
      progress(now);
    }
  }

  /**
   * Time has passed.
   *
   * @param now the present
   */
  public void expire(Deadline now) {
    progress(now);
  }

  /** Fails all that is under way as closed. */
  public void close() {
    operations
        .values()
        .forEach(
            operation -> {
              giveUp(operation);
              commands.add(new RelayCommand.Failed(operation.id(), closed()));
            });
    operations.clear();
  }

  /**
   * What everybody is told after the end.
   *
   * @return a failure
   */
  public static DhtException closed() {
    return new DhtException(DhtException.Reason.CLOSED, "the relay client is closed");
  }

  /**
   * What is to be done next.
   *
   * @return a command, or empty if there is none left
   */
  public Optional<RelayCommand> pollCommand() {
    return Optional.ofNullable(commands.poll());
  }

  /**
   * When {@link #expire} wants to be called next.
   *
   * @param now the present
   * @return that time, or {@link Deadline#NEVER}
   */
  public Deadline nextDeadline(Deadline now) {
    Deadline next = Deadline.NEVER;
    for (Operation operation : operations.values()) {
      next = Deadline.min(next, operation.nextDeadline());
    }
    for (RelayLine line : lines) {
      next = Deadline.min(next, line.nextTurn(now));
    }
    return next;
  }

  /**
   * Whether every relay is known to compare before it stores.
   *
   * @return false as long as one of them has not shown it
   */
  public boolean swaps() {
    return lines.stream().allMatch(line -> line.swap() == SwapSupport.HONOURED);
  }

  /**
   * How it goes with the relays.
   *
   * @param now the present
   * @return one line per relay, in the order of the settings
   */
  public List<RelayStatus> status(Deadline now) {
    return lines.stream().map(line -> line.status(now)).toList();
  }

  private int majority() {
    return (lines.size() + 1) / 2;
  }

  private void begin(Operation operation) {
    operations.put(operation.id(), operation);
  }

  private boolean isOtherUnderWay(SignedPacket packet) {
    return operations.values().stream()
        .filter(WriteOperation.class::isInstance)
        .map(WriteOperation.class::cast)
        .anyMatch(other -> other.key().equals(packet.key()) && !other.packet().equals(packet));
  }

  private static boolean isBypass(Exchange exchange) {
    return exchange.request().headers().containsKey("Cache-Control");
  }

  private void enqueue(
      Operation operation, RelayLine line, RelayRequest request, Urgency urgency, Deadline now) {
    Exchange exchange = new Exchange(++lastExchange, operation, line, request, urgency);
    exchanges.put(exchange.id(), exchange);
    operation.open().add(exchange);
    line.enqueue(exchange, now);
  }

  /** Asks again after the pause, if that is not too late. */
  private void throttled(Exchange over, Duration pause, Deadline now) {
    LOG.debug("{} asks for a pause of {}", over.line().url(), pause);
    over.line().complains(pause, now);
    if (over.line().admits(now, over.operation().giveUpAt())) {
      enqueue(over.operation(), over.line(), over.request(), over.urgency(), now);
    } else {
      String detail = "busy, asks for a pause of " + pause.toSeconds() + " s";
      over.operation().relayBusy(over.line(), detail);
    }
  }

  private void faulty(Exchange over, String detail, Deadline now) {
    over.operation().failed(over.line(), detail);
    lineFailed(over.line(), detail, now);
  }

  private void lineFailed(RelayLine line, String detail, Deadline now) {
    LOG.debug("{} failed: {}", line.url(), detail);
    for (Exchange inVain : line.isFaulty(now)) {
      exchanges.remove(inVain.id());
      inVain.operation().open().remove(inVain);
      inVain.operation().failed(inVain.line(), "rests after failures, the last one: " + detail);
    }
  }

  /** Sends whatever has its turn, and ends whatever is over. */
  private void progress(Deadline now) {
    for (RelayLine line : lines) {
      for (var next = line.ready(now); next.isPresent(); next = line.ready(now)) {
        Exchange exchange = next.get();
        if (isTooLate(exchange, now)) {
          endInVain(exchange, now);
        } else {
          line.sent(exchange, now);
          commands.add(new RelayCommand.Send(exchange.id(), exchange.request()));
        }
      }
    }
    for (Operation operation : List.copyOf(operations.values())) {
      if (operation.isOver(now)) {
        operations.remove(operation.id());
        endWithSilence(operation, now);
        commands.add(operation.conclude(now));
      }
    }
  }

  private boolean isTooLate(Exchange exchange, Deadline now) {
    Duration least = settings.timeout().dividedBy(LAST_PART);
    return now.until(exchange.operation().giveUpAt()).compareTo(least) < 0;
  }

  /** Who has kept us waiting for long has failed; who had little time has not. */
  private void endWithSilence(Operation operation, Deadline now) {
    boolean outOfTime = operation.giveUpAt().hasPassed(now);
    for (Exchange exchange : List.copyOf(operation.open())) {
      boolean hadItsTime =
          exchange.isSent()
              && exchange.sentAt().plus(settings.timeout().dividedBy(FAIR_PART)).hasPassed(now);
      if (exchange.isSent()) {
        commands.add(new RelayCommand.Abandon(exchange.id()));
      }
      if (!exchange.isSent()) {
        endInVain(exchange, now);
        continue;
      }
      operation.timedOut(exchange.line());
      forget(exchange);
      if (outOfTime && hadItsTime) {
        lineFailed(exchange.line(), "no answer in time", now);
      } else {
        exchange.line().withdraw(exchange);
      }
    }
  }

  /** The time is over before a request had its turn. */
  private void endInVain(Exchange exchange, Deadline now) {
    RelayLine line = exchange.line();
    boolean busy = line.isPaced(now);
    line.withdraw(exchange);
    forget(exchange);
    if (busy) {
      exchange.operation().relayBusy(line, "busy, no turn in time");
    } else {
      exchange.operation().timedOut(line);
    }
  }

  private void giveUp(Operation operation) {
    for (Exchange exchange : List.copyOf(operation.open())) {
      if (exchange.isSent()) {
        commands.add(new RelayCommand.Abandon(exchange.id()));
      }
      exchange.line().withdraw(exchange);
      forget(exchange);
    }
  }

  private void forget(Exchange exchange) {
    exchanges.remove(exchange.id());
    exchange.operation().open().remove(exchange);
  }
}
