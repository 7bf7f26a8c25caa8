package io.mosaik.bootstrap.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mosaik.bootstrap.model.BootstrapEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class ListenerTest {

  private final BootstrapEvent first = new BootstrapEvent.SlotConfirmed(1);
  private final BootstrapEvent second = new BootstrapEvent.SlotConfirmed(2);
  private final List<BootstrapEvent> heard = new ArrayList<>();

  @Test
  void anEventThatNobodyCouldDeliverComesWithTheNext() {
    Queue<Boolean> refusals = new ArrayDeque<>(List.of(true));
    Executor executor =
        task -> {
          if (refusals.poll() != null) {
            throw new RejectedExecutionException("full");
          }
          task.run();
        };
    Listener listener = new Listener(heard::add, executor);
    listener.tell(first);
    assertEquals(List.of(), heard);
    listener.tell(second);
    assertEquals(List.of(first, second), heard);
  }

  @Test
  void aListenerThatFailsWithAnErrorHearsOfTheNextEvent() {
    Listener listener =
        new Listener(
            event -> {
              heard.add(event);
              throw new LinkageError("on purpose");
            },
            Runnable::run);
    listener.tell(first);
    listener.tell(second);
    assertEquals(List.of(first, second), heard);
  }
}
