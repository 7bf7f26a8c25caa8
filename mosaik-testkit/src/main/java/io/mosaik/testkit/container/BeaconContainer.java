package io.mosaik.testkit.container;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.TransportAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;

/**
 * A peer that joins a network and stays, or several in one process. Ready when it has started: it
 * then has an id and an address, and looks for others.
 */
public final class BeaconContainer extends MosaikContainer<BeaconContainer> {

  private final PrivateDht dht;
  private final List<String> options = new ArrayList<>();
  private int count;
  private Optional<List<String>> bootstrap = Optional.empty();
  private Optional<PkarrRelayContainer> relay = Optional.empty();

  /**
   * Describes a peer.
   *
   * @param dht a DHT that will have been started before this
   * @param networkName what the peers of a network share
   */
  public BeaconContainer(PrivateDht dht, String networkName) {
    super(dht.network());
    this.dht = dht;
    options.addAll(List.of("--network", networkName));
    withCount(1);
  }

  /**
   * How many peers to run, each with a key of its own: 1 unless set.
   *
   * @param peers at least 1
   * @return this
   */
  public BeaconContainer withCount(int peers) {
    count = peers;
    return waitingForEvent("beacon_started", peers);
  }

  /**
   * Adds options of {@code mosaik beacon}.
   *
   * @param more as on the command line
   * @return this
   */
  public BeaconContainer withOptions(String... more) {
    options.addAll(List.of(more));
    return this;
  }

  /**
   * Where to enter the DHT, instead of at the nodes that {@link PrivateDht#bootstrap()} names.
   *
   * @param nodes {@code HOST:PORT} each
   * @return this
   */
  public BeaconContainer withBootstrap(List<String> nodes) {
    bootstrap = Optional.of(List.copyOf(nodes));
    return this;
  }

  /**
   * Has the peers read and write through a relay alone, as where UDP does not reach the DHT.
   *
   * @param through a relay that will have been started before this
   * @return this
   */
  public BeaconContainer withRelayOnly(PkarrRelayContainer through) {
    relay = Optional.of(through);
    return withBootstrap(List.of("none"));
  }

  @Override
  protected List<String> arguments() {
    List<String> arguments = new ArrayList<>(List.of("beacon"));
    arguments.addAll(List.of("--count", Integer.toString(count)));
    arguments.addAll(options);
    relay.ifPresent(through -> arguments.addAll(List.of("--pkarr-relay", through.networkUrl())));
    arguments.addAll(
        List.of("--dht-bootstrap", String.join(",", bootstrap.orElseGet(dht::bootstrap))));
    return arguments;
  }

  /**
   * Who runs in it, and where they said to be when they started.
   *
   * @return as many as were asked for
   */
  public List<PeerAddress> peers() {
    return events("beacon_started").stream().map(BeaconContainer::localAddress).toList();
  }

  /**
   * Who runs in it, for a container with one peer.
   *
   * @return the first one's id
   */
  public PeerId peerId() {
    return peers().get(0).id();
  }

  /**
   * Whom its peers have found so far.
   *
   * @return ids of peers that answered a ping
   */
  public Set<PeerId> discovered() {
    Set<PeerId> ids = new LinkedHashSet<>();
    events("peer_discovered").stream()
        .map(peer -> PeerId.parse(peer.get("peer_id").getAsString()))
        .forEach(ids::add);
    return ids;
  }

  /**
   * Waits until a peer in here has found another one.
   *
   * @param other whom
   * @param patience how long to wait
   * @throws TimeoutException if it did not in time
   * @throws InterruptedException if this thread is interrupted
   */
  public void awaitDiscovery(PeerId other, Duration patience)
      throws TimeoutException, InterruptedException {
    log()
        .awaitThat(
            lines -> discovered().contains(other) ? Optional.of(other) : Optional.empty(),
            patience);
  }

  private static PeerAddress localAddress(JsonObject event) {
    SortedSet<TransportAddress> addresses = new TreeSet<>();
    for (JsonElement text : event.getAsJsonArray("local_addresses")) {
      addresses.add(address(text.getAsString()));
    }
    return PeerAddress.of(PeerId.parse(event.get("local_peer_id").getAsString()), addresses);
  }

  private static TransportAddress address(String text) {
    return text.contains("://") ? new TransportAddress.Relay(text) : TransportAddress.parseIp(text);
  }
}
