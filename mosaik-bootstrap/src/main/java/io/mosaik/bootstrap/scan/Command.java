package io.mosaik.bootstrap.scan;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.SignedPacket;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.bootstrap.model.Slot;
import java.time.Duration;
import java.util.Objects;

/**
 * What the core wants done. Operations carry an id under which the core wants to hear of their end.
 *
 * <p>Implementations are immutable.
 */
public sealed interface Command {

  /**
   * Has a handler do it.
   *
   * @param handler who does it
   */
  void runBy(Handler handler);

  /** Does what the core wants. */
  interface Handler {

    /**
     * Looks a slot up.
     *
     * @param command which one
     */
    void read(Read command);

    /**
     * Writes a slot.
     *
     * @param command what and where
     */
    void write(Write command);

    /**
     * Pings a peer.
     *
     * @param command which one
     */
    void ping(Ping command);

    /**
     * Gives an operation up. Its end may or may not be reported.
     *
     * @param command which one
     */
    void abandon(Abandon command);

    /**
     * Tells listeners and sinks.
     *
     * @param command of what
     */
    void tell(Tell command);

    /**
     * Tells sinks of a round trip.
     *
     * @param command to whom, and how long
     */
    void sample(Sample command);

    /** The core has left: nothing more will come. */
    void left();
  }

  /**
   * Look a slot up.
   *
   * @param id of the operation
   * @param slot which one
   */
  record Read(long id, Slot slot) implements Command {

    /** Checks that nothing is missing. */
    public Read {
      Objects.requireNonNull(slot, "slot");
    }

    @Override
    public void runBy(Handler handler) {
      handler.read(this);
    }
  }

  /**
   * Write a slot.
   *
   * @param id of the operation
   * @param slot which one
   * @param packet what
   * @param expected what must be there, client by client
   */
  record Write(long id, Slot slot, SignedPacket packet, Expectations expected) implements Command {

    /** Checks that nothing is missing. */
    public Write {
      Objects.requireNonNull(slot, "slot");
      Objects.requireNonNull(packet, "packet");
      Objects.requireNonNull(expected, "expected");
    }

    @Override
    public void runBy(Handler handler) {
      handler.write(this);
    }
  }

  /**
   * Ping a peer.
   *
   * @param id of the operation
   * @param address who, and the addresses to dial
   * @param timeout for the whole exchange
   */
  record Ping(long id, PeerAddress address, Duration timeout) implements Command {

    /** Checks that nothing is missing. */
    public Ping {
      Objects.requireNonNull(address, "address");
      Objects.requireNonNull(timeout, "timeout");
    }

    @Override
    public void runBy(Handler handler) {
      handler.ping(this);
    }
  }

  /**
   * Give an operation up.
   *
   * @param id of the operation
   */
  record Abandon(long id) implements Command {

    @Override
    public void runBy(Handler handler) {
      handler.abandon(this);
    }
  }

  /**
   * Tell listeners and sinks.
   *
   * @param event of what
   */
  record Tell(BootstrapEvent event) implements Command {

    /** Checks that nothing is missing. */
    public Tell {
      Objects.requireNonNull(event, "event");
    }

    @Override
    public void runBy(Handler handler) {
      handler.tell(this);
    }
  }

  /**
   * Tell sinks of a round trip.
   *
   * @param peer to whom
   * @param roundTrip how long
   */
  record Sample(PeerId peer, Duration roundTrip) implements Command {

    /** Checks that nothing is missing. */
    public Sample {
      Objects.requireNonNull(peer, "peer");
      Objects.requireNonNull(roundTrip, "roundTrip");
    }

    @Override
    public void runBy(Handler handler) {
      handler.sample(this);
    }
  }

  /** The core has left. */
  enum Left implements Command {
    /** The only instance. */
    INSTANCE;

    @Override
    public void runBy(Handler handler) {
      handler.left();
    }
  }
}
