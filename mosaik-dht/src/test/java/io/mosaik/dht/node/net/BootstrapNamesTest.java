package io.mosaik.dht.node.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.time.Ambient;
import io.mosaik.dht.node.Counter;
import io.mosaik.dht.node.NodeConfig;
import io.mosaik.dht.node.NodeMode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How a node finds its entrance, and what people may write. */
class BootstrapNamesTest {

  private static final InetSocketAddress LOOPBACK = new InetSocketAddress("127.0.0.1", 0);

  @Test
  void aNameThatDoesNotResolveIsReportedAndTriedAgain() throws Exception {
    MainlineNode server =
        MainlineNode.open(settings(true, List.of()), Ambient.system()).get(10, TimeUnit.SECONDS);
    InetSocketAddress name =
        InetSocketAddress.createUnresolved(
            "entrance.invalid", server.localAddresses().get(0).getPort());
    AtomicInteger asked = new AtomicInteger();
    BootstrapResolver.NameService moody =
        host -> {
          if (asked.incrementAndGet() == 1) {
            throw new UnknownHostException(host);
          }
          return new InetAddress[] {server.localAddresses().get(0).getAddress()};
        };
    MainlineNode client =
        MainlineNode.open(settings(false, List.of(name)), Ambient.system(), moody)
            .get(10, TimeUnit.SECONDS);
    try {
      assertEquals(1, client.joined().get(10, TimeUnit.SECONDS));
      assertEquals(1, client.counters().get(Counter.BOOTSTRAP_FAILURES));
      assertEquals(2, asked.get());
    } finally {
      client.close();
      server.close();
    }
  }

