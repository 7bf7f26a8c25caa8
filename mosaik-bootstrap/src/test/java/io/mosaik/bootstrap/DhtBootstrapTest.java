package io.mosaik.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Dialect;
import io.mosaik.api.Digest;
import io.mosaik.api.KeyPair;
import io.mosaik.api.NetworkId;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerEntry;
import io.mosaik.api.PeerId;
import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.DhtClientProvider;
import io.mosaik.api.spi.DiscoverySink;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.NodeContext;
import io.mosaik.api.spi.PeerPinger;
import io.mosaik.api.spi.PeerPingerProvider;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import io.mosaik.api.time.Ambient;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.bootstrap.model.BootstrapException;
import io.mosaik.bootstrap.model.BootstrapSettings;
import io.mosaik.bootstrap.model.Chain;
import io.mosaik.bootstrap.model.KnownPeer;
import io.mosaik.bootstrap.model.ScanReport;
import io.mosaik.bootstrap.model.Slot;
import io.mosaik.bootstrap.model.Verdict;
import io.mosaik.bootstrap.record.PeerRecord;
import io.mosaik.bootstrap.record.SlotContent;
import io.mosaik.visitors.BusyPinger;
import io.mosaik.visitors.FlakyDht;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** The node as its user sees it, with real threads, over a DHT and pingers in memory. */
class DhtBootstrapTest {

  private final Random random = new Random(20);
  private final MemoryDht dht = new MemoryDht();
  private final MemoryPinger.Neighbourhood neighbourhood = new MemoryPinger.Neighbourhood();
  private final EventLog log = new EventLog();

