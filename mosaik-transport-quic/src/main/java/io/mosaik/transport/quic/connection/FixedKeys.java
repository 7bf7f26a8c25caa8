package io.mosaik.transport.quic.connection;

import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.packet.HeaderProtection;
import io.mosaik.transport.quic.packet.PacketProtection;
import io.mosaik.transport.quic.tls.TrafficSecret;
import java.util.Optional;

/** Keys that are never updated: those of Initial and Handshake packets. Confined to one thread. */
final class FixedKeys implements LevelKeys {

  private Optional<PacketProtection> read = Optional.empty();
  private Optional<PacketProtection> write = Optional.empty();
  private boolean discarded;

  /** Derives the keys for what we receive and wipes the secret. */
  void setRead(TrafficSecret secret) {
    read = Optional.of(PacketProtection.of(secret));
    secret.destroy();
  }

  /** Derives the keys for what we send and wipes the secret. */
  void setWrite(TrafficSecret secret) {
    write = Optional.of(PacketProtection.of(secret));
    secret.destroy();
  }

  @Override
  public boolean canRead() {
    return read.isPresent();
  }

  @Override
  public boolean canWrite() {
    return write.isPresent();
  }

  @Override
  public HeaderProtection readHeader() {
    return read.orElseThrow().header();
  }

  @Override
  public int open(
      long packetNumber, byte[] packet, int from, int payloadFrom, int to, Deadline now) {
    return read.orElseThrow().cipher().open(packetNumber, packet, from, payloadFrom, to);
  }

  @Override
  public int protect(
      long packetNumber, byte[] packet, int from, int packetNumberAt, int payloadTo) {
    return write.orElseThrow().protect(packetNumber, packet, from, packetNumberAt, payloadTo);
  }

  @Override
  public void discard() {
    read = Optional.empty();
    write = Optional.empty();
    discarded = true;
  }

  @Override
  public boolean isDiscarded() {
    return discarded;
  }
}
