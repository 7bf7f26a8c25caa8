package io.mosaik.bootstrap.scan;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.SignedPacket;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.bootstrap.model.Slot;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/** Collects commands until the shell fetches them. Confined to the core's thread. */
final class Outbox {

  /** What is worth one warning in the life of a node. */
  enum Trouble {
    NO_PINGER,
    NO_ADDRESS,
    CLOCKS_DIFFER
  }

  private final Queue<Command> commands = new ArrayDeque<>();
  private final Set<Trouble> warned = EnumSet.noneOf(Trouble.class);
  private long lastId;

  long read(Slot slot) {
    commands.add(new Command.Read(++lastId, slot));
    return lastId;
  }

  long write(Slot slot, SignedPacket packet, Expectations expected) {
    commands.add(new Command.Write(++lastId, slot, packet, expected));
    return lastId;
  }

  long ping(PeerAddress address, Duration timeout) {
    commands.add(new Command.Ping(++lastId, address, timeout));
    return lastId;
  }

  void abandon(long id) {
    commands.add(new Command.Abandon(id));
  }

  void tell(BootstrapEvent event) {
    commands.add(new Command.Tell(event));
  }

  /** Warns of some trouble, once in the life of the node. */
  void warnOnce(Trouble trouble, String message) {
    if (warned.add(trouble)) {
      tell(new BootstrapEvent.Warning(message));
    }
  }

  void sample(PeerId peer, Duration roundTrip) {
    commands.add(new Command.Sample(peer, roundTrip));
  }

  void left() {
    commands.add(Command.Left.INSTANCE);
  }

  Optional<Command> poll() {
    return Optional.ofNullable(commands.poll());
  }
}
