package io.mosaik.dht.node;

/** What to do with each kind of command. */
public interface CommandHandler {

  /** Where to enter the network. */
  void contacts(Command.Contacts command);

  /** Perhaps an entrance. */
  void hearsay(Command.Hearsay command);

  /** Take nodes into the table. */
  void introduce(Command.Introduce command);

  /** Give a request up. */
  void cancel(Command.Cancel command);

  /** Find the most recent packet of a key. */
  void resolve(Command.Resolve request);

  /** Find the most recent item of a key and salt. */
  void getMutable(Command.GetMutable request);

  /** Store an item. */
  void putMutable(Command.PutMutable request);

  /** Find an immutable value. */
  void getImmutable(Command.GetImmutable request);

  /** Store an immutable value. */
  void putImmutable(Command.PutImmutable request);

  /** Find the nodes that are closest to a point. */
  void findNode(Command.FindNode request);

  /** Find the peers of a torrent. */
  void getPeers(Command.GetPeers request);

  /** Say that we share a torrent. */
  void announcePeer(Command.AnnouncePeer request);

  /** Ask a node whether it is there. */
  void ping(Command.Ping request);
}
