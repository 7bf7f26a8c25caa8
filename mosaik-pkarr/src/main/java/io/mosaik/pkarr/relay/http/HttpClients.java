package io.mosaik.pkarr.relay.http;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.mosaik.api.Bytes;
import io.mosaik.pkarr.relay.RelayRequest;
import io.mosaik.pkarr.relay.RelaySettings;
import io.mosaik.pkarr.relay.RelayUrl;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JDK's HTTP client, one for each relay with threads of its own: on those it waits for names to
 * be looked up, also for requests that have been given up. A name that nobody looks up in time
 * makes only its own relay wait.
 *
 * <p>Thread-safe.
 */
final class HttpClients {

  private static final Logger LOG = LoggerFactory.getLogger(HttpClients.class);
  private static final int THREADS = 2;
  private static final int IDLE_SECONDS = 5;

  private final List<ExecutorService> threads = new ArrayList<>();
  private volatile Map<String, HttpClient> byAuthority;

  HttpClients(RelaySettings settings) {
    Map<String, HttpClient> clients = new HashMap<>();
    for (RelayUrl relay : settings.relays()) {
      clients.computeIfAbsent(relay.base().getRawAuthority(), any -> client(settings.timeout()));
    }
    byAuthority = Map.copyOf(clients);
  }

  private HttpClient client(Duration connecting) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new ThreadFactoryBuilder()
                .setNameFormat("mosaik-pkarr-http-" + threads.size() + "-%d")
                .setDaemon(true)
                .build());
    pool.allowCoreThreadTimeOut(true);
    threads.add(pool);
    return HttpClient.newBuilder()
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(connecting)
        .executor(pool)
        .build();
  }

  /** Cancelling the future closes the connection of HTTP/1, or the stream of HTTP/2. */
  CompletableFuture<HttpResponse<Bytes>> send(RelayRequest request) {
    return Optional.ofNullable(byAuthority.get(request.uri().getRawAuthority()))
        .map(client -> client.sendAsync(toHttp(request), BoundedBody::of))
        .orElseGet(() -> CompletableFuture.failedFuture(new IOException("closed")));
  }

  /**
   * Lets go of the clients, without waiting. One of Java 17 to 20 cannot be closed: it ends, and
   * its connections with it, when it is garbage and nothing is under way.
   */
  void close() {
    Collection<HttpClient> clients = byAuthority.values();
    byAuthority = Map.of();
    clients.forEach(HttpClients::end);
    // They end after what is queued, so that cancelled exchanges give their connections back.
    threads.forEach(ExecutorService::shutdown);
  }

  private static void end(HttpClient client) {
    if (client instanceof AutoCloseable) { // since Java 21; its close() would wait
      try {
        HttpClient.class.getMethod("shutdownNow").invoke(client);
      } catch (ReflectiveOperationException notSo) {
        LOG.warn("an HTTP client was not shut down", notSo);
      }
    }
  }

  private static HttpRequest toHttp(RelayRequest request) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(request.uri());
    request.headers().forEach(builder::header);
    // Without TLS the JDK would ask for an upgrade to HTTP/2 first, which relays do not know.
    builder.version(
        "https".equals(request.uri().getScheme())
            ? HttpClient.Version.HTTP_2
            : HttpClient.Version.HTTP_1_1);
    request
        .body()
        .ifPresentOrElse(
            body -> builder.PUT(BodyPublishers.ofByteArray(body.toArray())), builder::GET);
    return builder.build();
  }
}
