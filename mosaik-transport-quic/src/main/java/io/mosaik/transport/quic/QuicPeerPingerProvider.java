package io.mosaik.transport.quic;

import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.NodeContext;
import io.mosaik.api.spi.PeerPinger;
import io.mosaik.api.spi.PeerPingerProvider;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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

  /** For {@link java.util.ServiceLoader}. */
  public QuicPeerPingerProvider() {
    this(System.getenv());
  }

  /** In another environment than that of this process. */
  QuicPeerPingerProvider(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Optional<PeerPinger> create(NodeContext context) {
    Map<String, String> options = context.options();
    Set<String> unknown = new TreeSet<>(options.keySet());
    unknown.removeAll(OPTIONS);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown options " + unknown + " of " + ID + ", known are " + new TreeSet<>(OPTIONS));
    }
    return Optional.of(started(context, options));
  }

  private PeerPinger started(NodeContext context, Map<String, String> options) {
    try {
      return QuicPeerPinger.start(context, setup -> configure(setup, options))
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
      setup.externalAddress(TransportAddress.parseIp(address));
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
