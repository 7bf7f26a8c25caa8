package io.mosaik.benchmarks.relay;

import io.mosaik.api.time.Ambient;
import io.mosaik.dht.Dht;
import io.mosaik.dht.DhtConfig;
import io.mosaik.dht.DhtMode;
import io.mosaik.relay.PkarrRelay;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Our relay as {@code mosaik relay --unlimited} runs it, and what it holds in memory. */
public final class RelayUnderTest {

  /** Before the port, on a line of its own: the JVM may have something to say before that. */
  static final String PORT = "port ";

  private RelayUnderTest() {}

  /**
   * Prints its port; then, for each line that it is given, the bytes of heap that are in use after
   * a collection. Ends when its standard input does.
   *
   * @param arguments how many packets to keep, and where to enter the DHT
   */
  public static void main(String[] arguments) throws IOException {
    DhtConfig config =
        DhtConfig.builder()
            .mode(DhtMode.SERVER)
            .bootstrap(Arrays.copyOfRange(arguments, 1, arguments.length))
            .bindAddress(new InetSocketAddress("127.0.0.1", 0))
            .build();
    try (Dht dht = Dht.start(config, Ambient.system());
        PkarrRelay relay =
            PkarrRelay.over(dht)
                .unlimited()
                .cacheCapacity(Integer.parseInt(arguments[0]))
                .start()) {
      System.out.println(PORT + relay.localAddress().getPort());
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
      while (in.readLine() != null) {
        System.gc();
        System.out.println(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
      }
    }
  }
}
