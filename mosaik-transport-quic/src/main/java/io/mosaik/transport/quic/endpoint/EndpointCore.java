package io.mosaik.transport.quic.endpoint;

import io.mosaik.api.Bytes;
import io.mosaik.api.PublicKey;
import io.mosaik.api.time.Deadline;
import io.mosaik.internal.IpScope;
import io.mosaik.transport.quic.connection.ClientAttempt;
import io.mosaik.transport.quic.connection.ConnectionConfig;
import io.mosaik.transport.quic.connection.ConnectionEvent;
import io.mosaik.transport.quic.connection.Datagram;
import io.mosaik.transport.quic.connection.IdSource;
import io.mosaik.transport.quic.connection.QlogSink;
import io.mosaik.transport.quic.connection.QuicConnection;
import io.mosaik.transport.quic.connection.ServerAttempt;
import io.mosaik.transport.quic.frame.TransportError;
import io.mosaik.transport.quic.frame.TransportException;
import io.mosaik.transport.quic.packet.MalformedException;
import io.mosaik.transport.quic.packet.Packet;
import io.mosaik.transport.quic.packet.PacketParser;
import io.mosaik.transport.quic.packet.PacketType;
import io.mosaik.transport.quic.tls.TlsConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All connections of one port: fed with datagrams, commands and the time. After each call take
 * {@link #pollEvent events} and {@link #pollTransmit datagrams} until there are none, then call
 * again at {@link #nextDeadline} at the latest. Owns no socket, reads no clock. Confined to one
 * thread.
 */
public final class EndpointCore {

  private static final Logger LOGGER = LoggerFactory.getLogger(EndpointCore.class);

  private final EndpointConfig config;
  private final TlsConfig tls;
  private final RandomGenerator random;
  private final Supplier<Optional<QlogSink>> qlogs;
  private final IdSource ids;
  private final Strangers strangers;
  private final ServerTokens tokens = new ServerTokens();
  private final HeardPrefixes heard = new HeardPrefixes();
  private final EndpointCounters counters = new EndpointCounters();
  private final Schedule schedule = new Schedule();

  private final ConnectionTable connections;
  private final PendingHandshakes handshakes = new PendingHandshakes();
  private final Set<Member> touched = new LinkedHashSet<>(); // may have datagrams to send
  private final Deque<Member> eventful = new ArrayDeque<>(); // may have events to tell
  private final Deque<Datagram> answers = new ArrayDeque<>();
  private final Deque<EndpointEvent> events = new ArrayDeque<>();
  private boolean accepting;

  /**
   * An endpoint without connections that does not accept any yet.
   *
   * @param tls as whom, and with which protocols; the latter for accepting
   * @param qlogs gives each connection the sink of its qlog, or none
   */
  public EndpointCore(
      EndpointConfig config,
      TlsConfig tls,
      RandomGenerator random,
      Supplier<Optional<QlogSink>> qlogs,
      Deadline now) {
    this.config = config;
    this.tls = tls;
    this.random = random;
    this.qlogs = qlogs;
    this.connections = new ConnectionTable(random);
    this.ids = new LocalIds(random, tls.identity(), connections::isInUse);
    this.strangers = new Strangers(random, ids, counters, now);
  }

  // ---- what our application does

  /** From now on clients are answered, or not any more; existing connections go on. */
  public void setAccepting(boolean accept) {
    accepting = accept;
  }

  /** Begins a connection to the owner of a key at an address. */
  public QuicConnection connect(
      PublicKey server, InetSocketAddress remote, Bytes alpn, Deadline now) {
    return connect(server, remote, alpn, InitialPolicy.RETRANSMIT, now);
  }

  /** Begins a connection to the owner of a key at an address that a stranger may have named. */
  public QuicConnection connect(
      PublicKey server, InetSocketAddress remote, Bytes alpn, InitialPolicy policy, Deadline now) {
    Bytes token = tokens.take(server, remote);
    boolean singleInitial =
        policy == InitialPolicy.SINGLE_TO_SILENT_PREFIX
            && token.isEmpty() // else this server was heard, and may want more than one datagram
            && IpScope.of(remote.getAddress()) == IpScope.PUBLIC
            && !hasHeardFrom(remote.getAddress());
    QuicConnection connection =
        QuicConnection.client(
            config.connection(),
            tls.withAlpn(List.of(alpn)),
            new ClientAttempt(server, remote, token, singleInitial),
            ids,
            random,
            qlogs.get(),
            now);
    counters.increment(Counter.CONNECTIONS_DIALLED);
    add(new Member(connection, Optional.empty()));
    return connection;
  }

  /** Something was done to a connection directly: its datagrams and events are to be collected. */
  public void touch(QuicConnection connection) {
    connections.of(connection).ifPresent(this::touch);
  }

  /**
   * Whether an authenticated packet of a connection came from an address, or from its prefix (IPv4
   * /24, IPv6 /48), of the last {@value HeardPrefixes#MAX_PREFIXES} prefixes. May be called on any
   * thread.
   */
  public boolean hasHeardFrom(InetAddress address) {
    return heard.contains(address);
  }

  /** The connections that are open. */
  public List<QuicConnection> connections() {
    return connections.members().stream()
        .map(Member::connection)
        .filter(QuicConnection::isOpen)
        .toList();
  }

  public EndpointCounters counters() {
    return counters;
  }

  /** How many connections there are, those included that only wait for stragglers. */
  public int connectionCount() {
    return connections.size();
  }

  /** How many clients have not completed their handshake yet. */
  public int handshakeCount() {
    return handshakes.size();
  }

  // ---- what happens to it

  /** The network spoke. The datagram's bytes are altered. */
  public void receive(Datagram datagram, Deadline now) {
    counters.increment(Counter.DATAGRAMS_RECEIVED);
    counters.add(Counter.BYTES_RECEIVED, datagram.size());
    Packet first;
    try {
      first = PacketParser.parse(datagram.bytes(), 0, datagram.size(), IdSource.ID_SIZE);
    } catch (MalformedException malformed) {
      if (!deliverReset(datagram, now)) {
        counters.increment(Counter.DATAGRAMS_DROPPED);
      }
      return;
    }
    Optional<Member> known = connections.find(first);
    if (known.isPresent()) {
      deliver(known.get(), datagram, now);
    } else {
      answerStranger(datagram, first, now);
    }
  }

  /** A datagram could not be sent; who waits for a first answer from there waits in vain. */
  public void onUnsendable(InetSocketAddress remote, String why, Deadline now) {
    counters.increment(Counter.DATAGRAMS_UNSENT);
    for (Member member : connections.at(remote)) {
      guarded(member, now, () -> member.connection().onUnsendable(why, now));
    }
  }

  /** Time passed. */
  public void expire(Deadline now) {
    for (Optional<Member> due = schedule.pollDue(now);
        due.isPresent();
        due = schedule.pollDue(now)) {
      Member member = due.get();
      guarded(member, now, () -> member.connection().expire(now));
    }
  }

  /** The next datagram to send, or empty. Collects the events of connections on the way. */
  public Optional<Datagram> pollTransmit(Deadline now) {
    collectEvents(now);
    if (!answers.isEmpty()) {
      return counted(answers.pollFirst());
    }
    while (!touched.isEmpty()) {
      Member member = touched.iterator().next();
      Optional<Datagram> next = transmit(member, now);
      if (next.isPresent()) {
        return counted(next.get());
      }
      touched.remove(member);
      collectEvents(now);
      settle(member);
    }
    return Optional.empty();
  }

  /** The next thing that happened to a connection, or empty. */
  public Optional<EndpointEvent> pollEvent(Deadline now) {
    collectEvents(now);
    return Optional.ofNullable(events.pollFirst());
  }

  /** When to call {@link #expire} at the latest. */
  public Deadline nextDeadline() {
    return schedule.next();
  }

  // ---- inside

  private void deliver(Member member, Datagram datagram, Deadline now) {
    guarded(member, now, () -> member.connection().receive(datagram, now));
    noteHeard(member);
  }

  /** Once for each path: what comes by it later says nothing new. */
  private void noteHeard(Member member) {
    QuicConnection connection = member.connection();
    InetSocketAddress remote = connection.remote();
    if (!member.provenRemote().equals(Optional.of(remote)) && connection.isPeerAddressProven()) {
      member.setProvenRemote(remote);
      heard.add(remote.getAddress());
    }
  }

  /** A stateless reset is addressed to nobody: only its token tells whom it is for. */
  private boolean deliverReset(Datagram datagram, Deadline now) {
    Optional<Member> reset = connections.findReset(datagram);
    reset.ifPresent(member -> deliver(member, datagram, now));
    return reset.isPresent();
  }

  private void answerStranger(Datagram datagram, Packet first, Deadline now) {
    if (first instanceof Packet.OtherVersion other && accepting) {
      strangers.versionNegotiation(datagram, other, now).ifPresent(answers::addLast);
    } else if (first instanceof Packet.Short packet) {
      if (deliverReset(datagram, now)) {
        return;
      }
      strangers.statelessReset(datagram, packet, now).ifPresent(answers::addLast);
    } else if (first instanceof Packet.Long header
        && header.type() == PacketType.INITIAL
        && datagram.size() >= ConnectionConfig.MIN_UDP_PAYLOAD
        && header.destination().size() >= 8
        && accepting) {
      onFirstInitial(datagram, header, now);
    } else {
      counters.increment(Counter.DATAGRAMS_DROPPED);
    }
  }

  private void onFirstInitial(Datagram datagram, Packet.Long initial, Deadline now) {
    InetSocketAddress remote = datagram.remote();
    TokenVerdict token = strangers.judge(remote, initial, now);
    if (token instanceof TokenVerdict.Invalid) {
      strangers.invalidToken(datagram, initial, now).ifPresent(answers::addLast);
    } else if (token instanceof TokenVerdict.Nothing && isUnderPressure()) {
      strangers.retry(remote, initial, now).ifPresent(answers::addLast);
    } else {
      accept(datagram, initial, token, now);
    }
  }

  /** From here on a client has to show that it is where its datagrams come from. */
  private boolean isUnderPressure() {
    return handshakes.size() >= config.retryAbove()
        || connections.size() >= config.maxConnections() - config.maxConnections() / 4;
  }

  private void accept(Datagram datagram, Packet.Long initial, TokenVerdict token, Deadline now) {
    collectEvents(now); // who has just completed its handshake does not give way
    boolean full = connections.size() >= config.maxConnections();
    if (full && connectionVictim().isEmpty()) {
      counters.increment(Counter.HANDSHAKES_REFUSED);
      return;
    }
    ServerAttempt attempt = token.attempt(datagram.remote(), initial, ids.next());
    QuicConnection connection =
        QuicConnection.server(config.connection(), tls, attempt, ids, random, qlogs.get(), now);
    Member member = new Member(connection, Optional.of(initial.destination()));
    guarded(member, now, () -> connection.receive(datagram, now));
    if (!connection.hasHeardFromPeer()) {
      touched.remove(member); // not even its first packet was authentic: leave no trace
      eventful.remove(member);
      counters.increment(Counter.DATAGRAMS_DROPPED);
      return;
    }
    counters.increment(Counter.CONNECTIONS_ACCEPTED);
    noteHeard(member);
    counters.add(Counter.NEW_TOKENS_ACCEPTED, token instanceof TokenVerdict.Returned ? 1 : 0);
    makeRoom(member, now);
    handshakes.add(member);
    add(member);
  }

  private void publishSizes() {
    counters.set(Counter.CONNECTIONS, connections.size());
    counters.set(Counter.HANDSHAKES, handshakes.size());
  }

  /** The new client is never the one that gives way: only others can be idle already. */
  private void makeRoom(Member newcomer, Deadline now) {
    if (handshakes.sizeOfSource(newcomer.source()) >= config.maxHandshakesPerSource()) {
      handshakes.victimAtSource(newcomer.source()).ifPresent(victim -> evict(victim, now));
    }
    if (handshakes.size() >= config.maxHandshakes()) {
      handshakes.victim().ifPresent(victim -> evict(victim, now));
    }
    if (connections.size() >= config.maxConnections()) {
      connectionVictim().ifPresent(victim -> evict(victim, now));
    }
  }

  private Optional<Member> connectionVictim() {
    return handshakes
        .victim()
        .or(
            () ->
                connections.members().stream()
                    .filter(member -> !member.connection().isOpen())
                    .findFirst());
  }

  private void evict(Member victim, Deadline now) {
    counters.increment(Counter.HANDSHAKES_EVICTED);
    guarded(victim, now, () -> victim.connection().abandon("gave way to another client", now));
    forget(victim);
  }

  private void add(Member member) {
    connections.add(member);
    publishSizes();
    touch(member);
  }

  private void touch(Member member) {
    touched.add(member);
    expectEvents(member);
  }

  private void expectEvents(Member member) {
    if (!member.areEventsPending()) {
      member.setEventsPending(true);
      eventful.addLast(member);
    }
  }

  private Optional<Datagram> transmit(Member member, Deadline now) {
    expectEvents(member); // sending may end it
    try {
      return member.connection().pollTransmit(now);
    } catch (RuntimeException mistake) {
      onMistake(member, mistake, now);
      return Optional.empty();
    }
  }

  /** A mistake of ours must not cost more than one connection. */
  private void guarded(Member member, Deadline now, Runnable action) {
    try {
      action.run();
    } catch (RuntimeException mistake) {
      onMistake(member, mistake, now);
    }
    touch(member);
  }

  private void onMistake(Member member, RuntimeException mistake, Deadline now) {
    counters.increment(Counter.INTERNAL_ERRORS);
    LOGGER.warn("connection with {} failed", member.connection().remote(), mistake);
    member
        .connection()
        .fail(new TransportException(TransportError.INTERNAL_ERROR, "internal error"), now);
  }

  private void collectEvents(Deadline now) {
    while (!eventful.isEmpty()) {
      Member member = eventful.removeFirst();
      member.setEventsPending(false);
      Optional<ConnectionEvent> next = member.connection().pollEvent();
      for (; next.isPresent(); next = member.connection().pollEvent()) {
        onConnectionEvent(member, next.get(), now);
      }
    }
  }

  private void onConnectionEvent(Member member, ConnectionEvent event, Deadline now) {
    if (event instanceof ConnectionEvent.IdIssued issued) {
      connections.addId(issued.id(), member);
    } else if (event instanceof ConnectionEvent.IdRetired retired) {
      connections.removeId(retired.id());
    } else if (event instanceof ConnectionEvent.TokenReceived received) {
      QuicConnection from = member.connection();
      from.peerKey().ifPresent(key -> tokens.keep(key, from.remote(), received.token()));
    } else {
      if (event instanceof ConnectionEvent.Established) {
        onEstablished(member, now);
      }
      events.addLast(new EndpointEvent(member.connection(), member.isIncoming(), event));
    }
  }

  private void onEstablished(Member member, Deadline now) {
    endHandshake(member);
    if (member.isIncoming()) {
      member.connection().offerToken(strangers.newToken(member.connection().remote(), now));
    }
  }

  /**
   * Only for handshakes that succeeded, or whose connection is gone: one that failed costs room
   * until then, and a flood of them has to prove its addresses as well.
   */
  private void endHandshake(Member member) {
    if (member.isHandshaking()) {
      member.onHandshakeOver();
      handshakes.remove(member);
      publishSizes();
    }
  }

  /** Everything was collected from a connection: forget it if it is over, else wait for it. */
  private void settle(Member member) {
    if (member.connection().isGone()) {
      forget(member);
    } else {
      schedule.update(member);
      connections.update(member);
    }
  }

  private void forget(Member member) {
    member.provenRemote().ifPresent(remote -> heard.add(remote.getAddress())); // until now
    member.onRemoved();
    endHandshake(member);
    connections.remove(member);
    publishSizes();
  }

  private Optional<Datagram> counted(Datagram datagram) {
    counters.increment(Counter.DATAGRAMS_SENT);
    counters.add(Counter.BYTES_SENT, datagram.size());
    return Optional.of(datagram);
  }
}
