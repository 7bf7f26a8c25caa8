package io.mosaik.transport.quic;

import io.mosaik.api.Bytes;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.TransportAddress;
import io.mosaik.transport.quic.endpoint.InitialPolicy;
import io.mosaik.transport.quic.net.LoopExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/** Dials peers from any thread. Thread-safe by the endpoint's event loop. */
final class Dialler {

  /** More addresses of one peer than these are not tried. */
  private static final int MAX_ADDRESSES = 8;

  private final EndpointDriver driver;
  private final LoopExecutor loop;
  private final Callbacks callbacks;

  Dialler(EndpointDriver driver, LoopExecutor loop, Callbacks callbacks) {
    this.driver = driver;
    this.loop = loop;
    this.callbacks = callbacks;
  }

  /** Begins a race of handshakes to addresses that we chose. */
  CompletableFuture<QuicConnectionHandle> connect(
      PeerAddress address, String alpn, Duration timeout, EndpointDriver.Home home) {
    return connect(address, alpn, InitialPolicy.RETRANSMIT, timeout, home);
  }

  /** Begins a race of handshakes; cancelling the future, or its timeout, gives it up. */
  CompletableFuture<QuicConnectionHandle> connect(
      PeerAddress address,
      String alpn,
      InitialPolicy policy,
      Duration timeout,
      EndpointDriver.Home home) {
    Objects.requireNonNull(timeout, "timeout");
    Bytes encodedAlpn = QuicEndpoint.encodeAlpn(alpn);
    List<InetSocketAddress> candidates =
        address.addresses().stream()
            .filter(TransportAddress.Ip.class::isInstance)
            .map(each -> ((TransportAddress.Ip) each).socket())
            .filter(each -> each.getPort() != 0)
            .limit(MAX_ADDRESSES)
            .toList();
    CompletableFuture<QuicConnectionHandle> future = new CompletableFuture<>();
    if (candidates.isEmpty()) {
      callbacks.fail(
          future,
          new QuicException(
              QuicException.Reason.NO_ADDRESS, "no IP address and port in " + address));
      return future;
    }
    Dial.Target target = new Dial.Target(address.id(), encodedAlpn, candidates, policy);
    boolean running = loop.execute(now -> driver.dial(target, timeout, home, future, now));
    if (!running) {
      callbacks.fail(
          future, new QuicException(QuicException.Reason.CLOSED, "the endpoint is closed"));
    }
    future.whenComplete(
        (handle, failure) -> {
          if (future.isCancelled() || failure instanceof TimeoutException) {
            loop.execute(now -> driver.abandon(future, now));
          }
        });
    return future;
  }

  /** Calls back after a while, on the event loop. Returns what cancels the call. */
  Runnable after(Duration delay, Runnable action) {
    return loop.after(delay, action);
  }
}
