package io.mosaik.bootstrap.client;

import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.Resolution;
import io.mosaik.bootstrap.guest.Fault;
import io.mosaik.bootstrap.guest.GuestCalls;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What one client says about one key while it is being asked. A packet of another key is not
 * believed, and neither is anything else that the client says in the same answer. Thread-safe by
 * its monitor.
 */
final class ClientRead {

  private final String client;
  private final boolean overUdp;
  private final PublicKey key;
  private final Consumer<SignedPacket> early;
  private final GuestCalls calls;

  private Optional<SignedPacket> newest = Optional.empty();
  private Optional<String> lie = Optional.empty();

  ClientRead(
      String client,
      boolean overUdp,
      PublicKey key,
      Consumer<SignedPacket> early,
      GuestCalls calls) {
    this.client = client;
    this.overUdp = overUdp;
    this.key = key;
    this.early = early;
    this.calls = calls;
  }

  /** The client tells of a packet before it has finished. */
  void onEarly(SignedPacket packet) {
    if (packet == null) {
      lied("told of a packet that is null");
    } else if (isCredible(packet)) {
      early.accept(packet);
    }
  }

  /** The client has finished. */
  synchronized ClientReading finished(Resolution resolution) {
    resolution.newest().filter(this::isCredible).ifPresent(early);
    return new ClientReading(
        client,
        resolution.asked(),
        resolution.answered(),
        resolution.conclusive() && lie.isEmpty(),
        newest,
        lie,
        overUdp);
  }

  /** The client has failed, or was given up. */
  synchronized ClientReading failed(Throwable cause) {
    return new ClientReading(
        client, 0, 0, false, newest, Optional.of(Failures.describe(cause)), overUdp);
  }

  private synchronized boolean isCredible(SignedPacket packet) {
    if (!packet.key().equals(key)) {
      lied("a packet of " + packet.key() + " instead of " + key);
      return false;
    }
    if (newest.isEmpty() || newest.get().compareTo(packet) < 0) {
      newest = Optional.of(packet);
    }
    return true;
  }

  private synchronized void lied(String how) {
    lie = Optional.of(how);
    calls.report(client, DhtClients.RESOLVE, Fault.Kind.LIED, how);
  }
}
