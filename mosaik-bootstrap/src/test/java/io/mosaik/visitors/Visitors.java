package io.mosaik.visitors;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.spi.DiscoverySink;
import io.mosaik.api.spi.DiscoverySinkProvider;
import io.mosaik.api.spi.NodeContext;
import java.util.Map;
import java.util.Optional;

/**
 * Providers of somebody else, well and ill behaved. Tests load them in class loaders and modules of
 * their own.
 */
public final class Visitors {

  private Visitors() {}

  /** What the good ones make: shows the options that it was made with. */
  public record Sink(Map<String, String> options) implements DiscoverySink {
    @Override
    public void peerDiscovered(PeerAddress address) {}
  }

  /** Does what it should. */
  public static class Good implements DiscoverySinkProvider {
    @Override
    public String id() {
      return "good";
    }

    @Override
    public Optional<DiscoverySink> create(NodeContext context) {
      return Optional.of(new Sink(context.options()));
    }
  }

  /** Does what it should, under another id. */
  public static final class Another extends Good {
    @Override
    public String id() {
      return "another-2";
    }
  }

  /** Takes the id of another one. */
  public static final class Twin extends Good {}

  /** Wants an option that it did not get. */
  public static final class Unconfigured extends Good {
    @Override
    public String id() {
      return "unconfigured";
    }

    @Override
    public Optional<DiscoverySink> create(NodeContext context) {
      return Optional.empty();
    }
  }

  /** Cannot be made. */
  public static final class ThrowsWhenMade extends Good {
    /** Throws. */
    public ThrowsWhenMade() {
      throw new IllegalStateException("no licence");
    }
  }

  /** Cannot say its id. */
  public static final class ThrowsInId extends Good {
    @Override
    public String id() {
      throw new NoSuchMethodError("of an older api");
    }
  }

  /** Has no id. */
  public static final class NullId extends Good {
    @Override
    public String id() {
      return null;
    }
  }

  /** Has an id that breaks the rules. */
  public static final class BadId extends Good {
    @Override
    public String id() {
      return "Not Good";
    }
  }

  /** Cannot make an instance. */
  public static final class ThrowsInCreate extends Good {
    @Override
    public String id() {
      return "throws-in-create";
    }

    @Override
    public Optional<DiscoverySink> create(NodeContext context) {
      throw new IllegalArgumentException("option 'port' is no number");
    }
  }

  /** Returns null. */
  public static final class NullInCreate extends Good {
    @Override
    public String id() {
      return "null-in-create";
    }

    @Override
    public Optional<DiscoverySink> create(NodeContext context) {
      return null;
    }
  }

  /** Is no provider at all. */
  public static final class NoProvider {}
}
