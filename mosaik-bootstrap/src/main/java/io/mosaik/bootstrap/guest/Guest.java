package io.mosaik.bootstrap.guest;

import java.util.Objects;

/**
 * An instance of an SPI.
 *
 * <p>Immutable, as far as the instance is.
 *
 * @param <T> the SPI
 * @param name what it is called in reports, unique among the instances of this SPI
 * @param instance the instance
 * @param owned whether we made it, and hence close it
 */
public record Guest<T>(String name, T instance, boolean owned) {

  /** Checks that nothing is missing. */
  public Guest {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(instance, "instance");
  }
}
