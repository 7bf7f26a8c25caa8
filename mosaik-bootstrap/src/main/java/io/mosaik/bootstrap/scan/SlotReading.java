package io.mosaik.bootstrap.scan;

import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.spi.Expected;
import io.mosaik.bootstrap.client.ClientReading;
import io.mosaik.bootstrap.model.SlotReport;
import java.util.Comparator;
import java.util.List;
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

  Optional<SignedPacket> newest() {
    return clients.stream()
        .flatMap(client -> client.newest().stream())
        .max(Comparator.naturalOrder());
  }

  /**
   * One client that may be believed is enough: a dead relay must not stop the others. But who heard
   * nobody concludes nothing, whatever it says.
   */
  boolean conclusive() {
    return clients.stream().anyMatch(client -> client.conclusive() && client.answered() > 0);
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
    List<SlotReport.ClientAnswer> answers = clients.stream().map(SlotReading::toAnswer).toList();
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

  private static SlotReport.ClientAnswer toAnswer(ClientReading reading) {
    return new SlotReport.ClientAnswer(
        reading.client(),
        reading.asked(),
        reading.answered(),
        reading.conclusive(),
        reading.newest().map(SignedPacket::timestamp),
        reading.failure());
  }
}
