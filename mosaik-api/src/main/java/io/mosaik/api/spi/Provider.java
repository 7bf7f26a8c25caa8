package io.mosaik.api.spi;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
   * Returns the names of the options that this provider understands. If a user gives it any other
   * option, the node does not start, and the error message lists these names.
   *
   * @return the names, possibly none
   * @implSpec returns an empty set: this provider has no options
   */
  default Set<String> optionNames() {
    return Set.of();
  }

  /**
   * Checks the values of options that a user gave, before anything is started. Does no I/O. Is only
   * called with options that {@link #optionNames} contains.
   *
   * @param options option values by name, unmodifiable, at least one
   * @throws IllegalArgumentException if {@link #create} could not work with them; the message names
   *     the option, its value and what would be valid
   * @implSpec accepts everything
   */
  default void checkOptions(Map<String, String> options) {}

  /**
   * Makes an instance, which the bootstrap closes when it is closed itself. Must not block for
   * long.
   *
   * @param context what the instance may use
   * @return the instance, or empty if this provider is installed but not configured
   * @throws IllegalArgumentException if a user gave it options that it cannot work with; the node
   *     does not start
   * @throws RuntimeException if it cannot be made for another reason; this is reported, and the
   *     node goes on with the others
   */
  Optional<T> create(NodeContext context);
}
