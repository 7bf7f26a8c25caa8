package io.mosaik.transport.quic;

import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.NodeContext;
import io.mosaik.api.spi.PeerPinger;
import io.mosaik.api.spi.PeerPingerProvider;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/**
 * Makes {@link QuicPeerPinger}s for nodes. Immutable.
 *
 * <p>Options: {@code external-addresses}, where else others reach us, separated by commas; {@code
 * server-name}, {@code false} to send none in handshakes; {@code qlog-directory} and {@code
 * key-log-file}, for debugging. Without the latter, the environment variable {@code SSLKEYLOGFILE}
 * counts.
 */
public final class QuicPeerPingerProvider implements PeerPingerProvider {

  static final String ID = "quic";

  private static final String EXTERNAL_ADDRESSES = "external-addresses";
  private static final String SERVER_NAME = "server-name";
  private static final String QLOG_DIRECTORY = "qlog-directory";
  private static final String KEY_LOG_FILE = "key-log-file";
  private static final Set<String> OPTIONS =
      Set.of(EXTERNAL_ADDRESSES, SERVER_NAME, QLOG_DIRECTORY, KEY_LOG_FILE);

  /** Binding a socket takes milliseconds. */
  private static final long START_SECONDS = 5;

  private final Map<String, String> environment;
  private final UnaryOperator<QuicEndpointBuilder> application;

  /** For {@link java.util.ServiceLoader}. */
  public QuicPeerPingerProvider() {
    this(System.getenv());
  }

  /** In another environment than that of this process. */
  QuicPeerPingerProvider(Map<String, String> environment) {
    this(environment, UnaryOperator.identity());
  }

  private QuicPeerPingerProvider(
      Map<String, String> environment, UnaryOperator<QuicEndpointBuilder> application) {
    this.environment = Map.copyOf(environment);
    this.application = application;
  }

  /**
   * Returns a provider of pingers whose endpoint serves protocols of the application beside the
   * ping, for {@code DhtBootstrapBuilder.pingerProvider}. The addresses that peers discover are
   * then those of the application's protocols as well.
   *
   * @param setup adds protocols, or changes other settings of the endpoint; is called for each
   *     pinger, after the options have been applied
   * @return a provider
   */
  public static QuicPeerPingerProvider of(UnaryOperator<QuicEndpointBuilder> setup) {
    return new QuicPeerPingerProvider(System.getenv(), Objects.requireNonNull(setup, "setup"));
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Set<String> optionNames() {
    return OPTIONS;
  }

  @Override
  public void checkOptions(Map<String, String> options) {
    Set<String> unknown = new TreeSet<>(options.keySet());
    unknown.removeAll(OPTIONS);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown options " + unknown + " of " + ID + ", known are " + new TreeSet<>(OPTIONS));
    }
    options.forEach(
        (name, value) -> {
          if (value.isBlank()) {
            throw new IllegalArgumentException(
                name + " is empty: leave the option out for its default");
          }
        });
    for (String address : split(options.getOrDefault(EXTERNAL_ADDRESSES, ""))) {
      externalAddress(address);
    }
    Optional.ofNullable(options.get(SERVER_NAME)).ifPresent(QuicPeerPingerProvider::parseBoolean);
    Optional.ofNullable(options.get(QLOG_DIRECTORY)).ifPresent(Path::of);
    Optional.ofNullable(options.get(KEY_LOG_FILE)).ifPresent(Path::of);
  }

  @Override
  public Optional<PeerPinger> create(NodeContext context) {
    checkOptions(context.options());
    return Optional.of(started(context, context.options()));
  }

  private static TransportAddress.Ip externalAddress(String text) {
    try {
      return TransportAddress.parseIp(text);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          EXTERNAL_ADDRESSES
              + " contains \""
              + text
              + "\": ADDRESS:PORT is needed, several with commas between them",
          wrong);
    }
  }

  private PeerPinger started(NodeContext context, Map<String, String> options) {
    try {
      return QuicPeerPinger.start(context, setup -> application.apply(configure(setup, options)))
          .toCompletableFuture()
          .get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof QuicException quic
          ? quic
          : new CompletionException(failure.getCause());
    } catch (TimeoutException late) {
      throw new QuicException(
          QuicException.Reason.LOCAL_FAILURE, "no socket within " + START_SECONDS + " s", late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new QuicException(
          QuicException.Reason.LOCAL_FAILURE, "interrupted while binding", interrupted);
    }
  }

  private QuicEndpointBuilder configure(QuicEndpointBuilder setup, Map<String, String> options) {
    for (String address : split(options.getOrDefault(EXTERNAL_ADDRESSES, ""))) {
      setup.externalAddress(externalAddress(address));
    }
    Optional.ofNullable(options.get(SERVER_NAME))
        .ifPresent(text -> setup.sendServerName(parseBoolean(text)));
    Optional.ofNullable(options.get(QLOG_DIRECTORY)).map(Path::of).ifPresent(setup::qlog);
    return options.containsKey(KEY_LOG_FILE)
        ? setup.keyLogFile(Path.of(options.get(KEY_LOG_FILE)))
        : setup.keyLogFromEnvironment(environment);
  }

  private static String[] split(String list) {
    return list.isBlank() ? new String[0] : list.strip().split("\\s*,\\s*");
  }

  private static boolean parseBoolean(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException(SERVER_NAME + " is true or false, not " + text);
    }
    return text.equals("true");
  }
}
