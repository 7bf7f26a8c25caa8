package io.mosaik.cli.command;

import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.DhtException.Reason;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

/**
 * Several clients as one: whatever one of them can do is done, and the newest packet counts.
 * Thread-safe, as the clients are.
 */
final class RecordStore {

  /**
   * What was read.
   *
   * @param byClient what each client returned, in their order
   */
  record Reading(List<Resolution> byClient) {

    Optional<SignedPacket> newest() {
      return byClient.stream()
          .flatMap(resolution -> resolution.newest().stream())
          .max(Comparator.naturalOrder());
    }

    int asked() {
      return byClient.stream().mapToInt(Resolution::asked).sum();
    }

    int answered() {
      return byClient.stream().mapToInt(Resolution::answered).sum();
    }

    boolean conclusive() {
      return byClient.stream().anyMatch(Resolution::conclusive);
    }
  }

  private static final Resolution NOTHING = new Resolution(Optional.empty(), 0, 0, false);

  private final List<DhtClient> clients;

  RecordStore(List<DhtClient> clients) {
    this.clients = List.copyOf(clients);
  }

  /** Fails only if all clients fail, as the first one of them does. */
  CompletableFuture<Reading> resolve(PublicKey key) {
    return together(
            clients.stream()
                .map(client -> client.resolveMostRecent(key, early -> {}).toCompletableFuture())
                .toList(),
            NOTHING)
        .thenApply(Reading::new);
  }

  /** Each client expects what it returned itself. Fails only if all clients fail. */
  CompletableFuture<PublishReceipt> publish(SignedPacket packet, Reading before) {
    return together(
            IntStream.range(0, clients.size())
                .mapToObj(
                    i ->
                        clients
                            .get(i)
                            .publish(packet, expected(before.byClient().get(i)))
                            .toCompletableFuture())
                .toList(),
            new PublishReceipt(0, 0, Map.of()))
        .thenApply(RecordStore::sum);
  }

  private static Expected expected(Resolution before) {
    return before
        .newest()
        .map(packet -> Expected.timestamp(packet.timestamp()))
        .orElse(Expected.absent());
  }

  /** The values of all parts, with another in the place of those that failed. */
  private static <T> CompletableFuture<List<T>> together(
      List<CompletableFuture<T>> parts, T otherwise) {
    return CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new))
        .handle(
            (done, failure) -> {
              if (parts.stream().allMatch(CompletableFuture::isCompletedExceptionally)) {
                throw failure instanceof CompletionException wrapped
                    ? wrapped
                    : new CompletionException(failure);
              }
              return parts.stream()
                  .map(part -> part.isCompletedExceptionally() ? otherwise : part.join())
                  .toList();
            });
  }

  private static PublishReceipt sum(List<PublishReceipt> receipts) {
    Map<Reason, Integer> refused = new EnumMap<>(Reason.class);
    receipts.forEach(
        receipt -> receipt.refused().forEach((why, n) -> refused.merge(why, n, Integer::sum)));
    return new PublishReceipt(
        receipts.stream().mapToInt(PublishReceipt::asked).sum(),
        receipts.stream().mapToInt(PublishReceipt::stored).sum(),
        refused);
  }
}
