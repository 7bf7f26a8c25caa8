package io.mosaik.transport.quic;

import io.mosaik.api.KeyPair;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.time.Ambient;
import io.mosaik.internal.NettyVersion;
import io.mosaik.transport.quic.connection.ConnectionConfig;
import io.mosaik.transport.quic.endpoint.EndpointConfig;
import io.mosaik.transport.quic.net.KeyLogFile;
import io.mosaik.transport.quic.stream.StreamLimits;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets a {@link QuicEndpoint} up. Confined to one thread; may be used once. */
public final class QuicEndpointBuilder {

  private static final Logger LOGGER = LoggerFactory.getLogger(QuicEndpointBuilder.class);

  private static final String KEY_LOG_VARIABLE = "SSLKEYLOGFILE";

  final KeyPair identity;
  final Map<String, ProtocolHandler> protocols = new LinkedHashMap<>();
  final Set<TransportAddress.Ip> externalAddresses = new LinkedHashSet<>();
  Ambient ambient = Ambient.system();
  List<InetSocketAddress> bindAddresses = List.of();
  int maxDials = 64;
  boolean sendServerName = true;
  Optional<Path> qlogDirectory = Optional.empty();
  Optional<Consumer<String>> keyLog = Optional.empty();
  Optional<Executor> callbackExecutor = Optional.empty();
  StreamLimits streams = StreamLimits.DEFAULT;

  private Duration idleTimeout = ConnectionConfig.DEFAULT.idleTimeout();
  private Duration keepAlive = ConnectionConfig.DEFAULT.keepAlive();
  private Duration handshakeTimeout = ConnectionConfig.DEFAULT.handshakeTimeout();
  private long keyUpdateAfter = ConnectionConfig.DEFAULT.keyUpdateAfter();
  private int maxConnections = EndpointConfig.DEFAULT.maxConnections();
  private int maxHandshakes = EndpointConfig.DEFAULT.maxHandshakes();
  private int maxHandshakesPerSource = EndpointConfig.DEFAULT.maxHandshakesPerSource();
  private int retryAbove = EndpointConfig.DEFAULT.retryAbove();

  QuicEndpointBuilder(KeyPair identity) {
    this.identity = Objects.requireNonNull(identity, "identity");
  }

  /**
   * Time and chance; those of this machine by default.
   *
   * @param newAmbient what the endpoint takes from its surroundings
   * @return this builder
   */
  public QuicEndpointBuilder ambient(Ambient newAmbient) {
    ambient = Objects.requireNonNull(newAmbient, "ambient");
    return this;
  }

  /**
   * Where to listen; any port of all interfaces, IPv4 and IPv6, by default.
   *
   * @param addresses one, or one of each family, of which the second with port 0 shares the port of
   *     the first. A wildcard of IPv6 alone receives at IPv4 addresses, too
   * @return this builder
   * @throws IllegalArgumentException if there are none, or two of one family
   */
  public QuicEndpointBuilder bind(InetSocketAddress... addresses) {
    if (addresses.length == 0) {
      throw new IllegalArgumentException("an endpoint needs an address to bind to");
    }
    List<InetSocketAddress> wanted = List.of(addresses);
    if (wanted.stream().map(address -> address.getAddress().getClass()).distinct().count()
        < wanted.size()) {
      throw new IllegalArgumentException(
          "an endpoint binds to one address of each family at most, not to "
              + wanted
              + ": any address (0.0.0.0 or ::) covers all of a family");
    }
    bindAddresses = wanted;
    return this;
  }

  /**
   * Another address at which others reach us, such as a forwarded port.
   *
   * @param address the address
   * @return this builder
   */
  public QuicEndpointBuilder externalAddress(TransportAddress.Ip address) {
    externalAddresses.add(Objects.requireNonNull(address, "address"));
    return this;
  }

  /**
   * Serves an application protocol. Without any, nobody can connect to the endpoint.
   *
   * @param alpn its name (RFC 7301), 1 to 255 Latin-1 characters
   * @param handler gets the connections
   * @return this builder
   */
  public QuicEndpointBuilder protocol(String alpn, ProtocolHandler handler) {
    QuicEndpoint.encodeAlpn(alpn);
    protocols.put(alpn, Objects.requireNonNull(handler, "handler"));
    return this;
  }

  /**
   * After how long a silent connection is gone; 30 s by default. The peer may ask for less.
   *
   * @param timeout zero for never
   * @return this builder
   */
  public QuicEndpointBuilder idleTimeout(Duration timeout) {
    idleTimeout = timeout;
    return this;
  }

  /**
   * After how long a PING keeps a silent connection alive; never by default.
   *
   * @param interval zero for never
   * @return this builder
   */
  public QuicEndpointBuilder keepAlive(Duration interval) {
    keepAlive = interval;
    return this;
  }

  /**
   * How long a handshake may take; 10 s by default.
   *
   * @param timeout more than zero
   * @return this builder
   */
  public QuicEndpointBuilder handshakeTimeout(Duration timeout) {
    handshakeTimeout = timeout;
    return this;
  }