  /** A thread whose pool has ended may take a moment to end itself, not more. */
  @AfterEach
  void noThreadIsLeft() throws InterruptedException {
    Set<String> left = new TreeSet<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("mosaik-")) {
        thread.join(TimeUnit.SECONDS.toMillis(5));
        if (thread.isAlive()) {
          left.add(thread.getName());
        }
      }
    }
    assertEquals(Set.of(), left);
  }

  @Test
  void twoNodesThatShareANameFindEachOther() throws Exception {
    EventLog otherLog = new EventLog();
    try (DhtBootstrap first = start(builder(log, "127.0.0.1:1001"));
        DhtBootstrap second = start(builder(otherLog, "127.0.0.1:1002"))) {
      log.await(BootstrapEvent.PeerDiscovered.class, e -> e.address().equals(second.address()));
      otherLog.await(BootstrapEvent.PeerDiscovered.class, e -> e.address().equals(first.address()));
      // Others can read a record before its writer knows that it was stored.
      log.await(BootstrapEvent.SlotClaimed.class);
      otherLog.await(BootstrapEvent.SlotClaimed.class);
      assertTrue(first.heldSlot().isPresent());
      assertNotEquals(first.heldSlot(), second.heldSlot());
      assertEquals(16, first.lastReport().orElseThrow().slots().size());
    }
  }

  @Test
  void p12ClosingEmptiesOurSlotSoThatARestartTakesOneAtOnce() throws Exception {
    KeyPair keys = KeyPair.generate(random);
    DhtBootstrap first = start(builder(log, "127.0.0.1:1001").identity(keys));
    log.await(BootstrapEvent.SlotClaimed.class);
    first.close();
    first.close();
    assertEquals(1, dht.packets.size());
    assertEquals(
        SlotContent.Vacant.INSTANCE, PeerRecord.decode(dht.packets.values().iterator().next()));
    EventLog later = new EventLog();
    try (DhtBootstrap again = start(builder(later, "127.0.0.1:1001").identity(keys))) {
      later.await(BootstrapEvent.SlotClaimed.class);
      assertEquals(keys.peerId(), again.id());
    }
  }

  @Test
  void r01DisabledStartsNothingAndFindsNobody() {
    try (DhtBootstrap idle =
        DhtBootstrap.builder()
            .network("my-app")
            .addresses(TransportAddress.parseIp("192.0.2.1:1"))
            .enabled(false)
            .classLoader(new ClassLoader(null) {}) // there would not even be a client
            .onEvent(log)
            .start()) {
      idle.scanNow();
      assertEquals(Optional.empty(), idle.lastReport());
      assertEquals(OptionalInt.empty(), idle.heldSlot());
      assertEquals(1, idle.address().addresses().size());
      assertEquals(idle.id(), idle.currentEntry(Dialect.V0_4).entry().id());
    }
    assertTrue(log.all(BootstrapEvent.class).isEmpty());
  }

  @Test
  void withoutAnyClientStartingFailsAndNamesWhatWouldHelp() {
    BootstrapException failure =
        assertThrows(
            BootstrapException.class,
            () ->
                DhtBootstrap.builder()
                    .network("my-app")
                    .classLoader(new ClassLoader(null) {})
                    .start());
    assertEquals(BootstrapException.Reason.NO_DHT_CLIENT, failure.reason());
    assertTrue(failure.getMessage().contains("io.mosaik:mosaik-dht"), failure::getMessage);
    assertTrue(failure.getMessage().contains("io.mosaik:mosaik-pkarr"), failure::getMessage);
  }

  @Test
  void aNodeNeedsANetwork() {
    assertThrows(IllegalArgumentException.class, () -> DhtBootstrap.builder().start());
  }

  @Test
  void r03AClientThatCannotBeMadeIsTriedAgain(@TempDir Path directory) throws Exception {
    String property = "io.mosaik.bootstrap.test.flaky";
    try (URLClassLoader loader = stranger(directory, DhtClientProvider.class, FlakyDht.class);
        DhtBootstrap node =
            DhtBootstrap.builder()
                .network("my-app")
                .addresses(TransportAddress.parseIp("127.0.0.1:9"))
                .classLoader(loader)
                .option("flaky", "tell-when-closed", property)
                .pinging(false)
                .onEvent(log)
                .start()) {
      BootstrapEvent.Warning warning = log.await(BootstrapEvent.Warning.class);
      assertTrue(warning.message().contains("no socket"), warning::message);
      log.await(BootstrapEvent.SlotClaimed.class);
      ScanReport report = node.lastReport().orElseThrow();
      assertTrue(report.remarks().get(0).contains("no socket"), report::toString);
    }
    assertEquals("closed", System.clearProperty(property), "what a provider made is closed");
  }

  @Test
  void anAttemptThatFailsInAnUnforeseenWayIsFollowedByAnother(@TempDir Path directory)
      throws Exception {
    AtomicInteger failures = new AtomicInteger();
    String property = "io.mosaik.bootstrap.test.retried";
    try (URLClassLoader loader = stranger(directory, DhtClientProvider.class, FlakyDht.class)) {
      ClassLoader failing =
          new ClassLoader(loader) {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
              if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("on purpose");
              }
              return super.getResources(name);
            }
          };
      try (DhtBootstrap node =
          DhtBootstrap.builder()
              .network("my-app")
              .addresses(TransportAddress.parseIp("127.0.0.1:9"))
              .classLoader(failing)
              .option("flaky", "tell-when-closed", property)
              .pinging(false)
              .onEvent(log)
              .start()) {
        failures.set(1);
        log.await(BootstrapEvent.SlotClaimed.class);
        assertTrue(failures.get() <= 0);
        assertTrue(node.heldSlot().isPresent());
      }
    }
    System.clearProperty(property);
  }

  @Test
  void aPingerThatCannotBeMadeStopsTheStartAndIsNamed(@TempDir Path directory) throws Exception {
    try (URLClassLoader loader = stranger(directory, PeerPingerProvider.class, BusyPinger.class)) {
      DhtBootstrapBuilder builder =
          DhtBootstrap.builder().network("my-app").dhtClient(dht).classLoader(loader);
      BootstrapException failure = assertThrows(BootstrapException.class, builder::start);
      assertEquals(BootstrapException.Reason.PINGER_FAILED, failure.reason());
      assertTrue(failure.getMessage().contains("BusyPinger"), failure::getMessage);
      assertTrue(failure.getMessage().contains("Address already in use"), failure::getMessage);
      builder.pinging(false).start().close();
    }
    assertFalse(dht.closed);
  }

  @Test
  void wrongOptionsFailAtStartBeforeAnythingIsMadeAndNameWhatIsValid(@TempDir Path directory)
      throws Exception {
    try (URLClassLoader path = stranger(directory, DhtClientProvider.class, FlakyDht.class)) {
      assertRefused(
          path,
          "flaky",
          "tell-when-closd",
          "x",
          "'flaky' has no options [tell-when-closd]",
          "[tell-when-closed]");
      assertRefused(path, "flaky", "tell-when-closed", "", "tell-when-closed is empty");
      assertRefused(path, "flakey", "tell-when-closed", "x", "'flakey'", "installed are [flaky");
    }
    assertEquals(List.of(), log.all(BootstrapEvent.class));
  }

  private void assertRefused(
      ClassLoader path, String id, String name, String value, String... said) {
    DhtBootstrapBuilder builder =
        DhtBootstrap.builder()
            .network("my-app")
            .classLoader(path)
            .option(id, name, value)
            .onEvent(log);
    for (Executable start : List.<Executable>of(builder::start, builder::scanOnce)) {
      IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, start);
      for (String part : said) {
        assertTrue(refused.getMessage().contains(part), refused::getMessage);
      }
    }
  }

  @Test
  void aGivenProviderMakesItsInstanceForThisNodeWhichUnwrapsAndClosesIt() throws Exception {
    MemoryPinger[] made = {null};
    PeerPingerProvider provider =
        new PeerPingerProvider() {
          @Override
          public String id() {
            return "mine";
          }

          @Override
          public Set<String> optionNames() {
            return Set.of("listen");
          }

          @Override
          public Optional<PeerPinger> create(NodeContext context) {
            assertEquals(NetworkId.of("my-app"), context.networkId());
            made[0] =
                new MemoryPinger(
                    neighbourhood, TransportAddress.parseIp(context.options().get("listen")));
            return Optional.of(made[0]);
          }
        };
    try (DhtBootstrap node =
        DhtBootstrap.builder()
            .network("my-app")
            .dhtClient(dht)
            .pingerProvider(provider)
            .option("mine", "listen", "192.0.2.1:77")
            .start()) {
      assertEquals(made[0], node.unwrap(MemoryPinger.class));
      assertEquals(dht, node.unwrap(DhtClient.class));
      assertEquals(Set.of("192.0.2.1:77"), texts(node.address()));
      IllegalArgumentException none =
          assertThrows(IllegalArgumentException.class, () -> node.unwrap(String.class));
      assertTrue(none.getMessage().contains(MemoryPinger.class.getName()), none::getMessage);
    }
    assertTrue(made[0].closed);
    assertFalse(dht.closed);
  }

  @Test
  void givenInstancesAreNotClosedAndTheirSubscriptionsEnd() throws Exception {
    MemoryPinger pinger = new MemoryPinger(neighbourhood);
    try (DhtBootstrap node =
        DhtBootstrap.builder()
            .network("my-app")
            .dhtClient(dht)
            .pinger(pinger)
            .onEvent(log)
            .start()) {
      pinger.subscribed.get(10, TimeUnit.SECONDS);
      assertEquals(NetworkId.of("my-app"), node.network());
    }
    assertFalse(dht.closed);
    assertFalse(pinger.closed);
    assertTrue(pinger.listeners.isEmpty(), "the subscription has ended");
  }

  @Test
  void withoutAPingerPeersAreHandedOnUnverifiedAndThatIsSaidOnce() throws Exception {
    PeerAddress peer = put(3, "192.0.2.9:1");
    BlockingQueue<PeerAddress> heard = new LinkedBlockingQueue<>();
    try (DhtBootstrap node =
        DhtBootstrap.builder()
            .network("my-app")
            .dhtClient(dht)
            .classLoader(new ClassLoader(null) {})
            .sink(heard::add)
            .pollIntervals(Duration.ofMillis(20), Duration.ofMillis(20))
            .onEvent(log)
            .start()) {
      assertEquals(peer, heard.poll(10, TimeUnit.SECONDS));
      log.await(BootstrapEvent.ScanFinished.class, scan -> scan.report().number() == 3);
      assertEquals(
          1,
          log.all(BootstrapEvent.Warning.class).stream()
              .filter(warning -> warning.message().contains("UNVERIFIED"))
              .count());
      assertEquals(Verdict.UNREACHABLE, node.lastReport().orElseThrow().slots().get(3).verdict());
    }
  }

  @Test
  void sinksHearOfPeersAndOfRoundTripsAndSayHowManyNeighborsThereAre() throws Exception {
    BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    AtomicInteger asked = new AtomicInteger();
    DiscoverySink sink =
        new DiscoverySink() {
          @Override
          public void peerDiscovered(PeerAddress address) {
            heard.add(address);
          }

          @Override
          public void roundTripSampled(PeerId id, Duration roundTrip) {
            heard.add(roundTrip);
          }

          @Override
          public OptionalInt neighborCount() {
            asked.incrementAndGet();
            return OptionalInt.of(7);
          }
        };
    try (DhtBootstrap other = start(builder(new EventLog(), "127.0.0.1:1002"));
        DhtBootstrap node = start(builder(log, "127.0.0.1:1001").sink(sink))) {
      assertEquals(Duration.ofMillis(1), heard.poll(10, TimeUnit.SECONDS));
      assertEquals(other.address(), heard.poll(10, TimeUnit.SECONDS));
      log.await(BootstrapEvent.ScanFinished.class, scan -> scan.report().number() == 2);
      assertTrue(asked.get() > 0);
      log.await(BootstrapEvent.SlotClaimed.class);
      assertTrue(node.heldSlot().isPresent());
    }
  }

  @Test
  void p11APeerThatPingedUsIsHandedOn() throws Exception {
    MemoryPinger pinger = new MemoryPinger(neighbourhood, TransportAddress.parseIp("127.0.0.1:7"));
    KeyPair keys = KeyPair.generate(random);
    PeerAddress stranger = PeerAddress.of(keys.peerId(), TransportAddress.parseIp("127.0.0.1:8"));
    neighbourhood.entries.put(
        keys.peerId(),
        dialect ->
            io.mosaik.api.SignedPeerEntry.sign(
                keys,
                PeerEntry.of(dialect, NetworkId.of("my-app"), stranger, java.time.Instant.EPOCH)));
    try (DhtBootstrap node =
        DhtBootstrap.builder()
            .network("my-app")
            .dhtClient(dht)
            .pinger(pinger)
            .onEvent(log)
            .start()) {
      log.await(BootstrapEvent.ScanFinished.class);
      pinger.subscribed.get(10, TimeUnit.SECONDS);
      assertEquals(Set.of("127.0.0.1:7"), texts(node.address()));
      pinger.listeners.forEach(listener -> listener.accept(stranger));
      BootstrapEvent.PeerDiscovered found = log.await(BootstrapEvent.PeerDiscovered.class);
      assertEquals(stranger, found.address());
      assertEquals(OptionalInt.empty(), found.slot());
    }
  }

  @Test
  void aOneShotScanShowsAllSlotsWritesNothingAndEnds() throws Exception {
    put(3, "192.0.2.9:1");
    int before = dht.packets.size();
    ScanReport report =
        DhtBootstrap.builder()
            .network("my-app")
            .dhtClient(dht)
            .pinger(new MemoryPinger(neighbourhood))
            .scanOnce()
            .get(10, TimeUnit.SECONDS);
    assertEquals(16, report.slots().size());
    assertEquals(Verdict.DEAD, report.slots().get(3).verdict());
    assertEquals(before, dht.packets.size());
    awaitNoThreads();
  }

  @Test
  void aOneShotScanWithoutPingsAsksNobody() throws Exception {
    put(3, "192.0.2.9:1");
    ScanReport report =
        DhtBootstrap.builder()
            .network("my-app")
            .dhtClient(dht)
            .pinging(false)
            .onEvent(log)
            .scanOnce()
            .get(10, TimeUnit.SECONDS);
    assertEquals(Verdict.UNREACHABLE, report.slots().get(3).verdict());
    assertTrue(log.all(BootstrapEvent.Warning.class).isEmpty());
    awaitNoThreads();
  }

  @Test
  void r12ANewConfiguredAddressIsSoonInOurRecord() throws Exception {
    try (DhtBootstrap node =
        start(builder(log, "127.0.0.1:1001").addresses(TransportAddress.parseIp("127.0.0.1:1")))) {
      log.await(BootstrapEvent.SlotConfirmed.class);
      node.configureAddresses(List.of(TransportAddress.parseIp("127.0.0.1:2002")));
      BootstrapEvent.SlotClaimed update =
          log.await(
              BootstrapEvent.SlotClaimed.class,
              claim -> texts(claim.address()).contains("127.0.0.1:2002"));
      assertFalse(texts(update.address()).contains("127.0.0.1:1"), update::toString);
      assertThrows(
          IllegalArgumentException.class,
          () -> node.configureAddresses(List.of(TransportAddress.parseIp("0.0.0.0:1"))));
    }
  }

  @Test
  void p09OurEntryComesInBothDialectsWithOurVersionAsATagAndRises() {
    Digest tag = Digest.of("colour");
    try (DhtBootstrap node =
        DhtBootstrap.builder()
            .network("my-app")
            .dhtClient(dht)
            .pinging(false)
            .tags(Set.of(tag))
            .start()) {
      PeerEntry old = node.currentEntry(Dialect.V0_3).entry();
      PeerEntry young = node.currentEntry(Dialect.V0_4).entry();
      assertEquals("0.3.17", old.protocol());
      assertEquals("0.4.2", young.protocol());
      assertTrue(young.updatedMillis() > old.updatedMillis());
      assertEquals(2, old.tags().size());
      assertTrue(old.tags().contains(tag));
    }
  }

  @Test
  void r49APacketOfAnotherKeyIsNotBelievedAndTheLiarIsNamed() throws Exception {
    SignedPacket foreign = dhtPacket(9, "192.0.2.9:1");
    DhtClient liar = new Impostor(foreign);
    ScanReport report =
        DhtBootstrap.builder()
            .network("my-app")
            .dhtClient(liar)
            .pinging(false)
            .onEvent(log)
            .scanOnce()
            .get(10, TimeUnit.SECONDS);
    assertEquals(15, report.count(Verdict.UNKNOWN), report::toString);
    log.await(BootstrapEvent.Warning.class, warning -> warning.message().contains("impostor"));
    awaitNoThreads();
  }

  @Test
  void aClientThatThrowsAndOneThatHangsHurtNobodyElse() throws Exception {
    DhtClient hanging = new Impostor(null);
    try (DhtBootstrap node =
        start(
            builder(log, "127.0.0.1:1001")
                .dhtClient(hanging)
                .settings(
                    s ->
                        s.with(
                            new BootstrapSettings.Polling(
                                Duration.ofMillis(50),
                                Duration.ofMillis(50),
                                Duration.ofMillis(300)))))) {
      log.await(BootstrapEvent.SlotClaimed.class);
      assertTrue(node.heldSlot().isPresent());
    }
  }

  @Test
  void anErrorWithinTheNodeDoesNotStopIt() throws Exception {
    AtomicInteger failures = new AtomicInteger();
    Ambient system = Ambient.system();
    InstantSource failing =
        () -> {
          if (failures.getAndDecrement() > 0) {
            throw new LinkageError("on purpose");
          }
          return system.wallClock().instant();
        };
    Ambient ambient = new Ambient(system.monotonic(), failing, system.random());
    try (DhtBootstrap node = start(builder(log, "127.0.0.1:1001").ambient(ambient))) {
      log.await(BootstrapEvent.SlotConfirmed.class);
      long before = node.lastReport().orElseThrow().number();
      failures.set(3); // at least the timer of the core and a look around
      log.await(BootstrapEvent.ScanFinished.class, scan -> scan.report().number() > before + 2);
      assertTrue(failures.get() <= 0);
      node.configureAddresses(List.of(TransportAddress.parseIp("127.0.0.1:2002")));
      log.await(
          BootstrapEvent.SlotClaimed.class,
          claim -> texts(claim.address()).contains("127.0.0.1:2002"));
    }
  }

  @Test
  void aListenerThatThrowsHurtsNobody() throws Exception {
    DhtBootstrapBuilder builder = builder(log, "127.0.0.1:1001");
    builder.onEvent(
        event -> {
          throw new IllegalStateException("on purpose");
        });
    try (DhtBootstrap node = start(builder)) {
      log.await(BootstrapEvent.ScanFinished.class, scan -> scan.report().number() == 2);
      assertTrue(node.lastReport().isPresent());
    }
  }

  @Test
  void aPeerThatIsGoneLeavesTheViewBeforeListenersAndSinksHearOfIt() throws Exception {
    BlockingQueue<PeerAddress> lostToSink = new LinkedBlockingQueue<>();
    DiscoverySink sink =
        new DiscoverySink() {
          @Override
          public void peerDiscovered(PeerAddress address) {}

          @Override
          public void peerLost(PeerAddress address) {
            lostToSink.add(address);
          }
        };
    CompletableFuture<DhtBootstrap> self = new CompletableFuture<>();
    BlockingQueue<List<KnownPeer>> views = new LinkedBlockingQueue<>();
    DhtBootstrapBuilder builder =
        builder(log, "127.0.0.1:1001")
            .sink(sink)
            .onEvent(
                event -> {
                  if (event instanceof BootstrapEvent.PeerLost) {
                    views.add(self.join().peers());
                  }
                });
    DhtBootstrap first = start(builder);
    self.complete(first);
    DhtBootstrap second = start(builder(new EventLog(), "127.0.0.1:1002"));
    log.await(BootstrapEvent.PeerAdded.class, added -> added.peer().id().equals(second.id()));
    assertEquals(second.id(), first.peers().get(0).id());
    PeerId gone = second.id();
    neighbourhood.entries.remove(gone);
    second.close();
    BootstrapEvent.PeerLost lost = log.await(BootstrapEvent.PeerLost.class);
    assertEquals(gone, lost.peer().id());
    assertEquals(BootstrapEvent.LossReason.SILENT, lost.reason());
    assertEquals(List.of(), views.poll(10, TimeUnit.SECONDS));
    assertEquals(gone, lostToSink.poll(10, TimeUnit.SECONDS).id());
    first.close();
    assertEquals(List.of(), first.peers());
  }

  // ---- helpers

  private DhtBootstrapBuilder builder(EventLog events, String listening) {
    return DhtBootstrap.builder()
        .network("my-app")
        .identity(KeyPair.generate(random))
        .dhtClient(dht)
        .pinger(new MemoryPinger(neighbourhood, TransportAddress.parseIp(listening)))
        .pollIntervals(Duration.ofMillis(50), Duration.ofMillis(50))
        .onEvent(events);
  }

  private DhtBootstrap start(DhtBootstrapBuilder builder) {
    DhtBootstrap node = builder.start();
    neighbourhood.entries.put(node.id(), node::currentEntry);
    return node;
  }

  private PeerAddress put(int slot, String address) {
    SignedPacket packet = dhtPacket(slot, address);
    dht.packets.put(packet.key(), packet);
    return ((SlotContent.Peer) PeerRecord.decode(packet)).address();
  }

  private SignedPacket dhtPacket(int slot, String address) {
    Slot where = Chain.of(NetworkId.of("my-app")).slot(slot);
    PeerAddress peer =
        PeerAddress.of(KeyPair.generate(random).peerId(), TransportAddress.parseIp(address));
    Timestamp now = Timestamp.of(io.mosaik.api.time.Ambient.system().wallClock().instant());
    return SignedPacket.sign(where.keys(), now, PeerRecord.encode(where.key(), peer));
  }

  private static Set<String> texts(PeerAddress address) {
    return address.addresses().stream().map(Object::toString).collect(Collectors.toSet());
  }

  /** Sees a provider, and has its own copy of it: it is no part of our module. */
  private static <P> URLClassLoader stranger(Path directory, Class<P> spi, Class<? extends P> type)
      throws IOException {
    Path services = Files.createDirectories(directory.resolve("META-INF/services"));
    Files.writeString(services.resolve(spi.getName()), type.getName());
    String prefix = type.getName();
    return new URLClassLoader(
        new URL[] {directory.toUri().toURL()}, DhtBootstrapTest.class.getClassLoader()) {
      @Override
      protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(prefix)) {
          return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
          Class<?> loaded = findLoadedClass(name);
          return loaded != null ? loaded : defineCopy(name);
        }
      }

      private Class<?> defineCopy(String name) throws ClassNotFoundException {
        String file = "/" + name.replace('.', '/') + ".class";
        try (InputStream in = DhtBootstrapTest.class.getResourceAsStream(file)) {
          byte[] bytes = in.readAllBytes();
          return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
          throw new ClassNotFoundException(name, e);
        }
      }
    };
  }

  private static void awaitNoThreads() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("mosaik-")) {
        thread.join(10_000);
      }
    }
  }

  /** Returns the same packet for every key, or nothing ever. */
  private record Impostor(SignedPacket packet) implements DhtClient {

    @Override
    public String name() {
      return "impostor";
    }

    @Override
    public CompletionStage<Resolution> resolveMostRecent(
        PublicKey key, Consumer<SignedPacket> early) {
      return packet == null
          ? new CompletableFuture<>()
          : CompletableFuture.completedFuture(new Resolution(Optional.of(packet), 20, 20, true));
    }

    @Override
    public CompletionStage<PublishReceipt> publish(SignedPacket packet, Expected expected) {
      throw new IllegalStateException("on purpose");
    }

    @Override
    public boolean supportsCompareAndSwap() {
      return false;
    }

    @Override
    public void close() {}
  }
}
