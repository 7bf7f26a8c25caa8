package io.mosaik.bootstrap.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.DhtException.Reason;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import io.mosaik.bootstrap.guest.Fault;
import io.mosaik.bootstrap.guest.Faults;
import io.mosaik.bootstrap.guest.Guest;
import io.mosaik.bootstrap.guest.GuestCalls;
import io.mosaik.bootstrap.guest.ManualScheduler;
import io.mosaik.bootstrap.model.ClientReport;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DhtClientsTest {

  private static final KeyPair SLOT = KeyPair.fromHex("11".repeat(32));
  private static final KeyPair OTHER = KeyPair.fromHex("33".repeat(32));
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final ManualScheduler scheduler = new ManualScheduler();
  private final List<Fault> faults = new ArrayList<>();
  private final GuestCalls calls = new GuestCalls(scheduler, new Faults(faults::add));
  private final ScriptedClient a = new ScriptedClient();
  private final ScriptedClient b = new ScriptedClient();
  private final DhtClients clients = clients(a, b);
  private final List<Long> early = new ArrayList<>();

  @Test
  void allClientsAreAskedAndEachIsReported() {
    a.overUdp = true;
    CompletableFuture<List<ClientReading>> reading = read(clients(a, b));
    a.resolution.complete(new Resolution(Optional.of(packet(5)), 20, 12, true));
    assertFalse(reading.isDone());
    b.resolution.complete(new Resolution(Optional.of(packet(3)), 2, 1, false));
    assertEquals(
        List.of(
            new ClientReading("a", 20, 12, true, Optional.of(packet(5)), Optional.empty(), true),
            new ClientReading("b", 2, 1, false, Optional.of(packet(3)), Optional.empty(), false)),
        reading.join());
    assertTrue(faults.isEmpty());
    assertEquals(0, scheduler.pending());
  }

  @Test
  void earlyPacketsOfAllClientsAreToldIfTheyAreNewerThanAllBefore() {
    CompletableFuture<List<ClientReading>> reading = read(clients);
    a.early.accept(packet(3));
    b.early.accept(packet(2));
    b.early.accept(packet(4));
    a.early.accept(packet(4));
    b.resolution.complete(new Resolution(Optional.of(packet(6)), 2, 1, true));
    a.resolution.complete(new Resolution(Optional.of(packet(5)), 2, 1, true));
    assertEquals(List.of(3L, 4L, 6L), early);
    assertEquals(Optional.of(packet(5)), reading.join().get(0).newest());
    a.early.accept(packet(9));
    assertEquals(List.of(3L, 4L, 6L), early, "nothing comes after the end");
  }

  @Test
  void whatAClientToldEarlyCountsEvenIfItEndsWithLess() {
    CompletableFuture<List<ClientReading>> reading = read(clients(a));
    a.early.accept(packet(7));
    a.resolution.complete(new Resolution(Optional.of(packet(6)), 2, 1, true));
    assertEquals(Optional.of(packet(7)), reading.join().get(0).newest());
  }

  @Test
  void aClientThatFailsCostsNobodyElseTheAnswer() {
    CompletableFuture<List<ClientReading>> reading = read(clients);
    b.resolution.complete(new Resolution(Optional.empty(), 8, 8, true));
    a.resolution.completeExceptionally(new DhtException(Reason.NO_NODES, "nobody to ask"));
    ClientReading failed = reading.join().get(0);
    assertEquals(Optional.of("no nodes: nobody to ask"), failed.failure());
    assertFalse(failed.conclusive());
    assertEquals(0, failed.asked());
    assertTrue(reading.join().get(1).conclusive());
    assertTrue(faults.isEmpty(), "a failure that the contract allows is no fault");
  }

  @Test
  void aClientThatThrowsIsReportedAndTheOthersAnswer() {
    a.thrown = Optional.of(new IllegalStateException("boom"));
    CompletableFuture<List<ClientReading>> reading = read(clients);
    b.resolution.complete(new Resolution(Optional.empty(), 8, 8, true));
    assertTrue(reading.join().get(0).failure().orElseThrow().contains("boom"));
    assertFault("a", Fault.Kind.THREW);
  }

  @Test
  void aClientThatHangsIsGivenUpWithWhatItHasTold() {
    CompletableFuture<List<ClientReading>> reading = read(clients);
    b.resolution.complete(new Resolution(Optional.empty(), 8, 8, true));
    a.early.accept(packet(3));
    scheduler.advance(LIMIT);
    ClientReading hung = reading.join().get(0);
    assertEquals(Optional.of(packet(3)), hung.newest());
    assertFalse(hung.conclusive());
    assertTrue(hung.failure().isPresent());
    assertTrue(a.resolution.isCancelled());
    assertFault("a", Fault.Kind.HUNG);
  }

  @Test
  void r49AClientThatReturnsAPacketOfAnotherKeyIsNotBelieved() {
    CompletableFuture<List<ClientReading>> reading = read(clients);
    SignedPacket foreign = SignedPacket.sign(OTHER, new Timestamp(9), Bytes.EMPTY);
    a.early.accept(foreign);
    a.early.accept(null);
    a.resolution.complete(new Resolution(Optional.of(foreign), 20, 20, true));
    b.resolution.complete(new Resolution(Optional.of(packet(1)), 20, 20, true));
    ClientReading liar = reading.join().get(0);
    assertEquals(Optional.empty(), liar.newest());
    assertFalse(liar.conclusive());
    assertTrue(liar.failure().isPresent());
    assertEquals(List.of(1L), early);
    assertFault("a", Fault.Kind.LIED);
  }

  @Test
  void aClientThatReturnsNullIsReported() {
    a.resolution.complete(null);
    CompletableFuture<List<ClientReading>> reading = read(clients(a));
    assertTrue(reading.join().get(0).failure().isPresent());
    assertFault("a", Fault.Kind.RETURNED_NULL);
  }

  @Test
  void cancellingAReadGivesAllClientsUp() {
    CompletableFuture<List<ClientReading>> reading = read(clients);
    reading.cancel(true);
    assertTrue(a.resolution.isCancelled());
    assertTrue(b.resolution.isCancelled());
    a.early.accept(packet(1));
    assertTrue(early.isEmpty());
    assertTrue(faults.isEmpty());
  }

  @Test
  void eachClientIsToldToExpectWhatItReturnedItself() {
    Map<String, Expected> expected =
        Map.of("a", Expected.timestamp(new Timestamp(5)), "b", Expected.absent());
    CompletableFuture<WriteOutcome> write = clients.write(packet(9), expected::get);
    assertEquals(List.of(Expected.timestamp(new Timestamp(5))), a.expectations);
    assertEquals(List.of(Expected.absent()), b.expectations);
    a.receipt.complete(new PublishReceipt(20, 15, Map.of(Reason.REFUSED, 2)));
    assertFalse(write.isDone());
    b.receipt.complete(new PublishReceipt(2, 1, Map.of(Reason.REFUSED, 1)));
    assertEquals(
        new WriteOutcome.Stored(new PublishReceipt(22, 16, Map.of(Reason.REFUSED, 3)), List.of()),
        write.join());
  }

  @Test
  void storedByOneAndRefusedByAnotherIsStored() {
    CompletableFuture<WriteOutcome> write = write(clients);
    a.receipt.completeExceptionally(new DhtException(Reason.SWAP_LOST, "somebody else"));
    b.receipt.complete(new PublishReceipt(2, 1, Map.of()));
    WriteOutcome.Stored stored = assertInstanceOf(WriteOutcome.Stored.class, write.join());
    assertEquals(1, stored.receipt().stored());
    assertEquals(List.of("a: swap lost: somebody else"), stored.failures());
  }

  @Test
  void refusedByAllIsARaceIfAnyClientLostOne() {
    CompletableFuture<WriteOutcome> write = write(clients);
    a.receipt.completeExceptionally(new DhtException(Reason.TIMED_OUT, "nobody"));
    b.receipt.completeExceptionally(new DhtException(Reason.NOT_MOST_RECENT, "newer"));
    WriteOutcome.NotStored lost = assertInstanceOf(WriteOutcome.NotStored.class, write.join());
    assertEquals(Optional.of(Reason.NOT_MOST_RECENT), lost.reason());
    assertEquals("a: timed out: nobody; b: not most recent: newer", lost.detail());
  }

  @Test
  void aWriteThatBreaksTheContractHasNoReason() {
    CompletableFuture<WriteOutcome> write = write(clients(a));
    a.receipt.complete(new PublishReceipt(20, 0, Map.of()));
    WriteOutcome.NotStored lied = assertInstanceOf(WriteOutcome.NotStored.class, write.join());
    assertEquals(Optional.empty(), lied.reason());
    assertFault("a", Fault.Kind.LIED);
  }

  @Test
  void aWriteThatHangsIsGivenUp() {
    CompletableFuture<WriteOutcome> write = write(clients);
    b.receipt.complete(new PublishReceipt(2, 1, Map.of()));
    scheduler.advance(LIMIT);
    assertInstanceOf(WriteOutcome.Stored.class, write.join());
    assertTrue(a.receipt.isCancelled());
    assertFault("a", Fault.Kind.HUNG);
  }

  @Test
  void everyReasonOfAWriteHasItsWeight() {
    for (Reason reason : Reason.values()) {
      ScriptedClient client = new ScriptedClient();
      client.receipt.completeExceptionally(new DhtException(reason, "x"));
      WriteOutcome outcome = write(clients(client)).join();
      assertEquals(
          Optional.of(reason), assertInstanceOf(WriteOutcome.NotStored.class, outcome).reason());
    }
  }

  @Test
  void aClientThatHearsNobodyIsNotWaitedForUntilItIsBack() {
    silence(Reachability.SILENCES);
    assertFalse(clients.reports().get(0).reachable());
    assertTrue(clients.reports().get(1).reachable());

    fresh();
    CompletableFuture<List<ClientReading>> reading = read(clients);
    b.resolution.complete(new Resolution(Optional.of(packet(5)), 2, 2, true));
    scheduler.advance(Hurry.GRACE.minusMillis(1));
    assertFalse(reading.isDone());
    scheduler.advance(Duration.ofMillis(1));
    assertEquals(Optional.of(packet(5)), reading.join().get(1).newest());
    assertTrue(reading.join().get(0).failure().orElseThrow().contains("not waited for"));
    assertTrue(a.resolution.isCancelled());

    fresh();
    CompletableFuture<List<ClientReading>> back = read(clients);
    a.resolution.complete(new Resolution(Optional.of(packet(6)), 20, 18, true));
    assertFalse(back.isDone(), "the other client is waited for in any case");
    b.resolution.complete(new Resolution(Optional.empty(), 2, 2, true));
    assertEquals(Optional.of(packet(6)), back.join().get(0).newest());
    assertTrue(clients.reports().get(0).reachable());

    fresh();
    CompletableFuture<List<ClientReading>> again = read(clients);
    b.resolution.complete(new Resolution(Optional.empty(), 2, 2, true));
    scheduler.advance(LIMIT.minusMillis(1));
    assertFalse(again.isDone(), "who has come back is waited for");
    assertTrue(faults.isEmpty());
  }

  @Test
  void whoCannotBeReachedIsWaitedForIfNobodyElseCanBeBelieved() {
    silence(Reachability.SILENCES);
    fresh();
    CompletableFuture<List<ClientReading>> reading = read(clients);
    b.resolution.complete(new Resolution(Optional.empty(), 2, 0, false));
    scheduler.advance(LIMIT.minusMillis(1));
    assertFalse(reading.isDone());
  }

  @Test
  void whoCannotBeReachedGetsAllItsTimeNowAndThen() {
    silence(Reachability.SILENCES);
    int waitedFor = 0;
    for (int i = 0; i < 2 * Reachability.PROBE_EVERY; i++) {
      fresh();
      CompletableFuture<List<ClientReading>> reading = read(clients);
      b.resolution.complete(new Resolution(Optional.empty(), 2, 2, true));
      scheduler.advance(Hurry.GRACE);
      waitedFor += reading.isDone() ? 0 : 1;
      a.resolution.complete(new Resolution(Optional.empty(), 20, 0, false));
      assertTrue(reading.isDone());
    }
    assertEquals(2, waitedFor);
  }

  @Test
  void aWriteDoesNotWaitForWhoCannotBeReachedEither() {
    silence(Reachability.SILENCES);
    fresh();
    CompletableFuture<WriteOutcome> write = write(clients);
    b.receipt.complete(new PublishReceipt(2, 2, Map.of()));
    scheduler.advance(Hurry.GRACE);
    WriteOutcome.Stored stored = assertInstanceOf(WriteOutcome.Stored.class, write.join());
    assertEquals(1, stored.failures().size());
    assertTrue(a.receipt.isCancelled());
  }

  @Test
  void theScoreTellsOfAnswersSilencesAndCopies() {
    silence(2);
    fresh();
    write(clients);
    b.receipt.complete(new PublishReceipt(2, 2, Map.of()));
    a.receipt.completeExceptionally(new DhtException(Reason.TIMED_OUT, "nobody"));
    assertEquals(new ClientReport("a", 88, true, 2, 0, 2, 0), clients.reports().get(0));
    assertEquals(new ClientReport("b", 100, true, 2, 4, 0, 2), clients.reports().get(1));
  }

  @Test
  void whoWasGivenUpByUsIsNotBlamed() {
    for (int i = 0; i < 2 * Reachability.SILENCES; i++) {
      fresh();
      read(clients).cancel(true);
    }
    assertEquals(new ClientReport("a", 100, true, 0, 0, 0, 0), clients.reports().get(0));
  }

  /** So many lookups of which {@code a} hears nobody, and {@code b} two relays. */
  private void silence(int lookups) {
    for (int i = 0; i < lookups; i++) {
      fresh();
      CompletableFuture<List<ClientReading>> reading = read(clients);
      b.resolution.complete(new Resolution(Optional.empty(), 2, 2, true));
      assertFalse(reading.isDone());
      a.resolution.complete(new Resolution(Optional.empty(), 20, 0, false));
      assertTrue(reading.isDone());
    }
  }

  private void fresh() {
    for (ScriptedClient client : List.of(a, b)) {
      client.resolution = new CompletableFuture<>();
      client.receipt = new CompletableFuture<>();
    }
  }

  @Test
  void externalAddressesComeFromTheClientsThatKnow() throws Exception {
    InetAddress address = InetAddress.getByAddress(new byte[] {9, 9, 9, 9});
    b.external = Optional.of(address);
    assertEquals(List.of(address), clients.externalAddresses());
    a.thrown = Optional.of(new IllegalStateException("boom"));
    assertEquals(List.of(address), clients.externalAddresses());
    assertFault("a", Fault.Kind.THREW);
  }

  private DhtClients clients(ScriptedClient... scripted) {
    List<Guest<DhtClient>> guests = new ArrayList<>();
    for (ScriptedClient client : scripted) {
      guests.add(new Guest<>(guests.isEmpty() ? "a" : "b", client, false));
    }
    return new DhtClients(guests, LIMIT, calls, scheduler, name -> Runnable::run);
  }

  private CompletableFuture<List<ClientReading>> read(DhtClients from) {
    return from.read(SLOT.publicKey(), packet -> early.add(packet.timestamp().micros()));
  }

  private CompletableFuture<WriteOutcome> write(DhtClients to) {
    return to.write(packet(9), name -> Expected.any());
  }

  private void assertFault(String guest, Fault.Kind kind) {
    assertEquals(1, faults.size(), faults::toString);
    assertEquals(guest, faults.get(0).guest());
    assertEquals(kind, faults.get(0).kind());
  }

  private static SignedPacket packet(long micros) {
    return SignedPacket.sign(SLOT, new Timestamp(micros), Bytes.EMPTY);
  }
}
