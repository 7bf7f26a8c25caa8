package io.mosaik.bootstrap.guest;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of faults and passes on the first of each kind: who fails sixteen times a scan is reported
 * once.
 *
 * <p>Thread-safe by its monitor; the listener is called outside of it, on the thread of the report.
 */
public final class Faults {

  /** How many different faults are passed on; what comes after is only logged. */
  public static final int MAX_REPORTED = 64;

  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

  private record Key(String guest, String operation, Fault.Kind kind) {}

  private final Consumer<Fault> listener;
  private final Set<Key> reported = new HashSet<>();

  /**
   * Starts with nothing reported.
   *
   * @param listener hears of the first fault of each kind; must be quick and never fail
   */
  public Faults(Consumer<Fault> listener) {
    this.listener = listener;
  }

  /**
   * Reports a fault.
   *
   * @param fault what happened
   */
  public void report(Fault fault) {
    if (isNew(fault)) {
      LOG.warn("{}", fault);
      listener.accept(fault);
    } else {
      LOG.debug("again: {}", fault);
    }
  }

  private synchronized boolean isNew(Fault fault) {
    return reported.size() < MAX_REPORTED
        && reported.add(new Key(fault.guest(), fault.operation(), fault.kind()));
  }
}
