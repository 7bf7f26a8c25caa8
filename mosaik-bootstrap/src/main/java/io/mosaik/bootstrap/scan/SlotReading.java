package io.mosaik.bootstrap.scan;

import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.spi.Expected;
import io.mosaik.bootstrap.SlotReport;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What all clients together say about a slot. Where they disagree, the newest packet counts.
 *
 * <p>Immutable.
 *
 * @param clients what each client says; empty if the lookup never came to an end
 */
public record SlotReading(List<ClientReading> clients) {

  /** A lookup that never came to an end. */
  static final SlotReading NONE = new SlotReading(List.of());

  /** Copies the list. */
  public SlotReading {
    clients = List.copyOf(clients);
  }

  /**
   * What one client says.
   *
   * @param client its name, unique among the clients of a node
   * @param asked how many nodes it asked
   * @param answered how many of them answered properly
   * @param conclusive whether its "nothing newer" may be believed
   * @param newest the most recent packet that it found
   * @param failure why it has nothing to say, if so
   * @param overUdp whether its answers came over our own UDP
   */
  public record ClientReading(
      String client,
      int asked,
      int answered,
      boolean conclusive,
      Optional<SignedPacket> newest,
      Optional<String> failure,
      boolean overUdp) {

    /** Checks that nothing is missing; who heard nobody concludes nothing. */
    public ClientReading {
      Objects.requireNonNull(client, "client");
      Objects.requireNonNull(newest, "newest");
      Objects.requireNonNull(failure, "failure");
      conclusive = conclusive && answered > 0;
    }

    private ClientReading onlyOf(PublicKey key) {
      if (newest.isEmpty() || newest.get().key().equals(key)) {
        return this;
      }
      String lie = "returned a packet of another key, " + newest.get().key();
      return new ClientReading(
          client, asked, answered, false, Optional.empty(), Optional.of(lie), overUdp);
    }

    private SlotReport.ClientAnswer toAnswer() {
      return new SlotReport.ClientAnswer(
          client, asked, answered, conclusive, newest.map(SignedPacket::timestamp), failure);
    }
  }

  /** This reading without packets that a lying client passed off as those of a slot. */
  SlotReading onlyOf(PublicKey key) {
    return new SlotReading(clients.stream().map(client -> client.onlyOf(key)).toList());
  }

  Optional<SignedPacket> newest() {
    return clients.stream()
        .flatMap(client -> client.newest().stream())
        .max(Comparator.naturalOrder());
  }

  /** One client that may be believed is enough: a dead relay must not stop the others. */
  boolean conclusive() {
    return clients.stream().anyMatch(ClientReading::conclusive);
  }

  boolean heardOverUdp() {
    return clients.stream().anyMatch(client -> client.overUdp() && client.answered() > 0);
  }

  int asked() {
    return clients.stream().mapToInt(ClientReading::asked).sum();
  }

  int answered() {
    return clients.stream().mapToInt(ClientReading::answered).sum();
  }

  SlotReport.Lookup toLookup() {
    List<SlotReport.ClientAnswer> answers = clients.stream().map(ClientReading::toAnswer).toList();
    return new SlotReport.Lookup(asked(), answered(), conclusive(), answers);
  }

  /** What each client is to find still in place: what it found, or nothing. */
  Expectations unchanged() {
    return expectations(Expected.absent());
  }

  /** What each client is to find in a slot of ours: what it found, or what we stored. */
  Expectations unchangedOr(Timestamp ours) {
    return expectations(Expected.timestamp(ours));
  }

  private Expectations expectations(Expected otherwise) {
    Function<ClientReading, Expected> found =
        client ->
            client.newest().map(SignedPacket::timestamp).map(Expected::timestamp).orElse(otherwise);
    return new Expectations(
        clients.stream()
            .collect(Collectors.toMap(ClientReading::client, found, (first, second) -> first)),
        otherwise);
  }
}
