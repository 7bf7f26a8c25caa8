package com.example.foreign;

import static io.mosaik.api.spi.PingOutcome.Reason.LOCAL_FAILURE;
import static io.mosaik.api.spi.PingOutcome.Reason.MALFORMED;
import static io.mosaik.api.spi.PingOutcome.Reason.NO_PATH;
import static io.mosaik.api.spi.PingOutcome.Reason.REFUSED;
import static io.mosaik.api.spi.PingOutcome.Reason.SILENT;
import static io.mosaik.api.spi.PingOutcome.Reason.WRONG_IDENTITY;
import static io.mosaik.api.spi.PingOutcome.Reason.WRONG_NETWORK;

import io.mosaik.api.InvalidPacketException;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerEntry;
import io.mosaik.api.PeerId;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.NodeContext;
import io.mosaik.api.spi.PeerPinger;
import io.mosaik.api.spi.PingOutcome;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Pings over TCP, a thread for each connection. Thread-safe by its concurrent collections. */
public final class TcpPinger implements PeerPinger {

  /** How many strangers are served at once; the others are hung up on. */
  private static final int MAX_GUESTS = 32;

  /** How long a stranger may take to introduce itself. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final NodeContext self;
  private final ServerSocket server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "tcp-pinger");
            thread.setDaemon(true);
            return thread;
          });
  private final Semaphore seats = new Semaphore(MAX_GUESTS);
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Map<Object, Consumer<PeerAddress>> listeners = new ConcurrentHashMap<>();

  /** Listens at the first of the node's bind addresses. */
  public TcpPinger(NodeContext self) throws IOException {
    this.self = self;
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server = new ServerSocket();
    server.bind(self.bindAddresses().stream().findFirst().orElse(any));
    threads.execute(this::serve);
  }

  @Override
  public String name() {
    return "tcp";
  }

  @Override
  public Set<TransportAddress.Kind> reaches() {
    return Set.of(TransportAddress.Kind.IP);
  }

  @Override
  public Set<TransportAddress> localAddresses() {
    InetAddress address = server.getInetAddress();
    return address.isAnyLocalAddress()
        ? Set.of()
        : Set.of(TransportAddress.ip(address, server.getLocalPort()));
  }

  @Override
  public CompletionStage<PingOutcome> ping(PeerAddress peer, Duration timeout) {
    List<CompletableFuture<Introduction>> attempts =
        peer.addresses().stream()
            .filter(address -> address instanceof TransportAddress.Ip)
            .map(
                address ->
                    introduce(
                        new Socket(),
                        Optional.of(((TransportAddress.Ip) address).socket()),
                        timeout))
            .toList();
    CompletableFuture<PingOutcome> first = new CompletableFuture<>();
    AtomicInteger left = new AtomicInteger(attempts.size());
    for (CompletableFuture<Introduction> attempt : attempts) {
      attempt
          .handle((met, failure) -> judge(peer.id(), met, failure))
          .thenAccept(
              outcome -> {
                boolean last = left.decrementAndGet() == 0;
                if (last || outcome instanceof PingOutcome.Healthy) {
                  first.complete(outcome);
                }
              });
    }
    if (attempts.isEmpty()) {
      first.complete(new PingOutcome.Failed(NO_PATH, peer + " has no IP address"));
    }
    CompletableFuture<PingOutcome> told =
        first.thenApplyAsync(outcome -> outcome, self.callbackExecutor());
    // Whether one attempt succeeded or the caller gave up: the others are of no use any more.
    told.whenComplete((outcome, failure) -> attempts.forEach(attempt -> attempt.cancel(false)));
    return told;
  }

  @Override
  public Subscription onPeerMet(Consumer<PeerAddress> listener) {
    Object ticket = new Object(); // the same listener may come twice
    listeners.put(ticket, listener);
    return () -> listeners.remove(ticket);
  }

  @Override
  public void close() {
    threads.shutdown();
    close(server);
    open.forEach(TcpPinger::close);
  }

  private void serve() {
    try {
      while (true) {
        Socket guest = server.accept();
        if (seats.tryAcquire()) {
          var from = (InetSocketAddress) guest.getRemoteSocketAddress();
          introduce(guest, Optional.empty(), PATIENCE)
              .whenComplete((met, failure) -> seats.release())
              .thenAccept(met -> tell(met.entry().entry(), from));
        } else {
          close(guest);
        }
      }
    } catch (IOException closed) {
      close(server);
    }
  }

  /** Ends, and the connection with it, when both know each other or the time is over. */
  private CompletableFuture<Introduction> introduce(
      Socket connection, Optional<InetSocketAddress> target, Duration timeout) {
    CompletableFuture<Introduction> introduction = new CompletableFuture<>();
    open.add(connection);
    introduction
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete(
            (met, failure) -> {
              close(connection);
              open.remove(connection);
            });
    try {
      threads.execute(
          () -> {
            try {
              if (target.isPresent()) {
                connection.connect(target.get());
              }
              introduction.complete(Introduction.over(connection, self));
            } catch (IOException | RuntimeException e) {
              introduction.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException closed) {
      introduction.completeExceptionally(closed);
    }
    return introduction;
  }

  private PingOutcome judge(PeerId id, Introduction met, Throwable failure) {
    if (failure != null) {
      return new PingOutcome.Failed(reason(failure), failure.toString());
    }
    PeerEntry entry = met.entry().entry();
    if (!entry.id().equals(id)) {
      return new PingOutcome.Failed(WRONG_IDENTITY, "there answers " + entry.id());
    }
    if (!entry.network().equals(self.networkId())) {
      return new PingOutcome.Failed(WRONG_NETWORK, "of network " + entry.network());
    }
    return new PingOutcome.Healthy(met.entry(), met.roundTrip());
  }

  private PingOutcome.Reason reason(Throwable failure) {
    if (server.isClosed()) {
      return LOCAL_FAILURE;
    } else if (failure instanceof TimeoutException) {
      return SILENT;
    } else if (failure instanceof InvalidPacketException) {
      return MALFORMED;
    } else if (failure instanceof ConnectException || failure instanceof EOFException) {
      return REFUSED;
    }
    return LOCAL_FAILURE; // says nothing about the peer, and so does no harm
  }

  private void tell(PeerEntry guest, InetSocketAddress from) {
    if (!guest.network().equals(self.networkId())) {
      return;
    }
    PeerAddress met = PeerAddress.of(guest.id(), new TransportAddress.Ip(from));
    for (Object ticket : listeners.keySet()) {
      self.callbackExecutor()
          .execute(
              () -> {
                Consumer<PeerAddress> listener = listeners.get(ticket);
                if (listener != null) {
                  listener.accept(met);
                }
              });
    }
  }

  private static void close(Closeable resource) {
    try {
      resource.close();
    } catch (IOException e) {
      // A socket that cannot be closed is of no use, and nothing can be done about it.
    }
  }
}
