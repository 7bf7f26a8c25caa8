package io.mosaik.bootstrap.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ClosingTest {

  private static final Duration LONG = Duration.ofSeconds(10);

  private final List<Fault> faults = Collections.synchronizedList(new ArrayList<>());
  private final GuestCalls calls = new GuestCalls(new ManualScheduler(), new Faults(faults::add));
  private final List<String> closed = Collections.synchronizedList(new ArrayList<>());

  @Test
  void onlyWhatIsOursIsClosed() {
    Closing.close(List.of(guest("given", false), guest("made", true)), LONG, calls);
    assertEquals(List.of("made"), closed);
    assertTrue(faults.isEmpty());
  }

  @Test
  void aGuestThatThrowsIsReportedAndTheOthersAreClosed() {
    Guest<AutoCloseable> throwing =
        new Guest<>(
            "throwing",
            () -> {
              throw new IOException("no");
            },
            true);
    Closing.close(List.of(throwing, guest("made", true)), LONG, calls);
    assertEquals(List.of("made"), closed);
    assertEquals(1, faults.size());
    assertEquals(Fault.Kind.THREW, faults.get(0).kind());
    assertTrue(faults.get(0).detail().contains("no"));
  }

  @Test
  void aGuestThatHangsIsReportedAndTheOthersAreClosed() {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch other = new CountDownLatch(1);
    Guest<AutoCloseable> hanging = new Guest<>("hanging", never::await, true);
    Closing.close(List.of(hanging), Duration.ofMillis(1), calls);
    assertEquals(1, faults.size());
    assertEquals(Fault.Kind.HUNG, faults.get(0).kind());
    Closing.close(List.of(new Guest<AutoCloseable>("quick", other::countDown, true)), LONG, calls);
    assertEquals(0, other.getCount());
    never.countDown();
  }

  private Guest<AutoCloseable> guest(String name, boolean owned) {
    return new Guest<>(name, () -> closed.add(name), owned);
  }
}
