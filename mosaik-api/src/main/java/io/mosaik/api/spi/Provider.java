package io.mosaik.api.spi;

import java.util.Optional;

/**
 * Makes instances of one SPI for a node. Found by {@link java.util.ServiceLoader}; declare it with
 * {@code provides} in {@code module-info} and in {@code META-INF/services}.
 *
 * @param <T> the SPI
 */
public interface Provider<T> {

  /**
   * The stable name of this provider, under which users pass options to it.
   *
   * @return lower-case letters, digits and hyphens, unique among the providers of one SPI
   */
  String id();

  /**
   * Makes an instance, which the bootstrap closes when it is closed itself. Must not block for
   * long.
   *
   * @param context what the instance may use
   * @return the instance, or empty if this provider is installed but not configured
   * @throws RuntimeException if it is configured wrongly; this is reported, and the node goes on
   *     with the others
   */
  Optional<T> create(NodeContext context);
}
