package io.mosaik.dht.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContactsTest {

  private final Contacts contacts = new Contacts();

  @Test
  void withoutAnyThereIsNobodyToWaitFor() {
    assertTrue(contacts.isEmpty());
    assertFalse(contacts.areOpen());
    assertEquals(Optional.empty(), next());
  }

  @Test
  void aFewAreAskedAndTheOthersOnlyIfThoseAreSlow() {
    contacts.add(addresses(5));
    for (int i = 1; i <= Contacts.ENOUGH; i++) {
      assertEquals(Optional.of(address(i)), next());
    }
    assertEquals(Optional.empty(), next());
    contacts.slow(address(2));
    assertEquals(Optional.of(address(2)), next(), "for the second time");
    assertEquals(Optional.of(address(4)), next(), "in its place");
    assertEquals(Optional.empty(), next());
  }

  @Test
  void whenEnoughHaveAnsweredTheOthersAreLeftInPeace() {
    contacts.add(addresses(5));
    for (int i = 1; i <= Contacts.ENOUGH; i++) {
      next();
      assertTrue(contacts.areOpen());
      contacts.answered(address(i));
    }
    assertFalse(contacts.areOpen());
    assertEquals(Optional.empty(), next());
  }

  @Test
  void whoIsSlowTwiceIsGivenUpAndCounted() {
    contacts.add(addresses(1));
    next();
    assertTrue(contacts.isAwaited(address(1)));
    contacts.slow(address(1));
    assertFalse(contacts.isAwaited(address(1)));
    next();
    assertTrue(contacts.areOpen());
    contacts.slow(address(1));
    assertFalse(contacts.areOpen());
    assertEquals(1, contacts.givenUp(address -> false));
    assertEquals(0, contacts.givenUp(Set.of(address(1))::contains), "taken care of otherwise");
    contacts.answered(address(1));
    assertEquals(0, contacts.givenUp(address -> false), "better late than never");
  }

  @Test
  void whoIsKnownOtherwiseIsNotAskedHere() {
    contacts.add(addresses(2));
    assertEquals(Optional.of(address(2)), contacts.next(Set.of(address(1))::contains));
  }

  @Test
  void toBeAddedAgainChangesNothing() {
    contacts.add(addresses(1));
    next();
    contacts.add(addresses(1));
    assertTrue(contacts.isAwaited(address(1)));
    assertEquals(Optional.empty(), next());
  }

  @Test
  void moreThanAnybodyConfiguresAreLeftOut() {
    contacts.add(addresses(Contacts.MAX_CONTACTS + 10));
    int asked = 0;
    for (Optional<InetSocketAddress> next = next(); next.isPresent(); next = next()) {
      contacts.slow(next.get());
      asked++;
    }
    assertEquals(2 * Contacts.MAX_CONTACTS, asked, "each twice");
  }

  @Test
  void whoWasNeverAContactIsIgnored() {
    contacts.answered(address(1));
    contacts.slow(address(1));
    assertTrue(contacts.isEmpty());
  }

  private Optional<InetSocketAddress> next() {
    return contacts.next(address -> false);
  }

  private static List<InetSocketAddress> addresses(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(ContactsTest::address).toList();
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress("20.1.2.3", port);
  }
}
