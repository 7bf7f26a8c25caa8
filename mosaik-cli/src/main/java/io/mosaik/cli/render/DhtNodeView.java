package io.mosaik.cli.render;

import io.mosaik.dht.Dht;

/** Shows a DHT node. */
public final class DhtNodeView {

  private DhtNodeView() {}

  /**
   * Returns the JSON form of a node that has joined the DHT, or that begins one.
   *
   * @param node the node
   * @param known number of nodes in its routing tables
   * @return an event
   */
  public static Json ready(Dht node, int known) {
    return Json.event("dht_node_ready")
        .with("dht_node_id", node.id().toString())
        .with("local_addresses", node.localAddresses().stream().map(Sockets::text).toList())
        .with("known_nodes", known);
  }
}
