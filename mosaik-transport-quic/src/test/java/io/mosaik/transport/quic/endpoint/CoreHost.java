package io.mosaik.transport.quic.endpoint;

import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.connection.Datagram;
import java.util.Optional;

/** A host that takes part as it should: an endpoint without an application. */
class CoreHost implements VirtualNetwork.Host {

  private final EndpointCore core;

  CoreHost(EndpointCore core) {
    this.core = core;
  }

  @Override
  public void receive(Datagram datagram, Deadline now) {
    core.receive(datagram, now);
  }

  @Override
  public void expire(Deadline now) {
    core.expire(now);
  }

  @Override
  public Optional<Datagram> pollTransmit(Deadline now) {
    while (core.pollEvent(now).isPresent()) {
      continue; // nobody is interested
    }
    return core.pollTransmit(now);
  }

  @Override
  public Deadline nextDeadline() {
    return core.nextDeadline();
  }
}
