package io.mosaik.pkarr.relay;

import io.mosaik.api.time.Deadline;

/**
 * One request to one relay, from the moment it waits for its turn until it is over. Confined to the
 * core's thread.
 */
final class Exchange implements Comparable<Exchange> {

  private final long id;
  private final Operation operation;
  private final RelayLine line;
  private final RelayRequest request;
  private final Urgency urgency;
  private Deadline sentAt = Deadline.NEVER;

  Exchange(long id, Operation operation, RelayLine line, RelayRequest request, Urgency urgency) {
    this.id = id;
    this.operation = operation;
    this.line = line;
    this.request = request;
    this.urgency = urgency;
  }

  long id() {
    return id;
  }

  Operation operation() {
    return operation;
  }

  RelayLine line() {
    return line;
  }

  RelayRequest request() {
    return request;
  }

  Urgency urgency() {
    return urgency;
  }

  void sent(Deadline now) {
    sentAt = now;
  }

  boolean isSent() {
    return !sentAt.equals(Deadline.NEVER);
  }

  Deadline sentAt() {
    return sentAt;
  }

  @Override
  public int compareTo(Exchange other) {
    int urgencies = urgency.compareTo(other.urgency);
    return urgencies != 0 ? urgencies : Long.compare(id, other.id);
  }
}
