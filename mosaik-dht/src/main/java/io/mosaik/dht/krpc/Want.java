package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import io.mosaik.dht.routing.AddressFamily;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Nodes of which families a query asks for (BEP 32, {@code want}).
 *
 * <p>Immutable.
 *
 * @param families none for those of the family by which the query travels
 */
public record Want(Set<AddressFamily> families) {

  /** Nodes of the family by which the query travels; not written. */
  public static final Want OWN = new Want(Set.of());

  /** Nodes of both families. */
  public static final Want BOTH = new Want(EnumSet.allOf(AddressFamily.class));

  private static final Bytes N4 = Bytes.of("n4".getBytes(StandardCharsets.US_ASCII));
  private static final Bytes N6 = Bytes.of("n6".getBytes(StandardCharsets.US_ASCII));

  /** Copies the set. */
  public Want {
    families = Set.copyOf(families);
  }

  /** Whether to tell of nodes of a family to somebody who asks by another one, or the same. */
  public boolean includes(AddressFamily told, AddressFamily asking) {
    return families.isEmpty() ? told == asking : families.contains(told);
  }

  /** Flags that nobody knows, and whatever else stands there, ask for nothing. */
  static Want read(Fields arguments) {
    if (!arguments.has("want")) {
      return OWN;
    }
    Set<AddressFamily> families = EnumSet.noneOf(AddressFamily.class);
    for (Bytes flag : arguments.textsIfList("want")) {
      if (flag.equals(N4)) {
        families.add(AddressFamily.IPV4);
      } else if (flag.equals(N6)) {
        families.add(AddressFamily.IPV6);
      }
    }
    return new Want(families);
  }

  void writeTo(BencodeDictionary arguments) {
    if (families.isEmpty()) {
      return;
    }
    List<Bytes> flags = new ArrayList<>();
    for (AddressFamily family : AddressFamily.values()) {
      if (families.contains(family)) {
        flags.add(BencodeDictionary.text(family == AddressFamily.IPV4 ? N4 : N6));
      }
    }
    arguments.putList("want", flags);
  }
}
