package io.mosaik.bootstrap.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuestsTest {

  private final List<Fault> faults = new ArrayList<>();
  private final GuestCalls calls = new GuestCalls(new ManualScheduler(), new Faults(faults::add));

  @Test
  void namesOfGivenInstancesAreUniqueWhateverTheySay() {
    List<Guest<StringBuilder>> guests =
        Guests.given(
            List.of(
                new StringBuilder("quic"),
                new StringBuilder("quic"),
                new StringBuilder("quic-2"),
                new StringBuilder()),
            text -> text.length() == 0 ? null : text.toString(),
            calls);
    assertEquals(
        List.of("quic", "quic-2", "quic-2-2", "StringBuilder"),
        guests.stream().map(Guest::name).toList());
    assertTrue(guests.stream().noneMatch(Guest::owned));
    assertEquals(1, faults.size());
  }

  @Test
  void anInstanceOfAnAnonymousClassHasAName() {
    assertTrue(Guests.classNameOf(new Object() {}).contains("GuestsTest"));
    assertEquals("StringBuilder", Guests.classNameOf(new StringBuilder()));
    Runnable lambda = () -> {};
    assertEquals("GuestsTest", Guests.classNameOf(lambda));
  }

  @Test
  void aNameIsShortAndNotBlank() {
    List<String> names =
        Guests.given(List.of("x".repeat(1000), " "), text -> text, calls).stream()
            .map(Guest::name)
            .toList();
    assertEquals(List.of("x".repeat(64), "String"), names);
  }
}
