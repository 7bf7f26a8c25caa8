package io.mosaik.dht;

import io.mosaik.api.Bytes;
import io.mosaik.dht.krpc.BencodedValue;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Something that an application wants to stay in the DHT, whose nodes forget what nobody stores
 * again. See {@link Dht#keep(Publication)}.
 *
 * <p>Immutable, as are all its kinds.
 */
public sealed interface Publication {

  /**
   * How often it is stored again unless asked otherwise: at half of the time after which nodes
   * forget it.
   *
   * @return an hour for values, 15 minutes for announcements
   */
  Duration defaultInterval();

  /**
   * A mutable item (BEP 44), until a newer one of its key and salt appears.
   *
   * @param item what to store
   */
  record Mutable(SignedItem item) implements Publication {

    /** Checks that there is one. */
    public Mutable {
      Objects.requireNonNull(item, "item");
    }

    @Override
    public Duration defaultInterval() {
      return Duration.ofHours(1);
    }
  }

  /**
   * An immutable value (BEP 44).
   *
   * @param value at most 1000 bytes
   */
  record Immutable(Bytes value) implements Publication {

    /** Checks the size. */
    public Immutable {
      if (value.size() > BencodedValue.MAX_SIZE) {
        throw new IllegalArgumentException("a value has at most 1000 bytes, not " + value.size());
      }
    }

    @Override
    public Duration defaultInterval() {
      return Duration.ofHours(1);
    }
  }

  /**
   * That we share a torrent (BEP 5, "announce_peer").
   *
   * @param infoHash which torrent
   * @param port where we listen, from 1 to 65535; empty for the port of the node
   */
  record Announcement(DhtId infoHash, OptionalInt port) implements Publication {

    private static final int MAX_PORT = 65535;

    /** Checks the port. */
    public Announcement {
      Objects.requireNonNull(infoHash, "infoHash");
      if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > MAX_PORT)) {
        throw new IllegalArgumentException("a port is from 1 to 65535, not " + port.getAsInt());
      }
    }

    @Override
    public Duration defaultInterval() {
      return Duration.ofMinutes(15);
    }
  }
}
