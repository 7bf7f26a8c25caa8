package io.mosaik.pkarr.relay;

import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;

/**
 * What the core wants done.
 *
 * <p>Implementations are immutable.
 */
public sealed interface RelayCommand {

  /**
   * Has a handler do it.
   *
   * @param handler who does it
   */
  void runBy(Handler handler);

  /** Does what the core wants. */
  interface Handler {

    /**
     * Sends a request.
     *
     * @param exchange under which the core wants to hear of the reply
     * @param request what to send
     */
    void send(long exchange, RelayRequest request);

    /**
     * Gives an exchange up.
     *
     * @param exchange which one
     */
    void abandon(long exchange);

    /**
     * A read found a packet that is better than all before.
     *
     * @param operation which read
     * @param packet the packet
     */
    void early(long operation, SignedPacket packet);

    /**
     * A read is over.
     *
     * @param operation which read
     * @param resolution its result
     */
    void resolved(long operation, Resolution resolution);

    /**
     * A write is over, and at least one relay stored the packet.
     *
     * @param operation which write
     * @param receipt its result
     */
    void published(long operation, PublishReceipt receipt);

    /**
     * A read or write has failed.
     *
     * @param operation which one
     * @param failure why
     */
    void failed(long operation, DhtException failure);
  }

  /** Send a request. */
  record Send(long exchange, RelayRequest request) implements RelayCommand {

    @Override
    public void runBy(Handler handler) {
      handler.send(exchange, request);
    }
  }

  /** Give an exchange up. */
  record Abandon(long exchange) implements RelayCommand {

    @Override
    public void runBy(Handler handler) {
      handler.abandon(exchange);
    }
  }

  /** Tell of a better packet. */
  record Early(long operation, SignedPacket packet) implements RelayCommand {

    @Override
    public void runBy(Handler handler) {
      handler.early(operation, packet);
    }
  }

  /** End a read. */
  record Resolved(long operation, Resolution resolution) implements RelayCommand {

    @Override
    public void runBy(Handler handler) {
      handler.resolved(operation, resolution);
    }
  }

  /** End a write. */
  record Published(long operation, PublishReceipt receipt) implements RelayCommand {

    @Override
    public void runBy(Handler handler) {
      handler.published(operation, receipt);
    }
  }

  /** Fail a read or write. */
  record Failed(long operation, DhtException failure) implements RelayCommand {

    @Override
    public void runBy(Handler handler) {
      handler.failed(operation, failure);
    }
  }
}
