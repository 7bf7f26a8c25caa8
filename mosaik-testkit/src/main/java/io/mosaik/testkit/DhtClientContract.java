package io.mosaik.testkit;

import static io.mosaik.api.spi.DhtException.Reason.CLOSED;
import static io.mosaik.api.spi.DhtException.Reason.NOT_MOST_RECENT;
import static io.mosaik.api.spi.DhtException.Reason.SWAP_LOST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.TimestampSource;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.NodeContext;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import io.mosaik.api.time.Ambient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * What {@link DhtClient} demands of its implementations. Extend it, say how to make a client, and
 * run it as a JUnit test.
 *
 * <p>All clients of one test must share one store. Every test works with keys of its own, so that a
 * store may outlive the tests.
 */
public abstract class DhtClientContract extends Contract {

  /** The largest payload that every store of the Mainline DHT takes. */
  private static final int STORABLE_SIZE = SignedPacket.MAX_PAYLOAD_SIZE - 4;

  private final Ambient ambient = Ambient.system();
  private final TimestampSource timestamps = new TimestampSource(ambient);

  /** For extension by the tests of implementations. */
  protected DhtClientContract() {}

  /**
   * Makes a client, as a provider would. It is closed after the test.
   *
   * @param context of the node that the client belongs to
   * @return a new client
   * @throws Exception if it cannot be made
   */
  protected abstract DhtClient newClient(NodeContext context) throws Exception;

  /**
   * Makes a client whose store never answers, so that nothing it begins comes to an end soon.
   *
   * @param context of the node that the client belongs to
   * @return a new client, or empty if this kind of store cannot be silent; then the tests that need
   *     one are aborted
   * @throws Exception if it cannot be made
   */
  protected abstract Optional<DhtClient> newClientOfSilentStore(NodeContext context)
      throws Exception;

  /**
   * Makes a client whose store answers every question with one and the same packet, whatever key it
   * is asked for.
   *
   * @param context of the node that the client belongs to
   * @param lie a valid packet, though of a key that nobody asks for
   * @return a new client, or empty if this kind of store cannot lie; then the test that needs one
   *     is aborted
   * @throws Exception if it cannot be made
   */
  protected abstract Optional<DhtClient> newClientOfLyingStore(
      NodeContext context, SignedPacket lie) throws Exception;

  @Test
  public void theNameIsShort() throws Exception {
    assertTrue(client().name().matches("[a-z0-9-]{1,40}"), client().name());
  }

  @Test
  public void nothingStoredIsAnAnswerAndNoFailure() throws Exception {
    List<SignedPacket> early = new CopyOnWriteArrayList<>();
    Resolution resolution = await(client().resolveMostRecent(newKey().publicKey(), early::add));
    assertEquals(Optional.empty(), resolution.newest());
    assertEquals(List.of(), early);
  }

  @Test
  public void whatOneStoresAnotherFinds() throws Exception {
    SignedPacket packet = sign(newKey(), 200);
    PublishReceipt receipt = await(client().publish(packet, Expected.any()));
    assertTrue(receipt.stored() >= 1, receipt.toString());
    assertEquals(Optional.of(packet), newest(client(), packet));
  }

  @Test
  public void payloadsAreOpaqueAndOfAnySize() throws Exception {
    for (int size : new int[] {0, 1, STORABLE_SIZE}) {
      SignedPacket packet = sign(newKey(), size);
      await(client().publish(packet, Expected.any()));
      assertEquals(Optional.of(packet), newest(client(), packet));
    }
  }

  @Test
  public void theNewerPacketWins() throws Exception {
    DhtClient client = client();
    KeyPair key = newKey();
    SignedPacket older = sign(key, 50);
    SignedPacket newer = sign(key, 50);
    await(client.publish(older, Expected.any()));
    await(client.publish(newer, Expected.any()));
    assertEquals(Optional.of(newer), newest(client(), newer));
  }

  @Test
  public void anOlderPacketIsRefusedAndTheNewerOneStays() throws Exception {
    DhtClient client = client();
    KeyPair key = newKey();
    SignedPacket older = sign(key, 50);
    SignedPacket newer = sign(key, 50);
    await(client.publish(newer, Expected.any()));
    assertFailsWith(NOT_MOST_RECENT, client().publish(older, Expected.any()));
    assertEquals(Optional.of(newer), newest(client(), newer));
  }

  @Test
  public void betterPacketsAreToldEarlyInOrderAndOneAtATime() throws Exception {
    DhtClient client = client();
    KeyPair key = newKey();
    for (int i = 0; i < 3; i++) {
      await(client.publish(sign(key, 50), Expected.any()));
    }
    List<SignedPacket> told = new CopyOnWriteArrayList<>();
    AtomicInteger inside = new AtomicInteger();
    AtomicBoolean overlapped = new AtomicBoolean();
    Resolution resolution =
        await(
            client()
                .resolveMostRecent(
                    key.publicKey(),
                    packet -> {
                      overlapped.compareAndSet(false, inside.incrementAndGet() > 1);
                      told.add(packet);
                      inside.decrementAndGet();
                    }));
    assertFalse(overlapped.get());
    assertFalse(told.isEmpty());
    assertEquals(told.stream().sorted().distinct().toList(), told);
    assertEquals(resolution.newest(), Optional.of(told.get(told.size() - 1)));
  }

