package io.mosaik.visitors;

import io.mosaik.api.spi.NodeContext;
import io.mosaik.api.spi.PeerPinger;
import io.mosaik.api.spi.PeerPingerProvider;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.util.Optional;

/** Somebody else's pinger whose port is always in use. */
public final class BusyPinger implements PeerPingerProvider {

  /** For the service loader. */
  public BusyPinger() {}

  @Override
  public String id() {
    return "busy";
  }

  @Override
  public Optional<PeerPinger> create(NodeContext context) {
    throw new UncheckedIOException(new BindException("Address already in use"));
  }
}
