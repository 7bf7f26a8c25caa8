package io.mosaik.transport.quic.endpoint;

import io.mosaik.api.time.Deadline;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Which connection's deadline comes next. An entry may be early, never late: a deadline that moves
 * back is noticed when the old one comes. Confined to one thread.
 */
final class Schedule {

  private record Entry(Deadline at, Member member) {}

  private final PriorityQueue<Entry> queue = new PriorityQueue<>(Comparator.comparing(Entry::at));

  /** Sees to it that the member is due at its deadline at the latest. */
  void update(Member member) {
    Deadline at = member.connection().nextDeadline();
    if (at.isBefore(member.scheduledAt())) {
      member.setScheduledAt(at);
      queue.add(new Entry(at, member));
    }
  }

  /** When the next member is due; {@link Deadline#NEVER} if none is. */
  Deadline next() {
    dropOutdated();
    return queue.isEmpty() ? Deadline.NEVER : queue.peek().at();
  }

  /** Takes out a member that is due. */
  Optional<Member> pollDue(Deadline now) {
    dropOutdated();
    if (queue.isEmpty() || !queue.peek().at().hasPassed(now)) {
      return Optional.empty();
    }
    Member due = queue.poll().member();
    due.setScheduledAt(Deadline.NEVER);
    return Optional.of(due);
  }

  private void dropOutdated() {
    while (!queue.isEmpty()) {
      Entry first = queue.peek();
      boolean current =
          first.at().equals(first.member().scheduledAt()) && !first.member().isRemoved();
      if (current) {
        return;
      }
      queue.poll();
    }
  }
}
