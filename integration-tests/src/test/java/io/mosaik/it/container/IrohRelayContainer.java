package io.mosaik.it.container;

import io.mosaik.testkit.container.PrivateDht;
import io.mosaik.testkit.container.TestRun;
import java.util.concurrent.TimeoutException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** An iroh relay in plain HTTP: no Rust node comes online without one. */
final class IrohRelayContainer extends GenericContainer<IrohRelayContainer> {

  private static final int PORT = 3340;

  private final PrivateDht dht;

  IrohRelayContainer(PrivateDht dht) throws InterruptedException, TimeoutException {
    super(RustMosaikContainer.image());
    this.dht = dht;
    TestRun.current().own(this).withNetwork(dht.network());
    withCommand("iroh-relay", "--bind", "0.0.0.0:" + PORT);
    waitingFor(Wait.forLogMessage(".*\"event\":\"listening\".*\\n", 1));
  }

  /** Where nodes of the same network find it. */
  String url() {
    return "http://" + Docker.address(this, dht.network().getId()) + ":" + PORT;
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
