package io.mosaik.dht.lookup;

import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.ErrorCode;
import io.mosaik.dht.krpc.KrpcError;
import io.mosaik.dht.krpc.Response;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Asks nodes to store something, and judges the whole as mainline 6.2 does: it fails if the
 * majority says that somebody else was faster, and else succeeds if a single node has stored.
 *
 * <p>What others may write, too, it stores from the closest node outward, and once one says that
 * somebody else was faster, one node after the other until more have stored than refused. What only
 * the farthest of 20 have stored, a few readers find and most do not: two writers at a time would
 * both take themselves for the one that prevails.
 *
 * <p>A node that lets it wait is asked once more. If that one refuses because somebody was faster,
 * it may be our own first attempt that it has stored: that has another sequence number than {@code
 * cas}, and some (bittorrent-dht) refuse an equal one as too low. So this counts as no answer.
 *
 * <p>Confined to the core's thread.
 */
public final class StoreRound implements QuerySource {

  /** With how many nodes it begins where others may write, too. Our choice. */
  static final int FIRST = 8;

  private enum State {
    FRESH,
    ASKED,
    RETRY,
    ASKED_AGAIN,
    GIVEN_UP,
    STORED,
    REFUSED
  }

  private final Map<InetSocketAddress, Store> stores = new HashMap<>();
  private final List<Store> inOrder;
  private final boolean contested;

  /** The code that a majority gave. It stands, whatever comes late. */
  private Optional<ErrorCode> lost = Optional.empty();

  /**
   * Starts a round.
   *
   * @param responders whom to ask, the closest first
   * @param put what to ask each
   * @param contested whether others may write there, too
   */
  public StoreRound(
      List<Responder> responders, Function<Responder, QueryTemplate> put, boolean contested) {
    this.contested = contested;
    for (Responder responder : responders) {
      stores.put(responder.node().address(), new Store(responder, put.apply(responder)));
    }
    inOrder = responders.stream().map(responder -> stores.get(responder.node().address())).toList();
  }

  @Override
  public Optional<Ask> nextAsk(Deadline now) {
    if (lost.isPresent()) {
      return Optional.empty();
    }
    boolean hasRoom = inOrder.stream().filter(Store::isAwaited).count() < room();
    for (Store store : inOrder) {
      if (store.state == State.FRESH && hasRoom || store.state == State.RETRY) {
        boolean first = store.state == State.FRESH;
        store.state = first ? State.ASKED : State.ASKED_AGAIN;
        store.inFlight.add(first ? 1 : 2);
        return Optional.of(new Ask(store.responder.node().address(), store.query, first ? 1 : 2));
      }
    }
    return Optional.empty();
  }

  @Override
  public boolean answered(Ask ask, Response response, Deadline now) {
    Store store = stores.get(ask.to());
    store.inFlight.remove(ask.attempt());
    store.state = State.STORED;
    return true;
  }

  @Override
  public void refused(Ask ask, KrpcError error, Deadline now) {
    Store store = stores.get(ask.to());
    store.inFlight.remove(ask.attempt());
    boolean ambiguous = ask.attempt() > 1 && isConcurrency(error.code());
    if (store.state == State.STORED) {
      return;
    }
    if (ambiguous) {
      if (store.state != State.REFUSED) {
        store.state = State.GIVEN_UP;
      }
      return;
    }
    store.state = State.REFUSED;
    store.code = error.code();
    lost = lost.or(this::majority);
  }

  @Override
  public void slow(Ask ask, Deadline now) {
    Store store = stores.get(ask.to());
    if (store.state == State.ASKED) {
      store.state = State.RETRY;
    } else if (store.state == State.ASKED_AGAIN) {
      store.state = State.GIVEN_UP;
    }
  }

  @Override
  public void hopeless(Ask ask, Deadline now) {
    stores.get(ask.to()).inFlight.remove(ask.attempt());
  }

  @Override
  public boolean isSettled() {
    if (lost.isPresent()) {
      return true;
    }
    boolean open = inOrder.stream().anyMatch(Store::isOpen);
    boolean late = inOrder.stream().anyMatch(store -> !store.inFlight.isEmpty());
    return !open && (stored() > 0 || !late);
  }

  /** How many first answers may be waited for at a time. Who is silent takes nobody's place. */
  private int room() {
    int stored = stored();
    int late = (int) inOrder.stream().filter(Store::isLate).count();
    boolean prevails = 2 * stored >= FIRST && stored > late;
    if (!contested || prevails) {
      return inOrder.size();
    }
    int silent = (int) inOrder.stream().filter(Store::isSilent).count();
    return (late == 0 ? FIRST : 1) + silent;
  }

  /** How many nodes are to store it. */
  public int asked() {
    return inOrder.size();
  }

  /** How many nodes have stored. */
  public int stored() {
    return (int) inOrder.stream().filter(store -> store.state == State.STORED).count();
  }

  /** How often which code was the reason to refuse. */
  public Map<Integer, Integer> refusals() {
    Map<Integer, Integer> counts = new HashMap<>();
    for (Store store : inOrder) {
      if (store.state == State.REFUSED) {
        counts.merge(store.code, 1, Integer::sum);
      }
    }
    return counts;
  }

  /**
   * The code that decides the whole: 301 or 302, if it is the most frequent one and more than half
   * of all nodes say so, or if nobody has stored.
   */
  public Optional<ErrorCode> lostTo() {
    return stored() == 0 ? mostFrequent().filter(top -> isConcurrency(top.code())) : lost;
  }

  private Optional<ErrorCode> majority() {
    int needed = inOrder.size() / 2 + 1;
    return mostFrequent()
        .filter(top -> isConcurrency(top.code()))
        .filter(top -> refusals().get(top.code()) >= needed);
  }

  private Optional<ErrorCode> mostFrequent() {
    return refusals().entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .flatMap(top -> ErrorCode.of(top.getKey()));
  }

  private static boolean isConcurrency(int code) {
    return code == ErrorCode.CAS_MISMATCH.code() || code == ErrorCode.SEQUENCE_TOO_LOW.code();
  }

  private static final class Store {
    private final Responder responder;
    private final QueryTemplate query;
    private State state = State.FRESH;
    private final Set<Integer> inFlight = new HashSet<>();
    private int code;

    private Store(Responder responder, QueryTemplate query) {
      this.responder = responder;
      this.query = query;
    }

    private boolean isAwaited() {
      return state == State.ASKED;
    }

    private boolean isSilent() {
      return state == State.RETRY || state == State.ASKED_AGAIN || state == State.GIVEN_UP;
    }

    private boolean isLate() {
      return state == State.REFUSED && isConcurrency(code);
    }

    private boolean isOpen() {
      return state == State.FRESH
          || state == State.ASKED
          || state == State.RETRY
          || state == State.ASKED_AGAIN;
    }
  }
}
