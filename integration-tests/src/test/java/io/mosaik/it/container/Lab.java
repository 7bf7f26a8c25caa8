package io.mosaik.it.container;

import io.mosaik.it.stranger.Stranger;
import io.mosaik.testkit.container.PrivateDht;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What the suites share, so that each need not wait for its own: a private DHT and a relay, started
 * when first asked for, ended after the last suite. As an extension it skips suites where there are
 * no containers, and prints how long each took.
 */
final class Lab implements BeforeAllCallback, AfterAllCallback {

  /** As many as store the record of a slot. */
  static final int DHT_NODES = 20;

  private static PrivateDht dht;
  private static IrohRelayContainer relay;
  private static int networks;

  private long began;

  @Override
  public void beforeAll(ExtensionContext suite) throws Exception {
    Stranger.CONTAINERS.assumePresent();
    Base.choose();
    suite
        .getRoot()
        .getStore(ExtensionContext.Namespace.GLOBAL)
        .computeIfAbsent(Lab.class, lab -> (AutoCloseable) Lab::end);
    began = System.nanoTime();
  }

  @Override
  public void afterAll(ExtensionContext suite) {
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    System.out.println(
        "suite " + suite.getRequiredTestClass().getSimpleName() + ": " + took.toSeconds() + " s");
  }

  /** A suite that is run once more after all others starts again from nothing. */
  private static synchronized void end() {
    if (relay != null) {
      relay.stop();
      relay = null;
    }
    if (dht != null) {
      dht.stop();
      dht = null;
    }
  }

  /** A private DHT of {@value #DHT_NODES} nodes. */
  static synchronized PrivateDht dht() {
    if (dht == null) {
      long start = System.nanoTime();
      PrivateDht starting = new PrivateDht(DHT_NODES).withEach(Docker::mayCutLinks);
      starting.start();
      dht = starting;
      System.out.println(
          "private DHT of "
              + DHT_NODES
              + " nodes: "
              + (System.nanoTime() - start) / 1_000_000
              + " ms");
    }
    return dht;
  }

  /** A relay for Rust nodes on that DHT. */
  static synchronized IrohRelayContainer relay() throws InterruptedException, TimeoutException {
    if (relay == null) {
      IrohRelayContainer starting = new IrohRelayContainer(dht());
      starting.start();
      relay = starting;
    }
    return relay;
  }

  /** A name that no other network has. */
  static synchronized String network(String story) {
    return story + "-" + ++networks + "-" + ProcessHandle.current().pid();
  }
}
