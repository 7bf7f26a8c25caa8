package io.mosaik.dht.lookup;

import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.KrpcError;
import io.mosaik.dht.krpc.Response;
import java.util.Optional;

/**
 * Something that asks nodes: a lookup, a store round, a round of pings. It is asked in turn with
 * all others whenever one more query may be in flight, and hears what became of each.
 *
 * <p>Of each query it hears either {@link #answered} or {@link #refused} once, or {@link
 * #hopeless}; before that, perhaps {@link #slow}. Called on the core's thread only.
 */
public interface QuerySource {

  /** Whom to ask next, if anybody. */
  Optional<Ask> nextAsk(Deadline now);

  /**
   * The node has answered, perhaps late.
   *
   * @return whether the answer is believed, as far as one can tell
   */
  boolean answered(Ask ask, Response response, Deadline now);

  /** The node has answered with an error, perhaps late. */
  void refused(Ask ask, KrpcError error, Deadline now);

  /** The answer should have come by now. It may still come, but is not worth waiting for. */
  void slow(Ask ask, Deadline now);

  /** The answer will hardly come any more. */
  void hopeless(Ask ask, Deadline now);

  /** Whether there is nothing left to ask or to wait for. */
  boolean isSettled();

  /** Whether it never ends. All others are ended after a while, settled or not. */
  default boolean isEndless() {
    return false;
  }
}
