package com.example.foreign;

import io.mosaik.api.spi.NodeContext;
import io.mosaik.api.spi.PeerPinger;
import io.mosaik.api.spi.PeerPingerProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Gives each node a TCP port at which it answers pings, and from which it asks others. */
public final class TcpPingerProvider implements PeerPingerProvider {

  @Override
  public String id() {
    return "tcp";
  }

  @Override
  public Optional<PeerPinger> create(NodeContext context) {
    try {
      return Optional.of(new TcpPinger(context));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen at " + context.bindAddresses(), e);
    }
  }
}
