package io.mosaik.dht.node;

/** What to do with each kind of event. */
public interface EventHandler {

  /** A lookup has found a better packet. */
  void improved(Event.Improved event);

  /** A request has come to its end. */
  <R> void completed(Event.Completed<R> event);

  /** A request could not be carried out. */
  void failed(Event.Failed event);

  /** We have found our place in the network. */
  void joined(Event.Joined event);

  /** We know nobody. */
  void contactsWanted(Event.ContactsWanted event);

  /** The table was looked over. */
  void tableTidied(Event.TableTidied event);

  /** Enough nodes agree on what our own address is. */
  void externalAddress(Event.ExternalAddress event);

  /** We have another id. */
  void renamed(Event.Renamed event);

  /** We answer others from now on, or no longer. */
  void servingChanged(Event.ServingChanged event);

  /** Somebody has told of nodes of the other family. */
  void nodesOfOtherFamily(Event.NodesOfOtherFamily event);
}
