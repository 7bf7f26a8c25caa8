package io.mosaik.benchmarks;

import io.mosaik.api.time.Ambient;
import io.mosaik.dht.Dht;
import io.mosaik.dht.TestNetwork;
import io.mosaik.relay.PkarrRelay;
import java.io.IOException;

/** Our relay over a private DHT in the same process, as the Rust relay's {@code --testnet}. */
public final class RelayUnderTest {

  private static final int NODES = 10;

  private RelayUnderTest() {}

  /** Prints its port, and ends when its standard input does. */
  public static void main(String[] arguments) throws IOException {
    try (TestNetwork network = TestNetwork.start(NODES);
        Dht dht = Dht.start(network.clientConfig().build(), Ambient.system());
        PkarrRelay relay = PkarrRelay.over(dht).unlimited().start()) {
      System.out.println("port " + relay.localAddress().getPort());
      System.in.readAllBytes();
    }
  }
}
