package io.mosaik.dht.node.net;

import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import java.util.concurrent.CancellationException;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** JFR event {@code io.mosaik.Lookup}: one operation of the application on the DHT. */
@Name("io.mosaik.Lookup")
@Label("DHT Lookup")
@Category({"mosaik", "DHT"})
@Description("One operation on the DHT, from its start to its result")
@StackTrace(false)
final class LookupEvent extends Event {

  @Label("Operation")
  @Description("What was asked of the DHT")
  String operation;

  @Label("Outcome")
  @Description("completed, failed or cancelled")
  String outcome;

  @Label("Detail")
  @Description("What went wrong")
  String detail;

  @Label("Asked")
  @Description("Nodes that were asked, where the operation counts them")
  int asked;

  @Label("Answered")
  @Description("Nodes that answered or stored, where the operation counts them")
  int answered;

  static LookupEvent start() {
    LookupEvent event = new LookupEvent();
    event.begin();
    return event;
  }

  /** Costs nothing while no recording wants it. */
  void finish(String what, Object result, Throwable failure) {
    if (shouldCommit()) {
      operation = what;
      detail = failure == null ? "" : String.valueOf(failure.getMessage());
      outcome = failure == null ? "completed" : outcomeOf(failure);
      count(result);
      commit();
    }
  }

  private void count(Object result) {
    if (result instanceof Resolution resolution) {
      asked = resolution.asked();
      answered = resolution.answered();
    } else if (result instanceof PublishReceipt receipt) {
      asked = receipt.asked();
      answered = receipt.stored();
    }
  }

  private static String outcomeOf(Throwable failure) {
    return failure instanceof CancellationException ? "cancelled" : "failed";
  }
}
