package io.mosaik.dht.node;

import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtException;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.net.InetAddress;
import java.util.List;

/**
 * What a node tells its owner.
 *
 * <p>Immutable, as are all its kinds.
 */
public sealed interface Event {

  /** Calls the method of the handler that fits this event. */
  void handleWith(EventHandler handler);

  /** A lookup has found a packet that is better than all before. */
  record Improved(Command.Resolve request, SignedPacket packet) implements Event {
    @Override
    public void handleWith(EventHandler handler) {
      handler.improved(this);
    }
  }

  /**
   * A request has come to its end.
   *
   * @param <R> the result
   */
  record Completed<R>(Command.Request<R> request, R result) implements Event {
    @Override
    public void handleWith(EventHandler handler) {
      handler.completed(this);
    }
  }

  /** A request could not be carried out. */
  record Failed(Command.Request<?> request, DhtException failure) implements Event {
    @Override
    public void handleWith(EventHandler handler) {
      handler.failed(this);
    }
  }

  /**
   * We have found our place in the network.
   *
   * @param knownNodes how many nodes the table holds
   */
  record Joined(int knownNodes) implements Event {
    @Override
    public void handleWith(EventHandler handler) {
      handler.joined(this);
    }
  }

  /** We know nobody: where can we enter the network? To be answered by {@link Command.Contacts}. */
  record ContactsWanted() implements Event {
    @Override
    public void handleWith(EventHandler handler) {
      handler.contactsWanted(this);
    }
  }

  /** The table was looked over, as it is every few minutes: a good moment to save it. */
  record TableTidied() implements Event {
    @Override
    public void handleWith(EventHandler handler) {
      handler.tableTidied(this);
    }
  }

  /** Enough nodes agree on what our own address is. */
  record ExternalAddress(InetAddress address) implements Event {
    @Override
    public void handleWith(EventHandler handler) {
      handler.externalAddress(this);
    }
  }

  /** We have another id, because the old one did not fit our address (BEP 42). */
  record Renamed(NodeId id) implements Event {
    @Override
    public void handleWith(EventHandler handler) {
      handler.renamed(this);
    }
  }

  /** We answer others from now on, or no longer (BEP 43). */
  record ServingChanged(boolean serving) implements Event {
    @Override
    public void handleWith(EventHandler handler) {
      handler.servingChanged(this);
    }
  }

  /** Somebody has told of nodes of the other family (BEP 32): for our sibling. */
  record NodesOfOtherFamily(List<NodeInfo> nodes) implements Event {

    /** Copies the list. */
    public NodesOfOtherFamily {
      nodes = List.copyOf(nodes);
    }

    @Override
    public void handleWith(EventHandler handler) {
      handler.nodesOfOtherFamily(this);
    }
  }
}
