package io.mosaik.benchmarks.relay;

import com.google.common.net.InetAddresses;
import io.mosaik.dht.TestNetwork;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.stream.Collectors;

/** The private DHT behind all relays, in a process of its own: nobody's processor time. */
public final class DhtUnderTest {

  private static final int NODES = 10;

  private DhtUnderTest() {}

  /**
   * Prints where to enter it, and ends when its standard input does.
   *
   * @param arguments address and port of the first node
   */
  public static void main(String[] arguments) throws IOException {
    try (TestNetwork network =
        TestNetwork.builder()
            .nodes(NODES)
            .address(InetAddresses.forString(arguments[0]))
            .firstPort(Integer.parseInt(arguments[1]))
            .start()) {
      System.out.println(
          network.bootstrapAddresses().stream()
              .map(DhtUnderTest::text)
              .collect(Collectors.joining(" ")));
      System.in.readAllBytes();
    }
  }

  private static String text(InetSocketAddress node) {
    return node.getAddress().getHostAddress() + ":" + node.getPort();
  }
}