  @Test
  public void aRightExpectationIsMet() throws Exception {
    KeyPair key = newKey();
    SignedPacket first = sign(key, 50);
    await(client().publish(first, Expected.absent()));
    SignedPacket second = sign(key, 50);
    await(client().publish(second, Expected.timestamp(first.timestamp())));
    assertEquals(Optional.of(second), newest(client(), second));
  }

  @Test
  public void somethingStoredIsNotAbsent() throws Exception {
    assumeTrue(client().supportsCompareAndSwap(), "this client does not swap");
    KeyPair key = newKey();
    SignedPacket stored = sign(key, 50);
    await(client().publish(stored, Expected.any()));
    assertFailsWith(SWAP_LOST, client().publish(sign(key, 50), Expected.absent()));
    assertEquals(Optional.of(stored), newest(client(), stored));
  }

  @Test
  public void anotherTimestampLosesTheSwap() throws Exception {
    assumeTrue(client().supportsCompareAndSwap(), "this client does not swap");
    KeyPair key = newKey();
    SignedPacket stored = sign(key, 50);
    Timestamp other = new Timestamp(stored.timestamp().micros() - 1);
    await(client().publish(stored, Expected.any()));
    assertFailsWith(SWAP_LOST, client().publish(sign(key, 50), Expected.timestamp(other)));
    assertEquals(Optional.of(stored), newest(client(), stored));
  }

  @Test
  public void packetsOfOtherKeysAreNeverHandedOn() throws Exception {
    SignedPacket lie = sign(newKey(), 50);
    Optional<DhtClient> client = newClientOfLyingStore(context(), lie);
    assumeTrue(client.isPresent(), "this kind of store cannot lie");
    List<SignedPacket> early = new CopyOnWriteArrayList<>();
    Resolution resolution =
        await(opened(client.get()).resolveMostRecent(newKey().publicKey(), early::add));
    assertEquals(Optional.empty(), resolution.newest());
    assertEquals(List.of(), early);
  }

  @Test
  public void everythingIsToldOnTheCallbackExecutor() throws Exception {
    HeldExecutor held = new HeldExecutor();
    DhtClient client = opened(newClient(context(held)));
    SignedPacket packet = sign(newKey(), 50);

    CompletionStage<PublishReceipt> publish = client.publish(packet, Expected.any());
    held.awaitTask(patience());
    assertFalse(isDone(publish));
    held.runUntil(() -> isDone(publish), patience());
    await(publish);

    List<SignedPacket> early = new ArrayList<>(); // only this thread runs callbacks
    CompletionStage<Resolution> resolve = client.resolveMostRecent(packet.key(), early::add);
    held.awaitTask(patience());
    assertFalse(isDone(resolve));
    assertEquals(List.of(), early);
    held.runUntil(() -> isDone(resolve), patience());
    assertEquals(List.of(packet), early);
    assertEquals(Optional.of(packet), await(resolve).newest());
  }

  @Test
  public void callsReturnBeforeTheStoreAnswers() throws Exception {
    DhtClient client = clientOfSilentStore();
    SignedPacket packet = sign(newKey(), 50);
    assertFalse(isDone(client.resolveMostRecent(packet.key(), early -> {})));
    assertFalse(isDone(client.publish(packet, Expected.any())));
  }

  @Test
  public void whatIsPendingFailsAsClosed() throws Exception {
    DhtClient client = clientOfSilentStore();
    SignedPacket packet = sign(newKey(), 50);
    CompletionStage<Resolution> resolve = client.resolveMostRecent(packet.key(), early -> {});
    CompletionStage<PublishReceipt> publish = client.publish(packet, Expected.any());
    client.close();
    assertFailsWith(CLOSED, resolve);
    assertFailsWith(CLOSED, publish);
  }

  @Test
  public void aClosedClientFailsAsClosedAndIsClosedAgainInPeace() throws Exception {
    DhtClient client = client();
    client.close();
    client.close();
    SignedPacket packet = sign(newKey(), 50);
    assertFailsWith(CLOSED, client.resolveMostRecent(packet.key(), early -> {}));
    assertFailsWith(CLOSED, client.publish(packet, Expected.any()));
  }

  @Test
  public void oneClientIsClosedAndTheOthersGoOn() throws Exception {
    DhtClient closed = client();
    DhtClient open = client();
    SignedPacket packet = sign(newKey(), 50);
    await(closed.publish(packet, Expected.any()));
    closed.close();
    assertEquals(Optional.of(packet), newest(open, packet));
  }

