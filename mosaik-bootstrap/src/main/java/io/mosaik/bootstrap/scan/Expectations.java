package io.mosaik.bootstrap.scan;

import io.mosaik.api.Timestamp;
import io.mosaik.api.spi.Expected;
import java.util.Map;
import java.util.Objects;

/**
 * What a writer believes to be stored, client by client: each is told what it returned itself.
 *
 * <p>Immutable.
 *
 * @param byClient what those clients returned that were heard
 * @param otherwise what the others are told
 */
public record Expectations(Map<String, Expected> byClient, Expected otherwise) {

  /** Copies the map. */
  public Expectations {
    byClient = Map.copyOf(byClient);
    Objects.requireNonNull(otherwise, "otherwise");
  }

  static Expectations everywhere(Timestamp timestamp) {
    return new Expectations(Map.of(), Expected.timestamp(timestamp));
  }

  /**
   * What a client is told.
   *
   * @param client its name
   * @return what it is to find in place
   */
  public Expected of(String client) {
    return byClient.getOrDefault(client, otherwise);
  }
}
