package io.mosaik.benchmarks.attack;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import io.mosaik.api.time.Deadline;
import io.mosaik.benchmarks.attack.SimulatedNetwork.Node;
import io.mosaik.benchmarks.attack.SimulatedNetwork.Outcome;
import io.mosaik.dht.krpc.MutableItem;
import io.mosaik.dht.node.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Writes and reads of fresh clients in a network under attack, and what came of them.
 *
 * <p>Not thread-safe.
 */
final class Reads {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final SimulatedNetwork network;
  private final List<Long> millis = new ArrayList<>();
  private int newest;
  private int missedConclusively;
  private int wrong;

  Reads(SimulatedNetwork network) {
    this.network = network;
  }

  /** Returns a packet of a new key or of a key that has another one already. */
  static SignedPacket packet(KeyPair key, long timestamp) {
    return SignedPacket.sign(key, new Timestamp(timestamp), Bytes.fromHex("c0ffee"));
  }

  /** Stores a packet as a client that has just started. */
  Optional<PublishReceipt> publish(SignedPacket packet) {
    Node writer = network.addClient();
    Outcome<PublishReceipt> put =
        writer.request(
            id -> new Command.PutMutable(id, MutableItem.of(packet), OptionalLong.empty()));
    network.runUntil(put::isDone, LIMIT);
    writer.stop();
    return put.result();
  }

  /** Reads a packet as a client that has just started. */
  void read(SignedPacket expected) {
    Node reader = network.addClient();
    Deadline start = network.now();
    Outcome<Resolution> read = reader.request(id -> new Command.Resolve(id, expected.key()));
    boolean ended = network.runUntil(read::isDone, LIMIT);
    reader.stop();
    millis.add(ended ? start.until(read.endedAt()).toMillis() : LIMIT.toMillis());
    Optional<SignedPacket> found = read.result().flatMap(Resolution::newest);
    if (found.equals(Optional.of(expected))) {
      newest++;
    } else {
      wrong += found.isPresent() ? 1 : 0;
      missedConclusively += read.result().filter(Resolution::conclusive).isPresent() ? 1 : 0;
    }
  }

  double share() {
    return 100.0 * newest / millis.size();
  }

  long worst() {
    return Collections.max(millis);
  }

  @Override
  public String toString() {
    List<Long> sorted = new ArrayList<>(millis);
    Collections.sort(sorted);
    return String.format(
        Locale.ROOT,
        "%5d %9.1f %9d %9d %9d %9d",
        millis.size(),
        share(),
        wrong,
        missedConclusively,
        sorted.get(sorted.size() / 2),
        worst());
  }
}
