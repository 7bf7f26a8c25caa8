package com.example.app;

import com.example.foreign.PeerList;
import io.mosaik.bootstrap.DhtBootstrap;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts two nodes that share nothing but a name, and waits until each has found the other. */
public final class Main {

  private static final int PATIENCE_SECONDS = 60;

  private Main() {}

  /**
   * Exits normally when both have found each other.
   *
   * @param arguments none
   * @throws Exception if they do not find each other
   */
  public static void main(String[] arguments) throws Exception {
    try (DhtBootstrap one = start();
        DhtBootstrap two = start()) {
      tell(one, two);
      tell(two, one);
    }
    for (Class<?> type : List.of(Main.class, DhtBootstrap.class, PeerList.class)) {
      System.out.println(type.getName() + " is in " + type.getModule());
    }
  }

  private static DhtBootstrap start() {
    return DhtBootstrap.builder()
        .network("foreign-app")
        .pollIntervals(Duration.ofMillis(200), Duration.ofSeconds(1))
        .start();
  }

  private static void tell(DhtBootstrap node, DhtBootstrap other) throws Exception {
    var address = PeerList.of(node.id()).found(other.id()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    System.out.println(node.id() + " found " + other.id() + " at " + address.addresses());
  }
}
