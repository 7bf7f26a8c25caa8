package io.mosaik.transport.quic.connection;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.packet.ConnectionId;
import io.mosaik.transport.quic.packet.MalformedException;
import io.mosaik.transport.quic.packet.Packet;
import io.mosaik.transport.quic.packet.PacketParser;
import io.mosaik.transport.quic.packet.StatelessReset;
import io.mosaik.transport.quic.stream.ReadResult;
import io.mosaik.transport.quic.stream.StreamEvent;
import io.mosaik.transport.quic.tls.TlsConfig;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** A client and a server joined by a simulated network, on virtual time. */
final class SimulatedPair {

  static final Bytes ALPN = Bytes.of("/test/1".getBytes(StandardCharsets.US_ASCII));
  static final InetSocketAddress CLIENT_ADDRESS = address(1, 1111);
  static final InetSocketAddress SERVER_ADDRESS = address(2, 2222);

  final Random random;
  private final boolean qlogs;
  final Side client;
  final Side server;
  ConnectionConfig serverConfig = ConnectionConfig.DEFAULT;
  TlsConfig serverTls;
  Impairment impairment;
  InetSocketAddress clientAddress = CLIENT_ADDRESS;
  Deadline now = Deadline.ofNanos(0);
  Runnable onAccepted = () -> {};
  int clientBytes;
  int serverBytes;
  int largestDatagram = Integer.MAX_VALUE; // what is larger vanishes
  final List<Datagram> misdirected = new ArrayList<>(); // to where the client is not

  private final PriorityQueue<InFlight> network =
      new PriorityQueue<>(Comparator.comparing(InFlight::at).thenComparing(InFlight::sequence));
  private long sequence;

  private record InFlight(Deadline at, long sequence, boolean toServer, Datagram datagram) {}

  SimulatedPair(long seed) {
    this(seed, ConnectionConfig.DEFAULT, Impairment.NONE);
  }

  SimulatedPair(long seed, ConnectionConfig config, Impairment impairment) {
    this(seed, config, impairment, true);
  }

  /** A qlog is worth having where few pairs are looked at closely; it takes time. */
  SimulatedPair(long seed, ConnectionConfig config, Impairment impairment, boolean qlogs) {
    this.qlogs = qlogs;
    this.random = new Random(seed);
    this.impairment = impairment;
    KeyPair clientKey = KeyPair.generate(random);
    KeyPair serverKey = KeyPair.generate(random);
    client = new Side("client", TlsConfig.of(clientKey, List.of(ALPN)), clientKey);
    server = new Side("server", TlsConfig.of(serverKey, List.of(ALPN)), serverKey);
    serverTls = server.tls;
    serverConfig = config;
    client.connection =
        Optional.of(
            QuicConnection.client(
                config,
                client.tls,
                new ClientAttempt(serverKey.publicKey(), SERVER_ADDRESS, Bytes.EMPTY, false),
                client,
                random,
                qlogs ? Optional.of(client.qlog::add) : Optional.empty(),
                now));
  }

  /** One end with an application that keeps what it reads and does what it is told. */
  final class Side implements IdSource {

    final String name;
    final TlsConfig tls;
    final KeyPair identity;
    final StatelessReset resets;
    final List<String> qlog = new ArrayList<>();
    final List<ConnectionEvent> events = new ArrayList<>();
    final Map<Long, ByteArrayOutputStream> received = new HashMap<>();
    final List<Long> finished = new ArrayList<>();
    final Map<Long, Long> resetCodes = new HashMap<>();
    final Map<Long, byte[]> unwritten = new HashMap<>();
    boolean echo;
    boolean readsNothing;
    Optional<QuicConnection> connection = Optional.empty();

    Side(String name, TlsConfig tls, KeyPair identity) {
      this.name = name;
      this.tls = tls;
      this.identity = identity;
      this.resets = new StatelessReset(identity.seed());
    }

    @Override
    public ConnectionId next() {
      return ConnectionId.random(random, ID_SIZE);
    }

    @Override
    public Bytes resetToken(ConnectionId id) {
      return resets.token(id);
    }

    QuicConnection connection() {
      return connection.orElseThrow(() -> new AssertionError(name + " has no connection"));
    }

    boolean isEstablished() {
      return connection.isPresent() && connection.get().isEstablished();
    }

    boolean isConfirmed() {
      return connection.isPresent() && connection.get().isConfirmed();
    }

    boolean isClosed() {
      return connection.isPresent() && !connection.get().isOpen();
    }

    Optional<CloseReason> closeReason() {
      return events.stream()
          .filter(ConnectionEvent.Closed.class::isInstance)
          .map(event -> ((ConnectionEvent.Closed) event).reason())
          .findFirst();
    }

    /** Writes all of it, over time, and then the end. */
    void send(long stream, byte[] data) {
      unwritten.put(stream, data);
      write(stream);
    }

    /** Writes a little, and goes on later. */
    void write(long stream, Bytes data) {
      if (connection().streams().write(stream, data) < data.size()) {
        throw new AssertionError(data.size() + " bytes do not fit into the buffer of a stream");
      }
    }

    private void write(long stream) {
      byte[] data = unwritten.get(stream);
      if (data == null || !connection().streams().isWritable(stream)) {
        return;
      }
      int written = connection().streams().write(stream, Bytes.of(data));
      if (written == data.length) {
        unwritten.remove(stream);
        connection().streams().finish(stream);
      } else {
        unwritten.put(stream, java.util.Arrays.copyOfRange(data, written, data.length));
      }
    }

