package io.mosaik.dht.node;

import io.mosaik.api.Bytes;
import io.mosaik.api.PublicKey;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import io.mosaik.dht.krpc.BencodedValue;
import io.mosaik.dht.krpc.MutableItem;
import io.mosaik.dht.lookup.SinglePing;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the owner of a node asks it to do.
 *
 * <p>Immutable, as are all its kinds.
 */
public sealed interface Command {

  /** Calls the method of the handler that fits this command. */
  void handleWith(CommandHandler handler);

  /**
   * Where to enter the network: addresses at which there should be nodes. Replaces earlier ones.
   */
  record Contacts(List<InetSocketAddress> addresses) implements Command {

    /** Copies the list. */
    public Contacts {
      addresses = List.copyOf(addresses);
    }

    @Override
    public void handleWith(CommandHandler handler) {
      handler.contacts(this);
    }
  }

  /**
   * Nodes that a node of the other family was told of: perhaps an entrance for one that has none.
   */
  record Hearsay(List<NodeInfo> nodes) implements Command {

    /** Copies the list. */
    public Hearsay {
      nodes = List.copyOf(nodes);
    }

    @Override
    public void handleWith(CommandHandler handler) {
      handler.hearsay(this);
    }
  }

  /** Nodes that our owner vouches for: taken as if they had answered. */
  record Introduce(List<NodeInfo> nodes) implements Command {

    /** Copies the list. */
    public Introduce {
      nodes = List.copyOf(nodes);
    }

    @Override
    public void handleWith(CommandHandler handler) {
      handler.introduce(this);
    }
  }

  /**
   * Gives a request up; nothing more is heard of it.
   *
   * @param id of the request
   */
  record Cancel(long id) implements Command {
    @Override
    public void handleWith(CommandHandler handler) {
      handler.cancel(this);
    }
  }

  /**
   * Something that ends with exactly one {@link Event.Completed} or {@link Event.Failed}, unless it
   * is cancelled.
   *
   * @param <R> the result
   */
  sealed interface Request<R> extends Command {

    /** Unique among the requests of a node. */
    long id();
  }

  /** Finds the most recent packet of a key; each better one is an {@link Event.Improved}. */
  record Resolve(long id, PublicKey key) implements Request<Resolution> {
    @Override
    public void handleWith(CommandHandler handler) {
      handler.resolve(this);
    }
  }

  /** Finds the most recent item of a key and salt. */
  record GetMutable(long id, PublicKey key, Bytes salt) implements Request<Optional<MutableItem>> {
    @Override
    public void handleWith(CommandHandler handler) {
      handler.getMutable(this);
    }
  }

  /**
   * Stores an item.
   *
   * @param cas the sequence number that must be stored already; empty for any
   */
  record PutMutable(long id, MutableItem item, OptionalLong cas)
      implements Request<PublishReceipt> {
    @Override
    public void handleWith(CommandHandler handler) {
      handler.putMutable(this);
    }
  }

  /** Finds an immutable value. */
  record GetImmutable(long id, NodeId target) implements Request<Optional<BencodedValue>> {
    @Override
    public void handleWith(CommandHandler handler) {
      handler.getImmutable(this);
    }
  }

  /** Stores an immutable value. */
  record PutImmutable(long id, BencodedValue value) implements Request<PublishReceipt> {
    @Override
    public void handleWith(CommandHandler handler) {
      handler.putImmutable(this);
    }
  }

  /** Finds the nodes that are closest to a point. */
  record FindNode(long id, NodeId target) implements Request<List<NodeInfo>> {
    @Override
    public void handleWith(CommandHandler handler) {
      handler.findNode(this);
    }
  }

  /** Finds the peers of a torrent. */
  record GetPeers(long id, NodeId infoHash) implements Request<Set<InetSocketAddress>> {
    @Override
    public void handleWith(CommandHandler handler) {
      handler.getPeers(this);
    }
  }

  /**
   * Says that we share a torrent.
   *
   * @param port where we listen; empty for the port of this node
   */
  record AnnouncePeer(long id, NodeId infoHash, OptionalInt port)
      implements Request<PublishReceipt> {
    @Override
    public void handleWith(CommandHandler handler) {
      handler.announcePeer(this);
    }
  }

  /** Asks a node whether it is there. */
  record Ping(long id, InetSocketAddress address) implements Request<SinglePing.Answer> {
    @Override
    public void handleWith(CommandHandler handler) {
      handler.ping(this);
    }
  }
}
