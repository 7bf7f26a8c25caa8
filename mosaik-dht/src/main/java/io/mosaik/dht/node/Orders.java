package io.mosaik.dht.node;

import io.mosaik.api.time.Deadline;
import io.mosaik.dht.routing.AddressFamily;
import io.mosaik.dht.routing.NodeInfo;
import io.mosaik.dht.routing.RoutingTable;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * What the owner of a node says at some time, handed to whom it concerns.
 *
 * <p>Confined to the core's thread.
 */
final class Orders implements CommandHandler {

  private final AddressFamily family;
  private final RoutingTable table;
  private final Lookups lookups;
  private final Maintenance maintenance;
  private final Requests requests;
  private final Deadline now;

  Orders(
      AddressFamily family,
      RoutingTable table,
      Lookups lookups,
      Maintenance maintenance,
      Requests requests,
      Deadline now) {
    this.family = family;
    this.table = table;
    this.lookups = lookups;
    this.maintenance = maintenance;
    this.requests = requests;
    this.now = now;
  }

  @Override
  public void contacts(Command.Contacts command) {
    lookups.contacts(command.addresses());
    if (!command.addresses().isEmpty() && table.alive() < RoutingTable.BUCKET_SIZE) {
      maintenance.findOurPlace(now);
    }
  }

  @Override
  public void hearsay(Command.Hearsay command) {
    List<InetSocketAddress> ours =
        command.nodes().stream()
            .map(NodeInfo::address)
            .filter(address -> family.contains(address.getAddress()))
            .toList();
    // Only one who is alone needs an entrance: else both siblings would keep each other busy.
    if (!ours.isEmpty() && table.isDeserted()) {
      lookups.contacts(ours);
      maintenance.findOurPlace(now);
    }
  }

  @Override
  public void introduce(Command.Introduce command) {
    command.nodes().stream()
        .filter(node -> family.contains(node.address().getAddress()))
        .forEach(node -> table.answered(node, now));
  }

  @Override
  public void cancel(Command.Cancel command) {
    requests.cancel(command.id(), now);
  }

  @Override
  public void resolve(Command.Resolve request) {
    maintenance.estimateSize(now);
    requests.resolve(request, now);
  }

  @Override
  public void getMutable(Command.GetMutable request) {
    maintenance.estimateSize(now);
    requests.getMutable(request, now);
  }

  @Override
  public void putMutable(Command.PutMutable request) {
    maintenance.estimateSize(now);
    requests.putMutable(request, now);
  }

  @Override
  public void getImmutable(Command.GetImmutable request) {
    maintenance.estimateSize(now);
    requests.getImmutable(request, now);
  }

  @Override
  public void putImmutable(Command.PutImmutable request) {
    maintenance.estimateSize(now);
    requests.putImmutable(request, now);
  }

  @Override
  public void findNode(Command.FindNode request) {
    requests.findNode(request, now);
  }

  @Override
  public void getPeers(Command.GetPeers request) {
    maintenance.estimateSize(now);
    requests.getPeers(request, now);
  }

  @Override
  public void announcePeer(Command.AnnouncePeer request) {
    maintenance.estimateSize(now);
    requests.announcePeer(request, now);
  }

  @Override
  public void ping(Command.Ping request) {
    requests.ping(request);
  }
}
