package com.example.springboot;

import io.mosaik.api.KeyPair;
import io.mosaik.api.time.Ambient;
import io.mosaik.bootstrap.DhtBootstrap;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.dht.Dht;
import io.mosaik.dht.DhtConfig;
import io.mosaik.dht.TestNetwork;
import io.mosaik.pkarr.PkarrRelayClient;
import io.mosaik.relay.PkarrRelay;
import io.mosaik.transport.quic.QuicEndpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** A Spring Boot application that uses mosaik as the README shows it. */
@SpringBootApplication
public class Application {

  private static final int TIMEOUT_SECONDS = 60;

  /**
   * Runs the application.
   *
   * @param arguments {@code meet} or {@code parts}
   */
  public static void main(String[] arguments) {
    SpringApplication.run(Application.class, arguments).close();
  }

  @Bean
  CommandLineRunner runner() {
    return arguments -> {
      switch (arguments[0]) {
        case "meet" -> meet();
        case "parts" -> parts();
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    };
  }

  /** Two nodes discover each other on a private DHT. */
  private static void meet() throws Exception {
    try (TestNetwork network = TestNetwork.start(10)) {
      InetSocketAddress entry = network.bootstrapAddresses().get(0);
      String bootstrap = entry.getAddress().getHostAddress() + ":" + entry.getPort();
      CountDownLatch discovered = new CountDownLatch(2);
      try (DhtBootstrap one = node(bootstrap, discovered);
          DhtBootstrap two = node(bootstrap, discovered)) {
        if (!discovered.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
          throw new IllegalStateException(one.lastReport() + "\n" + two.lastReport());
        }
        System.out.println(one.id() + " and " + two.id() + " discovered each other");
      }
    }
  }

  private static DhtBootstrap node(String bootstrap, CountDownLatch discovered) {
    Set<Object> peers = ConcurrentHashMap.newKeySet();
    return DhtBootstrap.builder()
        .network("spring-boot")
        .option("mainline-dht", "bootstrap", bootstrap)
        .onEvent(
            event -> {
              if (event instanceof BootstrapEvent.PeerDiscovered peer
                  && peers.add(peer.address().id())) {
                discovered.countDown();
              }
            })
        .start();
  }

  /** Starts each part by itself, and says what becomes of it. */
  private static void parts() {
    InetSocketAddress bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    DhtConfig config = DhtConfig.builder().bindAddress(bind).bootstrap(List.of()).build();
    KeyPair keys = KeyPair.generate(Ambient.system().random());
    start("TestNetwork", () -> TestNetwork.start(1));
    start("Dht", () -> Dht.start(config, Ambient.system()));
    start(
        "QuicEndpoint",
        () -> {
          QuicEndpoint endpoint =
              QuicEndpoint.builder(keys)
                  .bind(bind)
                  .start()
                  .toCompletableFuture()
                  .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
          return endpoint::close;
        });
    start(
        "PkarrRelay",
        () ->
            PkarrRelay.over(PkarrRelayClient.builder().relays("http://127.0.0.1:1").start())
                .bind(bind)
                .start());
    start("DhtBootstrap", () -> node("127.0.0.1:1", new CountDownLatch(1)));
  }

  private static void start(String part, Callable<? extends AutoCloseable> starting) {
    try (AutoCloseable started = starting.call()) {
      System.out.println(part + " started");
    } catch (Throwable refused) {
      System.out.println(part + " refused: " + refused);
    }
  }
}