  @Test
  public void cancellingAnOperationLeavesTheOthersAlone() throws Exception {
    DhtClient client = client();
    SignedPacket packet = sign(newKey(), 50);
    await(client.publish(packet, Expected.any()));
    for (int i = 0; i < 10; i++) {
      CompletionStage<Resolution> kept = client.resolveMostRecent(packet.key(), early -> {});
      client.resolveMostRecent(packet.key(), early -> {}).toCompletableFuture().cancel(true);
      assertEquals(Optional.of(packet), await(kept).newest());
    }
    client.publish(sign(newKey(), 50), Expected.any()).toCompletableFuture().cancel(true);
    assertEquals(Optional.of(packet), newest(client, packet));
  }

  @Test
  public void aCancelledOperationTellsNothingMore() throws Exception {
    SignedPacket packet = sign(newKey(), 50);
    await(client().publish(packet, Expected.any()));
    HeldExecutor held = new HeldExecutor();
    DhtClient client = opened(newClient(context(held)));

    List<SignedPacket> early = new ArrayList<>(); // only this thread runs callbacks
    CompletionStage<Resolution> cancelled = client.resolveMostRecent(packet.key(), early::add);
    held.awaitTask(patience());
    cancelled.toCompletableFuture().cancel(true);
    CompletionStage<Resolution> kept = client.resolveMostRecent(packet.key(), packets -> {});
    held.runUntil(() -> isDone(kept), patience());

    assertEquals(List.of(), early, "told of a packet after it was cancelled");
    assertEquals(Optional.of(packet), await(kept).newest());
  }

  @Test
  public void manyThreadsMayUseOneClient() throws Exception {
    DhtClient client = client();
    List<CompletableFuture<Optional<SignedPacket>>> results = new ArrayList<>();
    List<SignedPacket> packets = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      SignedPacket packet = sign(newKey(), 100);
      packets.add(packet);
      results.add(
          CompletableFuture.supplyAsync(() -> client.publish(packet, Expected.any()))
              .thenCompose(stage -> stage)
              .thenCompose(receipt -> client.resolveMostRecent(packet.key(), early -> {}))
              .thenApply(Resolution::newest));
    }
    for (int i = 0; i < packets.size(); i++) {
      assertEquals(Optional.of(packets.get(i)), await(results.get(i)));
    }
  }

  @Test
  public void writesThatMeetUnderOneKeyLoseNoMoreThanTheRace() throws Exception {
    DhtClient client = client();
    KeyPair key = newKey();
    List<SignedPacket> packets = new ArrayList<>();
    List<CompletionStage<PublishReceipt>> writes = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      packets.add(sign(key, 50));
    }
    for (SignedPacket packet : packets) {
      writes.add(client.publish(packet, Expected.any()));
    }
    List<SignedPacket> stored = new ArrayList<>();
    for (int i = 0; i < packets.size(); i++) {
      try {
        await(writes.get(i));
        stored.add(packets.get(i));
      } catch (ExecutionException e) {
        DhtException failure = assertInstanceOf(DhtException.class, e.getCause());
        assertTrue(failure.reason().isConcurrency(), failure.toString());
      }
    }
    assertFalse(stored.isEmpty());
    Optional<SignedPacket> newest = newest(client(), packets.get(0));
    assertTrue(newest.isPresent() && stored.contains(newest.get()), () -> newest + " of " + stored);
  }

  private DhtClient client() throws Exception {
    return opened(newClient(context()));
  }

  private DhtClient clientOfSilentStore() throws Exception {
    Optional<DhtClient> client = newClientOfSilentStore(context());
    assumeTrue(client.isPresent(), "this kind of store cannot be silent");
    return opened(client.get());
  }

  private Optional<SignedPacket> newest(DhtClient client, SignedPacket packet) throws Exception {
    return await(client.resolveMostRecent(packet.key(), early -> {})).newest();
  }

  private KeyPair newKey() {
    return KeyPair.generate(ambient.random());
  }

  /**
   * What the packets of these tests carry.
   *
   * @param size how many bytes are wanted
   * @return random bytes unless overridden, by a test of a store that takes nothing but DNS packets
   */
  protected Bytes payload(int size) {
    byte[] payload = new byte[size];
    ambient.random().nextBytes(payload);
    return Bytes.of(payload);
  }

  private SignedPacket sign(KeyPair key, int payloadSize) {
    return SignedPacket.sign(key, timestamps.next(), payload(payloadSize));
  }

  private void assertFailsWith(DhtException.Reason reason, CompletionStage<?> stage) {
    DhtException failure = assertInstanceOf(DhtException.class, failureOf(stage));
    assertEquals(reason, failure.reason(), failure.toString());
  }
}
