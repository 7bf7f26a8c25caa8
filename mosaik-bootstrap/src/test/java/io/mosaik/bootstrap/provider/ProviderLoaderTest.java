package io.mosaik.bootstrap.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Dialect;
import io.mosaik.api.KeyPair;
import io.mosaik.api.NetworkId;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerEntry;
import io.mosaik.api.SignedPeerEntry;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.DiscoverySink;
import io.mosaik.api.spi.DiscoverySinkProvider;
import io.mosaik.api.spi.NodeContext;
import io.mosaik.api.time.Ambient;
import io.mosaik.api.time.ManualClock;
import io.mosaik.bootstrap.guest.Guest;
import io.mosaik.visitors.Visitors;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProviderLoaderTest {

  private static final KeyPair SELF = KeyPair.fromHex("22".repeat(32));
  private static final NetworkId NETWORK = NetworkId.of("n");

  @TempDir Path directory;
  private final List<URLClassLoader> open = new ArrayList<>();

  @AfterEach
  void closeLoaders() throws IOException {
    for (URLClassLoader loader : open) {
      loader.close();
    }
  }

  @Test
  void providersOnAClassPathAreFound() throws Exception {
    Loaded<DiscoverySink> loaded = onClassPath(Visitors.Good.class, Visitors.Another.class);
    assertEquals(List.of("another-2", "good"), names(loaded));
    assertTrue(loaded.instances().stream().allMatch(Guest::owned));
    assertTrue(loaded.failures().isEmpty());
    assertEquals(Set.of("another-2", "good"), loaded.ids());
  }

  @Test
  void providersInAModuleLayerAreFound() throws Exception {
    ModuleLayer layer =
        VisitorModule.layer(directory, Visitors.Good.class, Visitors.ThrowsInCreate.class);
    Loaded<DiscoverySink> loaded = load(SearchPath.of(layer));
    assertEquals(List.of("good"), names(loaded));
    DiscoverySink made = loaded.instances().get(0).instance();
    assertEquals(VisitorModule.NAME, made.getClass().getModule().getName());
    ProviderFailure failure = onlyFailure(loaded);
    assertEquals(
        Visitors.ThrowsInCreate.class.getName() + " in module visitors", failure.culprit());
  }

  @Test
  void aLayerIsNotSearchedUnlessItIsGiven() throws Exception {
    VisitorModule.layer(directory, Visitors.Good.class);
    Loaded<DiscoverySink> loaded = load(SearchPath.standard());
    assertTrue(loaded.instances().isEmpty());
    assertTrue(loaded.failures().isEmpty());
  }

  @Test
  void inAModuleTheContextClassLoaderDoesNotMatter() throws Exception {
    assertTrue(SearchPath.class.getModule().isNamed(), "this test runs on the module path");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      thread.setContextClassLoader(classPath(Visitors.Good.class.getName()));
      assertTrue(load(SearchPath.standard()).instances().isEmpty());
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void eachProviderSeesItsOwnOptionsOnly() throws Exception {
    Loaded<DiscoverySink> loaded = onClassPath(Visitors.Good.class, Visitors.Another.class);
    assertEquals(
        List.of("Sink[options={}]", "Sink[options={port=1}]"),
        loaded.instances().stream().map(guest -> guest.instance().toString()).toList());
  }

  @Test
  void aProviderThatIsNotConfiguredIsNoFailure() throws Exception {
    Loaded<DiscoverySink> loaded = onClassPath(Visitors.Good.class, Visitors.Unconfigured.class);
    assertEquals(List.of("good"), names(loaded));
    assertTrue(loaded.failures().isEmpty());
    assertEquals(
        Map.of("unconfigured", Visitors.Unconfigured.class.getName() + " on the class path"),
        loaded.notConfigured());
  }

  @Test
  void oneFailingProviderHurtsNoOther() throws Exception {
    Map<Class<?>, ProviderFailure.Kind> failing =
        Map.of(
            Visitors.ThrowsWhenMade.class, ProviderFailure.Kind.UNLOADABLE,
            Visitors.ThrowsInId.class, ProviderFailure.Kind.BAD_ID,
            Visitors.NullId.class, ProviderFailure.Kind.BAD_ID,
            Visitors.BadId.class, ProviderFailure.Kind.BAD_ID,
            Visitors.ThrowsInCreate.class, ProviderFailure.Kind.FAILED,
            Visitors.NullInCreate.class, ProviderFailure.Kind.FAILED);
    Class<?>[] all = new Class<?>[failing.size() + 1];
    failing.keySet().toArray(all);
    all[failing.size()] = Visitors.Good.class;
    Loaded<DiscoverySink> loaded = onClassPath(all);
    assertEquals(List.of("good"), names(loaded));
    assertEquals(failing.size(), loaded.failures().size());
    failing.forEach(
        (type, kind) ->
            assertTrue(
                loaded.failures().stream()
                    .anyMatch(
                        failure ->
                            failure.kind() == kind
                                && failure.culprit().equals(type.getName() + " on the class path")),
                () -> type + " in " + loaded.failures()));
  }

  @Test
  void aFailureTellsTheCause() throws Exception {
    ProviderFailure failure = onlyFailure(onClassPath(Visitors.ThrowsWhenMade.class));
    assertTrue(failure.detail().contains("no licence"), failure::toString);
  }

  @Test
  void anIdThatBreaksTheRulesIsShown() throws Exception {
    ProviderFailure failure = onlyFailure(onClassPath(Visitors.BadId.class));
    assertTrue(failure.detail().contains("'Not Good'"), failure::toString);
  }

  @Test
  void ofSeveralProvidersWithOneIdNoneIsUsed() throws Exception {
    Loaded<DiscoverySink> loaded =
        onClassPath(Visitors.Twin.class, Visitors.Another.class, Visitors.Good.class);
    assertEquals(List.of("another-2"), names(loaded));
    ProviderFailure failure = onlyFailure(loaded);
    assertEquals(ProviderFailure.Kind.DUPLICATE_ID, failure.kind());
    assertEquals(
        Visitors.Good.class.getName()
            + " on the class path and "
            + Visitors.Twin.class.getName()
            + " on the class path",
        failure.culprit());
    assertTrue(failure.detail().contains("'good'"));
  }

  @Test
  void entriesThatCannotBeReadArePassedOver() throws Exception {
    Loaded<DiscoverySink> loaded =
        load(
            SearchPath.of(
                classPath(
                    "io.mosaik.visitors.Missing",
                    Visitors.NoProvider.class.getName(),
                    Visitors.Good.class.getName())));
    assertEquals(List.of("good"), names(loaded));
    assertEquals(2, loaded.failures().size());
    assertTrue(
        loaded.failures().stream()
            .allMatch(failure -> failure.kind() == ProviderFailure.Kind.UNLOADABLE));
    assertTrue(loaded.failures().get(0).detail().contains("Missing"));
    assertTrue(loaded.failures().get(1).detail().contains("NoProvider"));
  }

  @Test
  void aServiceFileThatIsNoneIsAFailure() throws Exception {
    Loaded<DiscoverySink> loaded = load(SearchPath.of(classPath("this is no class name")));
    assertEquals(ProviderFailure.Kind.UNLOADABLE, onlyFailure(loaded).kind());
  }

  @Test
  void aNodeWithoutADhtClientIsToldWhatToAdd() {
    String plain = NoDhtClient.explain(new Loaded<>(List.of(), Map.of(), List.of(), Set.of()));
    assertTrue(plain.contains("io.mosaik:mosaik-dht"), plain);
    assertTrue(plain.contains("io.mosaik:mosaik-pkarr"), plain);
    Loaded<DhtClient> some =
        new Loaded<>(
            List.of(),
            Map.of("pkarr-relay", "x.Relays in module x"),
            List.of(new ProviderFailure("y.Dht", ProviderFailure.Kind.FAILED, "no socket")),
            Set.of("pkarr-relay"));
    String text = NoDhtClient.explain(some);
    assertTrue(text.contains("pkarr-relay (x.Relays in module x)"), text);
    assertTrue(text.contains("y.Dht: no socket"), text);
  }

  @Test
  void aContextTellsWhatTheNodeKnowsButNotItsOptions() {
    NodeContexts contexts = contexts();
    NodeContext context = contexts.of("good");
    assertEquals(NETWORK, context.networkId());
    assertEquals(SELF, context.identity());
    assertEquals(Map.of("port", "1"), context.options());
    assertEquals(Map.of(), contexts.of("unknown").options());
    assertEquals(Dialect.V0_4, context.currentEntry(Dialect.V0_4).entry().dialect());
    assertEquals(Dialect.V0_3, context.configuredDialect());
    assertEquals(contexts.bindAddresses(), context.bindAddresses());
    assertEquals(contexts.ambient(), context.ambient());
    assertEquals(contexts.callbackExecutor(), context.callbackExecutor());
    assertFalse((context + " " + contexts).contains("port"));
  }

  private Loaded<DiscoverySink> onClassPath(Class<?>... providers) throws Exception {
    String[] lines = Arrays.stream(providers).map(Class::getName).toArray(String[]::new);
    return load(SearchPath.of(classPath(lines)));
  }

  private URLClassLoader classPath(String... lines) throws IOException {
    URLClassLoader loader = VisitorModule.classPath(directory, lines);
    open.add(loader);
    return loader;
  }

  private static Loaded<DiscoverySink> load(SearchPath path) {
    return ProviderLoader.load(DiscoverySinkProvider.class, path, contexts()::of);
  }

  private static NodeContexts contexts() {
    ManualClock clock = new ManualClock(Instant.EPOCH);
    return new NodeContexts(
        NETWORK,
        SELF,
        new Ambient(clock, clock, new Random(1)),
        ProviderLoaderTest::entry,
        Dialect.V0_3,
        List.of(new InetSocketAddress(0)),
        false,
        Runnable::run,
        Map.of("good", Map.of("port", "1"), "stranger", Map.of("secret", "2")));
  }

  private static SignedPeerEntry entry(Dialect dialect) {
    PeerAddress address = PeerAddress.of(SELF.peerId());
    return SignedPeerEntry.sign(SELF, PeerEntry.of(dialect, NETWORK, address, Instant.EPOCH));
  }

  private static List<String> names(Loaded<?> loaded) {
    return loaded.instances().stream().map(Guest::name).toList();
  }

  private static ProviderFailure onlyFailure(Loaded<?> loaded) {
    assertEquals(1, loaded.failures().size(), () -> loaded.failures().toString());
    return loaded.failures().get(0);
  }
}