  @Test
  void aNameThatNoLongerResolvesKeepsItsAddresses() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    BootstrapResolver.NameService forgetful =
        host -> {
          if (asked.incrementAndGet() > 1) {
            throw new IllegalStateException("the name service is broken");
          }
          return new InetAddress[] {InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1})};
        };
    InetSocketAddress name = InetSocketAddress.createUnresolved("entrance.invalid", 5);
    BlockingQueue<List<InetSocketAddress>> told = new LinkedBlockingQueue<>();
    List<InetSocketAddress> address = List.of(new InetSocketAddress("192.0.2.1", 5));
    try (BootstrapResolver resolver =
        new BootstrapResolver(List.of(name), forgetful, new io.mosaik.dht.node.Counters())) {
      resolver.resolve(told::add);
      assertEquals(address, told.poll(10, TimeUnit.SECONDS));
      for (int i = 0; i < 2; i++) {
        resolver.resolve(told::add);
        assertEquals(address, told.poll(10, TimeUnit.SECONDS), "at once");
        assertEquals(address, told.poll(10, TimeUnit.SECONDS), "after the failure");
      }
      assertEquals(3, asked.get());
    }
  }

  @Test
  void whoAsksWhileANameIsBeingResolvedIsToldAsWell() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch mayAnswer = new CountDownLatch(1);
    AtomicInteger times = new AtomicInteger();
    BootstrapResolver.NameService slow =
        host -> {
          times.incrementAndGet();
          asked.countDown();
          try {
            assertTrue(mayAnswer.await(10, TimeUnit.SECONDS));
          } catch (InterruptedException closed) {
            throw new UnknownHostException(host);
          }
          return new InetAddress[] {InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1})};
        };
    InetSocketAddress name = InetSocketAddress.createUnresolved("entrance.invalid", 5);
    List<InetSocketAddress> address = List.of(new InetSocketAddress("192.0.2.1", 5));
    BlockingQueue<List<InetSocketAddress>> first = new LinkedBlockingQueue<>();
    BlockingQueue<List<InetSocketAddress>> second = new LinkedBlockingQueue<>();
    try (BootstrapResolver resolver =
        new BootstrapResolver(List.of(name), slow, new io.mosaik.dht.node.Counters())) {
      resolver.resolve(first::add);
      assertTrue(asked.await(10, TimeUnit.SECONDS));
      resolver.resolve(second::add);
      resolver.resolve(second::add);
      mayAnswer.countDown();
      assertEquals(address, first.poll(10, TimeUnit.SECONDS));
      assertEquals(address, second.poll(10, TimeUnit.SECONDS));
      assertEquals(address, second.poll(10, TimeUnit.SECONDS));
      assertEquals(1, times.get());
    }
  }

  @Test
  void addressesNeedNoNameService() {
    BootstrapResolver.NameService none =
        host -> {
          throw new UnknownHostException("asked for " + host);
        };
    InetSocketAddress written = InetSocketAddress.createUnresolved("192.0.2.1", 5);
    InetSocketAddress ipv6 = InetSocketAddress.createUnresolved("2001:db8::1", 5);
    try (BootstrapResolver resolver =
        new BootstrapResolver(List.of(written, ipv6), none, new io.mosaik.dht.node.Counters())) {
      AtomicInteger calls = new AtomicInteger();
      resolver.resolve(
          found -> {
            calls.incrementAndGet();
            assertEquals(
                List.of(
                    new InetSocketAddress("192.0.2.1", 5), new InetSocketAddress("2001:db8::1", 5)),
                found);
          });
      assertEquals(1, calls.get());
    }
  }

  @Test
  void nodesAreWrittenAsHostAndPort() {
    assertEquals(
        InetSocketAddress.createUnresolved("router.example", 6881),
        BootstrapNames.parse(" router.example:6881 "));
    for (String wrong : List.of("router.example", "router.example:0", ":1", "a:b", "a:70000")) {
      assertThrows(IllegalArgumentException.class, () -> BootstrapNames.parse(wrong), wrong);
    }
  }

  @Test
  void withoutOptionsTheProviderMakesAnAdaptiveNodeOfThePublicNetwork() {
    NodeSettings settings = ProviderOptions.settings(Map.of(), Optional.empty());
    assertEquals(BootstrapNames.PUBLIC, settings.bootstrap());
    assertEquals(NodeMode.ADAPTIVE, settings.core().mode());
    assertEquals(List.of(), settings.bindAddresses());
    assertTrue(settings.core().expectsContacts());
  }

  @Test
  void optionsOfTheProviderAreReadAndWrongOnesRefused() {
    NodeSettings settings =
        ProviderOptions.settings(
            Map.of("bootstrap", "a:1, b:2", "bind", "127.0.0.1:77", "mode", "server"),
            Optional.empty());
    assertEquals(
        List.of(BootstrapNames.parse("a:1"), BootstrapNames.parse("b:2")), settings.bootstrap());
    assertEquals(List.of(new InetSocketAddress("127.0.0.1", 77)), settings.bindAddresses());
    assertEquals(NodeMode.SERVER, settings.core().mode());
    for (Map<String, String> wrong :
        List.of(
            Map.of("mode", "both"),
            Map.of("bind", "localhost:1"),
            Map.of("bind", "127.0.0.1"),
            Map.of("bind", "127.0.0.1:1,127.0.0.2:1"),
            Map.of("bootstrap", "nobody"),
            Map.of("bootstrap", "127.0.0.1"),
            Map.of("bootstrap", ""),
            Map.of("bootstrap", "a:1,"),
            Map.of("bind", " "),
            Map.of("table", ""),
            Map.of("boostrap", "a:1"))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> ProviderOptions.settings(wrong, Optional.empty()),
          wrong::toString);
    }
  }

  @Test
  void noBootstrapNodeAtAllHasToBeAskedFor() {
    Map<String, String> none = Map.of("bootstrap", "none");
    assertEquals(List.of(), ProviderOptions.settings(none, Optional.empty()).bootstrap());
  }

  @Test
  void aNodeOfBothFamiliesHasOneAddressOfEach() {
    NodeSettings settings =
        ProviderOptions.settings(
            Map.of("bind", "[::1]:6, 127.0.0.1:4", "bootstrap", "[::1]:9"), Optional.empty());
    assertEquals(
        List.of(new InetSocketAddress("::1", 6), new InetSocketAddress("127.0.0.1", 4)),
        settings.bindAddresses());
    assertEquals(List.of(BootstrapNames.parse("[::1]:9")), settings.bootstrap());
  }

  @Test
  void theKernelsTableTellsDropsInItsLastColumn() {
    List<String> table =
        List.of(
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when drops",
            " 12: 0100007F:1AE1 00000000:0000 07 00000000:00000000 00:00000000 0 0 2 17",
            " 13: 00000000:1AE1 00000000:0000 07 00000000:00000000 00:00000000 0 0 2 4",
            " 14: 00000000000000000000000001000000:1AE1 "
                + "00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 0 0 2 6");
    assertEquals(
        17, KernelDrops.find(new InetSocketAddress("127.0.0.1", 6881), table).orElseThrow());
    assertEquals(4, KernelDrops.find(new InetSocketAddress("0.0.0.0", 6881), table).orElseThrow());
    assertEquals(6, KernelDrops.find(new InetSocketAddress("::1", 6881), table).orElseThrow());
    assertTrue(KernelDrops.find(new InetSocketAddress("127.0.0.1", 1), table).isEmpty());
  }

  private static NodeSettings settings(boolean server, List<InetSocketAddress> bootstrap) {
    return new NodeSettings(
        NodeConfig.defaults(server, !bootstrap.isEmpty()),
        bootstrap,
        List.of(LOOPBACK),
        1 << 16,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