    void readAll(long stream) {
      ReadResult result;
      do {
        result = connection().streams().read(stream, 100_000);
        received
            .computeIfAbsent(stream, id -> new ByteArrayOutputStream())
            .writeBytes(result.data().toArray());
        if (result.finished() && !finished.contains(stream)) {
          finished.add(stream);
          result.resetCode().ifPresent(code -> resetCodes.put(stream, code));
          if (echo) {
            send(stream, received.get(stream).toByteArray());
          }
        }
      } while (!result.finished() && !result.data().isEmpty());
    }

    private void drainEvents() {
      Optional<ConnectionEvent> next;
      while ((next = connection().pollEvent()).isPresent()) {
        events.add(next.get());
        if (next.get() instanceof ConnectionEvent.OfStream ofStream) {
          if (ofStream.event() instanceof StreamEvent.Opened opened) {
            connection().streams().accept(opened.streamId());
          } else if (ofStream.event() instanceof StreamEvent.Readable readable && !readsNothing) {
            readAll(readable.streamId());
          } else if (ofStream.event() instanceof StreamEvent.Writable writable) {
            write(writable.streamId());
          }
        }
      }
    }
  }

  /** Lets time pass until something is true; fails when that takes too long or nothing moves. */
  void runUntil(BooleanSupplier condition, Duration limit) {
    if (!runUntilOr(condition, limit)) {
      throw new AssertionError(
          "not within " + limit + "; client " + client.events + ", server " + server.events);
    }
  }

  /** Lets time pass until something is true, which is told, or for so long. */
  boolean runUntilOr(BooleanSupplier condition, Duration limit) {
    Deadline end = now.plus(limit);
    int steps = 0;
    while (!condition.getAsBoolean()) {
      if (!step(end)) {
        return false;
      }
      if (++steps > 3_000_000) {
        throw new AssertionError("no progress at " + now);
      }
    }
    return true;
  }

  /** Lets time pass. */
  void run(Duration duration) {
    Deadline end = now.plus(duration);
    int steps = 0;
    while (step(end)) {
      if (++steps > 3_000_000) {
        throw new AssertionError("no progress at " + now);
      }
    }
    now = end;
  }

  private boolean step(Deadline end) {
    settle(client, true);
    server.connection.ifPresent(present -> settle(server, false));
    Deadline next = client.connection().nextDeadline();
    if (server.connection.isPresent()) {
      next = Deadline.min(next, server.connection().nextDeadline());
    }
    if (!network.isEmpty()) {
      next = Deadline.min(next, network.peek().at());
    }
    if (end.isBefore(next) || next.equals(Deadline.NEVER)) {
      return false;
    }
    now = now.isBefore(next) ? next : now;
    while (!network.isEmpty() && network.peek().at().hasPassed(now)) {
      deliver(network.poll());
    }
    client.connection().expire(now);
    client.drainEvents();
    server.connection.ifPresent(present -> present.expire(now));
    server.connection.ifPresent(present -> server.drainEvents());
    return true;
  }

  private void settle(Side side, boolean toServer) {
    side.drainEvents();
    Optional<Datagram> next;
    while ((next = side.connection().pollTransmit(now)).isPresent()) {
      Datagram datagram = next.get();
      if (toServer) {
        clientBytes += datagram.size();
        send(true, new Datagram(clientAddress, datagram.bytes(), datagram.size()));
      } else {
        serverBytes += datagram.size();
        if (datagram.remote().equals(clientAddress)) {
          send(false, new Datagram(SERVER_ADDRESS, datagram.bytes(), datagram.size()));
        } else {
          misdirected.add(datagram);
        }
      }
    }
    side.drainEvents();
  }

  /** Puts a datagram on the network, which may lose, repeat, alter, or delay it. */
  void send(boolean toServer, Datagram datagram) {
    if (datagram.size() > largestDatagram) {
      return;
    }
    for (Impairment.Arrival arrival :
        impairment.arrivalsOf(datagram.bytes(), datagram.size(), random)) {
      Datagram copy = new Datagram(datagram.remote(), arrival.bytes(), arrival.bytes().length);
      network.add(new InFlight(now.plusNanos(arrival.afterNanos()), sequence++, toServer, copy));
    }
  }

  private void deliver(InFlight flight) {
    Datagram datagram = flight.datagram();
    if (!flight.toServer()) {
      client.connection().receive(datagram, now);
      return;
    }
    if (server.connection.isEmpty()) {
      accept(datagram);
    }
    server.connection.ifPresent(present -> present.receive(datagram, now));
  }

  private void accept(Datagram datagram) {
    try {
      Packet first = PacketParser.parse(datagram.bytes(), 0, datagram.size(), IdSource.ID_SIZE);
      if (first instanceof Packet.Long header && datagram.size() >= 1200) {
        server.connection =
            Optional.of(
                QuicConnection.server(
                    serverConfig,
                    serverTls,
                    new ServerAttempt(
                        datagram.remote(),
                        header.destination(),
                        Optional.empty(),
                        false,
                        header.source(),
                        server.next()),
                    server,
                    random,
                    qlogs ? Optional.of(server.qlog::add) : Optional.empty(),
                    now));
        onAccepted.run();
      }
    } catch (MalformedException garbled) {
      // as if it had been lost
    }
  }

  private static InetSocketAddress address(int host, int port) {
    return new InetSocketAddress("192.0.2." + host, port);
  }
}