  /**
   * How many connections there are at most; 4096 by default. Further clients get no answer, unless
   * a connection whose handshake is not complete can give way.
   *
   * @param limit at least 1
   * @return this builder
   */
  public QuicEndpointBuilder maxConnections(int limit) {
    maxConnections = limit;
    return this;
  }

  /**
   * How many clients may be in a handshake at once; 1024 by default, 256 of one IPv4 address or
   * IPv6 /64. For a further one the oldest gives way that has not shown its address, else the
   * oldest of the network with the most handshakes.
   *
   * @param limit at least 1
   * @param perSource at least 1
   * @return this builder
   */
  public QuicEndpointBuilder maxHandshakes(int limit, int perSource) {
    maxHandshakes = limit;
    maxHandshakesPerSource = perSource;
    return this;
  }

  /**
   * From how many clients in a handshake on a client must first show that it is where its datagrams
   * come from (Retry; RFC 9000, section 8.1.2); 64 by default.
   *
   * @param handshakes 0 for always
   * @return this builder
   */
  public QuicEndpointBuilder retryAbove(int handshakes) {
    retryAbove = handshakes;
    return this;
  }

  /**
   * How many dials may be under way at once; 64 by default. Further ones wait.
   *
   * @param limit at least 1
   * @return this builder
   */
  public QuicEndpointBuilder maxDials(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("at most " + limit + " dials: at least 1 is needed");
    }
    maxDials = limit;
    return this;
  }

  /**
   * How many packets to send under one key before changing it (RFC 9001, section 6); about a
   * million by default.
   *
   * @param packets 1 to 2^22
   * @return this builder
   */
  public QuicEndpointBuilder keyUpdateAfter(long packets) {
    keyUpdateAfter = packets;
    return this;
  }

  /**
   * Whether to name the dialled peer in the ClientHello, as iroh before 1.0.4 did; true by default.
   *
   * @param send whether to
   * @return this builder
   */
  public QuicEndpointBuilder sendServerName(boolean send) {
    sendServerName = send;
    return this;
  }

  /**
   * Has each connection leave a qlog (JSON text sequence, {@code .sqlog}); none by default.
   *
   * @param directory exists and can be written to
   * @return this builder
   */
  public QuicEndpointBuilder qlog(Path directory) {
    qlogDirectory = Optional.of(directory);
    return this;
  }

  /**
   * Has the secrets of all connections written down, for debugging only: whoever has them can read
   * everything. Nobody hears them by default.
   *
   * @param lines takes lines in the format of {@code SSLKEYLOGFILE}, on the event loop
   * @return this builder
   */
  public QuicEndpointBuilder keyLog(Consumer<String> lines) {
    keyLog = Optional.of(lines);
    return this;
  }

  /**
   * Has the secrets of all connections appended to a file, for debugging only: Wireshark decrypts
   * recorded packets by it, and so can everybody else who has it.
   *
   * @param file is made readable for its owner only if it does not exist
   * @return this builder
   * @throws java.io.UncheckedIOException if the file cannot be written
   */
  public QuicEndpointBuilder keyLogFile(Path file) {
    return keyLog(KeyLogFile.appendTo(file)::write);
  }

  /**
   * {@link #keyLogFile Logs keys} to the file that {@code SSLKEYLOGFILE} names, as other programs
   * that speak TLS do; changes nothing if that is not set. A file that cannot be written is
   * complained about and left alone: the variable may have been meant for somebody else.
   *
   * @param environment the environment variables, {@link System#getenv()} as a rule
   * @return this builder
   */
  public QuicEndpointBuilder keyLogFromEnvironment(Map<String, String> environment) {
    String file = environment.getOrDefault(KEY_LOG_VARIABLE, "");
    if (!file.isBlank()) {
      try {
        keyLogFile(Path.of(file));
      } catch (UncheckedIOException | InvalidPathException unusable) {
        LOGGER.warn("{} is of no use, no key is logged: {}", KEY_LOG_VARIABLE, unusable.toString());
      }
    }
    return this;
  }

  /**
   * Where stages complete and handlers are called; daemon threads of the endpoint by default.
   *
   * @param executor never an event loop
   * @return this builder
   */
  public QuicEndpointBuilder callbackExecutor(Executor executor) {
    callbackExecutor = Optional.of(executor);
    return this;
  }

  /**
   * Binds the sockets and starts.
   *
   * @return completes with the endpoint; fails with a {@link QuicException} if a socket cannot be
   *     bound
   * @throws IllegalArgumentException if a limit or a timeout is out of range
   * @throws IllegalStateException if the application runs with a Netty older than 4.2
   */
  public CompletionStage<QuicEndpoint> start() {
    NettyVersion.requireSupported("mosaik-transport-quic", QuicEndpointBuilder.class);
    return QuicEndpoint.start(this);
  }

  EndpointConfig endpointConfig() {
    ConnectionConfig usual = ConnectionConfig.DEFAULT;
    ConnectionConfig connection =
        new ConnectionConfig(
            idleTimeout,
            keepAlive,
            handshakeTimeout,
            usual.initialRtt(),
            streams,
            usual.maxUdpPayload(),
            keyUpdateAfter);
    return new EndpointConfig(
        connection, maxConnections, maxHandshakes, maxHandshakesPerSource, retryAbove);
  }
}
