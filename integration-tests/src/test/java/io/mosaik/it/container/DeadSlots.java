package io.mosaik.it.container;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.NetworkId;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.time.Ambient;
import io.mosaik.bootstrap.model.Chain;
import io.mosaik.bootstrap.model.Slot;
import io.mosaik.bootstrap.record.PeerRecord;
import io.mosaik.bootstrap.record.SlotContent;
import io.mosaik.dht.Dht;
import io.mosaik.dht.DhtConfig;
import io.mosaik.testkit.container.PrivateDht;
import io.mosaik.testkit.container.TestRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** Fills slots of a network with records of anybody, from outside. Confined to one thread. */
final class DeadSlots implements AutoCloseable {

  private static final long SEED = 20_260_219;
  private static final int PORT = 4433;

  private final PrivateDht dht;
  private final Dht client;
  private final RandomGenerator random = new java.util.Random(SEED);

  DeadSlots(PrivateDht dht) {
    this.dht = dht;
    DhtConfig config = DhtConfig.builder().bootstrap(dht.hostBootstrap()).build();
    this.client = Dht.start(config, Ambient.system());
  }

  /** A container with many addresses that drops whatever comes in: hosts that are off. */
  GenericContainer<?> silentHosts(int count) throws Exception {
    GenericContainer<?> silent =
        TestRun.current()
            .own(new GenericContainer<>(Base.image()))
            .withNetwork(dht.network())
            .withCreateContainerCmdModifier(
                command -> command.withEntrypoint("sh", "-c", "echo ready; exec sleep 3600"))
            .waitingFor(Wait.forLogMessage("ready\\n", 1));
    Docker.mayCutLinks(silent);
    silent.start();
    StringBuilder commands = new StringBuilder("iptables -A INPUT -j DROP");
    for (String address : silentAddresses(count)) {
      commands.append(" && ip addr add ").append(address).append("/32 dev eth0");
    }
    Docker.run(silent, commands.toString());
    return silent;
  }

  /** Far from those that the engine gives away, which start at the other end. */
  private List<String> silentAddresses(int count) {
    String[] first = dht.nodes().get(0).networkAddress().split("\\.", -1);
    int lastOf20 = Integer.parseInt(first[2]) | 15; // engines give away /16 and /20
    List<String> addresses = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      addresses.add(first[0] + "." + first[1] + "." + lastOf20 + "." + (200 + i));
    }
    return addresses;
  }

  /** Puts silent peers into the first slots, and somebody who is alive into the last one. */
  void fill(String network, int dead, PeerAddress alive) throws Exception {
    Chain chain = Chain.of(NetworkId.of(network));
    List<String> silent = silentAddresses(dead);
    List<CompletableFuture<?>> stored = new ArrayList<>();
    for (int i = 0; i < dead; i++) {
      stored.add(put(chain.slot(i), silentPeer(silent.get(i))));
    }
    stored.add(put(chain.slot(chain.depth() - 1), alive));
    CompletableFuture.allOf(stored.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
  }

  /** Somebody who was never there. */
  private PeerAddress silentPeer(String address) {
    return PeerAddress.of(
        KeyPair.generate(random).peerId(), TransportAddress.parseIp(address + ":" + PORT));
  }

  /** Puts a silent peer into one slot. */
  CompletableFuture<?> overwrite(String network, int slot) {
    return put(Chain.of(NetworkId.of(network)).slot(slot), silentPeer(silentAddresses(1).get(0)));
  }

  /** Whose record is in a slot now. */
  Optional<PeerAddress> read(String network, int slot) {
    return client
        .resolveMostRecent(Chain.of(NetworkId.of(network)).slot(slot).key(), packet -> {})
        .join()
        .newest()
        .map(PeerRecord::decode)
        .filter(SlotContent.Peer.class::isInstance)
        .map(content -> ((SlotContent.Peer) content).address());
  }

  /** Overwrites one slot. */
  private CompletableFuture<?> put(Slot slot, PeerAddress peer) {
    Bytes record = PeerRecord.encode(slot.key(), peer);
    Timestamp now = Timestamp.of(Instant.now());
    return client.publish(SignedPacket.sign(slot.keys(), now, record), Expected.any());
  }

  @Override
  public void close() {
    client.close();
  }
}
