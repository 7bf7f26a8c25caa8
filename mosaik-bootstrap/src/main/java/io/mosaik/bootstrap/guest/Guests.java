package io.mosaik.bootstrap.guest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Receives instances that the user made. Stateless. */
public final class Guests {

  /** The most characters of a name, which also names threads; the rest is cut off. */
  private static final int MAX_NAME = 64;

  private Guests() {}

  /**
   * Names instances that are not ours to close.
   *
   * @param <T> their SPI
   * @param instances the instances
   * @param nameOf what an instance calls itself; if that fails, the name of its class counts
   * @param calls how to call them
   * @return them in the same order, each with a name of its own: a second {@code quic} becomes
   *     {@code quic-2}
   */
  public static <T> List<Guest<T>> given(
      List<T> instances, Function<T, String> nameOf, GuestCalls calls) {
    List<Guest<T>> guests = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (T instance : instances) {
      String className = classNameOf(instance);
      String said = calls.ask(className, "name", className, () -> nameOf.apply(instance));
      String wanted = said.isBlank() ? className : shortened(said);
      String name = wanted;
      for (int number = 2; !taken.add(name); number++) {
        name = wanted + "-" + number;
      }
      guests.add(new Guest<>(name, instance, false));
    }
    return guests;
  }

  /**
   * What to call an instance that has no name.
   *
   * @param instance any instance
   * @return the simple name of its class; the full one of a class without a simple one; for a
   *     lambda expression the name of the class that it stands in
   */
  public static String classNameOf(Object instance) {
    Class<?> type = instance.getClass();
    String name = type.getSimpleName().isEmpty() ? type.getName() : type.getSimpleName();
    int lambda = name.indexOf("$$Lambda");
    return shortened(lambda > 0 ? name.substring(0, lambda) : name);
  }

  private static String shortened(String name) {
    return name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME);
  }
}
