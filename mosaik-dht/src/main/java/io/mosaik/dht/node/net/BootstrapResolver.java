package io.mosaik.dht.node.net;

import com.google.common.net.InetAddresses;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.mosaik.dht.node.Counter;
import io.mosaik.dht.node.Counters;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns names of bootstrap nodes into addresses. Names are resolved one by one on threads of its
 * own, daemons named {@code mosaik-dht-resolver-…}, so that neither an event loop nor the other
 * names wait for a dead name server. A name that does not resolve is reported, and asked again the
 * next time.
 *
 * <p>Thread-safe.
 */
final class BootstrapResolver implements AutoCloseable {

  /** How a name is resolved; {@link InetAddress#getAllByName} outside tests. */
  @FunctionalInterface
  interface NameService {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(BootstrapResolver.class);
  private static final int THREADS = 4;

  private final List<InetSocketAddress> known = new ArrayList<>();
  private final List<InetSocketAddress> names = new ArrayList<>();
  private final NameService service;
  private final Counters counters;

  /** What each name resolved to when it last did. */
  private final Map<InetSocketAddress, Set<InetSocketAddress>> resolved = new ConcurrentHashMap<>();

  /** Who waits for the names that are being resolved. Guarded by itself. */
  private final Map<InetSocketAddress, List<Consumer<List<InetSocketAddress>>>> waiting =
      new HashMap<>();

  private final Set<InetSocketAddress> reported = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor pool;

  BootstrapResolver(List<InetSocketAddress> nodes, NameService service, Counters counters) {
    this.service = service;
    this.counters = counters;
    for (InetSocketAddress node : nodes) {
      if (!node.isUnresolved()) {
        known.add(node);
      } else if (InetAddresses.isInetAddress(node.getHostString())) {
        known.add(
            new InetSocketAddress(InetAddresses.forString(node.getHostString()), node.getPort()));
      } else {
        names.add(node);
      }
    }
    pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new ThreadFactoryBuilder()
                .setNameFormat("mosaik-dht-resolver-%d")
                .setDaemon(true)
                .build());
    pool.allowCoreThreadTimeOut(true);
  }

  /** Returns the addresses of all bootstrap nodes; none if one of them has yet to be resolved. */
  List<InetAddress> addressesIfAllKnown() {
    List<InetAddress> all = new ArrayList<>();
    known.forEach(node -> all.add(node.getAddress()));
    for (InetSocketAddress name : names) {
      if (!name.getHostString().equalsIgnoreCase("localhost")) { // RFC 6761, section 6.3
        return List.of();
      }
      all.add(InetAddress.getLoopbackAddress());
    }
    return List.copyOf(all);
  }

  /** Whether there is nothing to resolve. */
  boolean isEmpty() {
    return known.isEmpty() && names.isEmpty();
  }

  /**
   * Resolves all names, each of them once for all who ask meanwhile; never blocks.
   *
   * @param listener is told all addresses known so far: at once if there are any, on the caller's
   *     thread, and again for every name that was asked for, on a thread of the resolver
   */
  void resolve(Consumer<List<InetSocketAddress>> listener) {
    if (!known.isEmpty() || !resolved.isEmpty()) {
      listener.accept(addresses());
    }
    for (InetSocketAddress name : names) {
      if (isFirstToWait(name, listener)) {
        try {
          pool.execute(
              () -> {
                try {
                  lookUp(name);
                } finally {
                  stopWaiting(name).forEach(each -> each.accept(addresses()));
                }
              });
        } catch (RejectedExecutionException closed) {
          stopWaiting(name);
        }
      }
    }
  }

  private boolean isFirstToWait(
      InetSocketAddress name, Consumer<List<InetSocketAddress>> listener) {
    synchronized (waiting) {
      List<Consumer<List<InetSocketAddress>>> all =
          waiting.computeIfAbsent(name, first -> new ArrayList<>());
      all.add(listener);
      return all.size() == 1;
    }
  }

  /** From now on the name can be resolved again. */
  private List<Consumer<List<InetSocketAddress>>> stopWaiting(InetSocketAddress name) {
    synchronized (waiting) {
      return waiting.remove(name);
    }
  }

  /** Ends the threads; one that waits for a name server ends when that answers or times out. */
  @Override
  public void close() {
    pool.shutdownNow();
  }

  /** A name that no longer resolves keeps the addresses that it had. */
  private void lookUp(InetSocketAddress name) {
    try {
      Set<InetSocketAddress> found = new LinkedHashSet<>();
      Arrays.stream(service.resolve(name.getHostString()))
          .map(address -> new InetSocketAddress(address, name.getPort()))
          .forEach(found::add);
      resolved.put(name, found);
      reported.remove(name);
    } catch (UnknownHostException | RuntimeException unresolved) {
      counters.increment(Counter.BOOTSTRAP_FAILURES);
      if (reported.add(name)) {
        LOG.warn(
            "bootstrap node {}:{} does not resolve; will try again while no node is known",
            name.getHostString(),
            name.getPort());
      } else {
        LOG.debug("bootstrap node {} still does not resolve", name.getHostString());
      }
    }
  }

  /** All addresses known so far. */
  List<InetSocketAddress> addresses() {
    return Stream.concat(known.stream(), resolved.values().stream().flatMap(Set::stream))
        .distinct()
        .toList();
  }
}
