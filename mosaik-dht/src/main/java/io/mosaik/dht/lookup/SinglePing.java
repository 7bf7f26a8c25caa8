package io.mosaik.dht.lookup;

import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.KrpcError;
import io.mosaik.dht.krpc.Ping;
import io.mosaik.dht.krpc.Response;
import io.mosaik.dht.routing.NodeInfo;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks one node whether it is there (BEP 5, "ping"), and again if it does not answer at once.
 *
 * <p>Confined to the core's thread.
 */
public final class SinglePing implements QuerySource {

  private final InetSocketAddress address;
  private int attempts;
  private boolean due = true;
  private final Set<Integer> inFlight = new HashSet<>();
  private final Map<Integer, Deadline> sentAt = new HashMap<>();
  private Optional<Answer> answer = Optional.empty();

  /** The answer, and how long it took since the attempt that was answered. */
  public record Answer(NodeInfo node, Duration roundTrip) {}

  /** Pings this address. */
  public SinglePing(InetSocketAddress address) {
    this.address = address;
  }

  /** The answer, if there was one. */
  public Optional<Answer> answer() {
    return answer;
  }

  @Override
  public Optional<Ask> nextAsk(Deadline now) {
    if (!due) {
      return Optional.empty();
    }
    due = false;
    attempts++;
    inFlight.add(attempts);
    sentAt.put(attempts, now);
    return Optional.of(new Ask(address, Ping::new, attempts));
  }

  @Override
  public boolean answered(Ask ask, Response response, Deadline now) {
    inFlight.remove(ask.attempt());
    NodeInfo node = new NodeInfo(response.sender(), address);
    answer = answer.or(() -> Optional.of(new Answer(node, sentAt.get(ask.attempt()).until(now))));
    return true;
  }

  @Override
  public void refused(Ask ask, KrpcError error, Deadline now) {
    inFlight.remove(ask.attempt());
  }

  @Override
  public void slow(Ask ask, Deadline now) {
    due = attempts == 1 && answer.isEmpty();
  }

  @Override
  public void hopeless(Ask ask, Deadline now) {
    inFlight.remove(ask.attempt());
  }

  @Override
  public boolean isSettled() {
    return answer.isPresent() || !due && inFlight.isEmpty();
  }
}
