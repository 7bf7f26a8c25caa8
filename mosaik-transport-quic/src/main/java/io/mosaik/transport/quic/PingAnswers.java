package io.mosaik.transport.quic;

import io.mosaik.api.Bytes;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.SignedPeerEntry;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.NodeContext;
import io.mosaik.api.time.MonotonicClock;
import io.mosaik.transport.quic.ping.Dialects;
import io.mosaik.transport.quic.ping.HeldPings;
import io.mosaik.transport.quic.ping.PingClose;
import io.mosaik.transport.quic.ping.PingServer;
import io.mosaik.transport.quic.tls.ClientHelloFacts;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the pings of others, a bounded number at once and per source, and tells who they were.
 * The entry is asked for on threads of ours, so that an application that is busy does not look
 * dead; all else happens on the event loop, the bookkeeping of {@link HeldPings} included.
 */
final class PingAnswers implements LoopHandler {

  private static final Logger LOGGER = LoggerFactory.getLogger(PingAnswers.class);

  /** The most pings answered at once; the limits are ours. See {@link HeldPings}. */
  static final int MAX_CONCURRENT = 512;

  /** The most of one IPv4 address or IPv6 /64. */
  static final int MAX_PER_SOURCE = 128;

  /** The most of one IPv4 /24 or IPv6 /48. */
  static final int MAX_PER_NETWORK = 256;

  /** More than a request needs. */
  private static final int READ_SIZE = 1024;

  private final NodeContext context;
  private final Executor signing;
  private final Dialects dialects;
  private final Consumer<PeerAddress> met;
  private final HeldPings<QuicConnectionHandle> held;

  /**
   * Answers as one node.
   *
   * @param context who we are
   * @param signing where entries are made; refuses nothing
   * @param dialects in which dialect to answer whom
   * @param met is told of everybody who asked, at the address that they asked from
   */
  PingAnswers(NodeContext context, Executor signing, Dialects dialects, Consumer<PeerAddress> met) {
    this(
        context,
        signing,
        dialects,
        met,
        new HeldPings<>(MAX_CONCURRENT, MAX_PER_SOURCE, MAX_PER_NETWORK));
  }

  /** The same with limits of its own. */
  PingAnswers(
      NodeContext context,
      Executor signing,
      Dialects dialects,
      Consumer<PeerAddress> met,
      HeldPings<QuicConnectionHandle> held) {
    this.held = held;
    this.context = context;
    this.signing = signing;
    this.dialects = dialects;
    this.met = met;
  }

  @Override
  public void accept(QuicConnectionHandle connection) {
    held.admit(connection, connection.remoteWhenEstablished().getAddress())
        .ifPresent(
            victim -> {
              LOGGER.debug("too many pings at once: that of {} gives way", victim.peer());
              close(victim, PingClose.BUSY);
            });
    connection.closed().thenRun(() -> held.remove(connection));
    new Exchange(connection).begin();
  }

  private static void close(QuicConnectionHandle connection, PingClose close) {
    connection.close(close.code(), close.reason());
  }

  /** One ping that we answer. Its steps follow one another, but for the time limit. */
  private final class Exchange {

    private final QuicConnectionHandle connection;
    private final MonotonicClock clock = context.ambient().monotonic();
    private final PingServer server;
    private volatile boolean begun; // whether any byte of the request has come

    Exchange(QuicConnectionHandle connection) {
      this.connection = connection;
      this.server = new PingServer(this::entry, clock.now());
    }

    void begin() {
      Runnable cancelTimer =
          connection.after(
              PingServer.LIMIT, () -> server.expire(clock.now()).ifPresent(this::refuse));
      Runnable cancelShortTimer =
          connection.after(PingServer.FIRST_BYTE_LIMIT, this::closeUnlessBegun);
      connection.closed().thenRun(cancelTimer);
      connection.closed().thenRun(cancelShortTimer);
      connection.acceptBidirectional().thenAccept(this::listen);
    }

    private void closeUnlessBegun() {
      if (!begun) {
        close(connection, PingClose.CANCELLED);
      }
    }

    private void listen(QuicStream stream) {
      stream.read(READ_SIZE).whenComplete((bytes, failure) -> onRead(stream, bytes, failure));
    }

    private void onRead(QuicStream stream, Optional<Bytes> bytes, Throwable failure) {
      if (failure != null) {
        goOn(stream, server.streamReset());
      } else if (bytes.isEmpty()) {
        goOn(stream, server.endOfStream());
      } else {
        begun = true;
        // Signing takes time, and whoever makes the entry may take more: not on the event loop.
        signing.execute(() -> goOn(stream, receive(bytes.get())));
      }
    }

    private void goOn(QuicStream stream, Optional<PingServer.Reaction> reaction) {
      reaction.ifPresentOrElse(each -> react(stream, each), () -> listen(stream));
    }

    private void react(QuicStream stream, PingServer.Reaction reaction) {
      if (reaction instanceof PingServer.Reaction.Answer answer) {
        stream.write(answer.frame());
        connection
            .remoteAddress()
            .thenAccept(
                // The stage may be complete already, and this the thread that signs.
                remote -> connection.after(Duration.ZERO, () -> onAnswered(remote)));
      } else {
        refuse(reaction);
      }
    }

    private void onAnswered(InetSocketAddress remote) {
      held.onAnswered(connection);
      met.accept(PeerAddress.of(connection.peer(), new TransportAddress.Ip(remote)));
    }

    private void refuse(PingServer.Reaction reaction) {
      if (reaction instanceof PingServer.Reaction.Close end) {
        close(connection, end.close());
      }
    }

    /** An entry may be refused to us, by a node that is being closed for instance. */
    private Optional<PingServer.Reaction> receive(Bytes bytes) {
      try {
        return server.receive(bytes);
      } catch (RuntimeException noEntry) {
        LOGGER.debug("no entry to answer {} with", connection.peer(), noEntry);
        return Optional.of(new PingServer.Reaction.Close(PingClose.CANCELLED));
      }
    }

    private SignedPeerEntry entry() {
      ClientHelloFacts facts =
          new ClientHelloFacts(connection.peerServerName(), connection.peerSignatureSchemes());
      return context.currentEntry(dialects.choose(connection.peer(), Optional.of(facts)));
    }
  }
}
