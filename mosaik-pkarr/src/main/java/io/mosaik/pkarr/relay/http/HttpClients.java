package io.mosaik.pkarr.relay.http;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.mosaik.api.Bytes;
import io.mosaik.pkarr.relay.RelayRequest;
import io.mosaik.pkarr.relay.RelaySettings;
import io.mosaik.pkarr.relay.RelayUrl;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The JDK's HTTP client, one for each relay with threads of its own: on those it waits for names to
 * be looked up, also for requests that have been given up. A name that nobody looks up in time
 * makes only its own relay wait.
 *
 * <p>Thread-safe.
 */
final class HttpClients {

  private static final int THREADS = 2;
  private static final int IDLE_SECONDS = 5;

  private final Map<String, HttpClient> byAuthority = new HashMap<>();
  private final List<ExecutorService> threads = new ArrayList<>();

  HttpClients(RelaySettings settings) {
    for (RelayUrl relay : settings.relays()) {
      byAuthority.computeIfAbsent(
          relay.base().getRawAuthority(), any -> client(settings.timeout()));
    }
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
    return byAuthority
        .get(request.uri().getRawAuthority())
        .sendAsync(toHttp(request), BoundedBody::of);
  }

  /** Ends after what is queued, so that cancelled exchanges give their connections back. */
  void close() {
    threads.forEach(ExecutorService::shutdown);
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
