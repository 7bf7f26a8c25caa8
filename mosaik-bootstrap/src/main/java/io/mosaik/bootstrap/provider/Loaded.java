package io.mosaik.bootstrap.provider;

import io.mosaik.bootstrap.guest.Guest;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the installed providers of one SPI made.
 *
 * <p>Immutable.
 *
 * @param <T> the SPI
 * @param instances named by the ids of their providers, in the order of these, and ours to close
 * @param notConfigured the origins of providers that are installed but not configured, by id
 * @param failures why others are not used
 * @param ids of all providers that could be asked, whether they made an instance or not
 */
public record Loaded<T>(
    List<Guest<T>> instances,
    Map<String, String> notConfigured,
    List<ProviderFailure> failures,
    Set<String> ids) {

  /** Copies the collections. */
  public Loaded {
    instances = List.copyOf(instances);
    notConfigured = Map.copyOf(notConfigured);
    failures = List.copyOf(failures);
    ids = Set.copyOf(ids);
  }
}
