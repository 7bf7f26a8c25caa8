package io.mosaik.bootstrap.client;

import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.api.spi.Resolution;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A client that does what a test tells it to. Confined to the test's thread. */
final class ScriptedClient implements DhtClient {

  CompletableFuture<Resolution> resolution = new CompletableFuture<>();
  CompletableFuture<PublishReceipt> receipt = new CompletableFuture<>();
  Optional<RuntimeException> thrown = Optional.empty();
  Optional<InetAddress> external = Optional.empty();
  boolean overUdp;

  final List<Expected> expectations = new ArrayList<>();
  Consumer<SignedPacket> early = packet -> {};

  @Override
  public String name() {
    return "scripted";
  }

  @Override
  public CompletionStage<Resolution> resolveMostRecent(
      PublicKey key, Consumer<SignedPacket> listener) {
    throwIfTold();
    early = listener;
    return resolution;
  }

  @Override
  public CompletionStage<PublishReceipt> publish(SignedPacket packet, Expected expected) {
    throwIfTold();
    expectations.add(expected);
    return receipt;
  }

  @Override
  public boolean supportsCompareAndSwap() {
    return true;
  }

  @Override
  public boolean answersOverUdp() {
    return overUdp;
  }

  @Override
  public Optional<InetAddress> externalAddress() {
    throwIfTold();
    return external;
  }

  @Override
  public void close() {}

  private void throwIfTold() {
    if (thrown.isPresent()) {
      throw thrown.get();
    }
  }
}
