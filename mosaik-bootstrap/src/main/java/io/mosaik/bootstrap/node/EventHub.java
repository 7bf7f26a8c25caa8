package io.mosaik.bootstrap.node;

import io.mosaik.api.PeerId;
import io.mosaik.bootstrap.guest.Fault;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.bootstrap.model.ScanReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners and the log what happens, and keeps what is asked for later: the last report, and
 * the complaints that stand in every report.
 *
 * <p>Thread-safe by its monitor.
 */
final class EventHub {

  /** How many complaints are kept; the first ones matter most. */
  private static final int MAX_COMPLAINTS = 64;

  private static final Logger LOG = LoggerFactory.getLogger(EventHub.class);

  private final List<Listener> listeners;
  private final BootstrapMetrics metrics = new BootstrapMetrics();
  private final String self;
  private List<String> complaints = List.of();
  private Optional<ScanReport> lastReport = Optional.empty();

  EventHub(PeerId self, List<Consumer<BootstrapEvent>> listeners, Executor callbacks) {
    this.self = self.toString();
    this.listeners = listeners.stream().map(listener -> new Listener(listener, callbacks)).toList();
  }

  /** Something happened. */
  synchronized void tell(BootstrapEvent event) {
    if (event instanceof BootstrapEvent.Warning warning) {
      LOG.warn("{}", warning.message());
    } else {
      LOG.debug("{}", event);
    }
    pass(event);
  }

  /** Something is wrong with a provider: everybody shall hear of it, and every report say it. */
  void complain(String text) {
    LOG.warn("{}", text);
    keep(text);
  }

  /** An instance broke its contract, which has been logged already. */
  void fault(Fault fault) {
    keep(fault.toString());
  }

  BootstrapMetrics metrics() {
    return metrics;
  }

  synchronized List<String> complaints() {
    return complaints;
  }

  synchronized Optional<ScanReport> lastReport() {
    return lastReport;
  }

  private synchronized void keep(String text) {
    if (complaints.size() < MAX_COMPLAINTS && !complaints.contains(text)) {
      List<String> more = new ArrayList<>(complaints);
      more.add(text);
      complaints = List.copyOf(more);
      pass(new BootstrapEvent.Warning(text));
    }
  }

  /** In the order of the calls, hence under the monitor; listeners themselves run elsewhere. */
  private void pass(BootstrapEvent event) {
    if (event instanceof BootstrapEvent.ScanFinished finished) {
      lastReport = Optional.of(finished.report());
      ScanEvent.emit(finished.report());
    }
    metrics.count(event);
    ClaimEvent.emit(event, self);
    listeners.forEach(listener -> listener.tell(event));
  }
}
