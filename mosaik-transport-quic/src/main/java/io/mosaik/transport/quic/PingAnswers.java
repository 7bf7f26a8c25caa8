package io.mosaik.transport.quic;

import io.mosaik.api.Bytes;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.SignedPeerEntry;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.spi.NodeContext;
import io.mosaik.api.time.MonotonicClock;
import io.mosaik.transport.quic.ping.Dialects;
import io.mosaik.transport.quic.ping.PingClose;
import io.mosaik.transport.quic.ping.PingServer;
import io.mosaik.transport.quic.tls.ClientHelloFacts;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the pings of others, so many at once and no more, and tells who they were. The entry is
 * asked for on threads of ours, so that an application that is busy does not look dead; all else
 * happens on the event loop. Thread-safe by sharing nothing but a counter; the steps of one ping
 * follow one another.
 */
final class PingAnswers implements LoopHandler {

  private static final Logger LOGGER = LoggerFactory.getLogger(PingAnswers.class);

  /** The most pings answered at once; further clients are sent away. The limit is ours. */
  static final int MAX_CONCURRENT = 512;

  /** More than a request needs. */
  private static final int READ_SIZE = 1024;

  private final NodeContext context;
  private final Executor signing;
  private final Dialects dialects;
  private final Consumer<PeerAddress> met;
  private final AtomicInteger concurrent = new AtomicInteger();

  /**
   * Answers as one node.
   *
   * @param context who we are
   * @param signing where entries are made; refuses nothing
   * @param dialects in which dialect to answer whom
   * @param met is told of everybody who asked, at the address that they asked from
   */
  PingAnswers(NodeContext context, Executor signing, Dialects dialects, Consumer<PeerAddress> met) {
    this.context = context;
    this.signing = signing;
    this.dialects = dialects;
    this.met = met;
  }

  @Override
  public void accept(QuicConnectionHandle connection) {
    connection.closed().thenRun(concurrent::decrementAndGet);
    if (concurrent.incrementAndGet() > MAX_CONCURRENT) {
      LOGGER.debug("too many pings at once: {} is sent away", connection.peer());
      close(connection, PingClose.CANCELLED);
    } else {
      new Exchange(connection).begin();
    }
  }

  private static void close(QuicConnectionHandle connection, PingClose close) {
    connection.close(close.code(), close.reason());
  }

  /** One ping that we answer. Its steps follow one another, but for the time limit. */
  private final class Exchange {

    private final QuicConnectionHandle connection;
    private final MonotonicClock clock = context.ambient().monotonic();
    private final PingServer server;

    Exchange(QuicConnectionHandle connection) {
      this.connection = connection;
      this.server = new PingServer(this::entry, clock.now());
    }

    void begin() {
      Runnable cancelTimer =
          connection.after(
              PingServer.LIMIT, () -> server.expire(clock.now()).ifPresent(this::refuse));
      connection.closed().thenRun(cancelTimer);
      connection.acceptBidirectional().thenAccept(this::listen);
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
                remote ->
                    met.accept(PeerAddress.of(connection.peer(), new TransportAddress.Ip(remote))));
      } else {
        refuse(reaction);
      }
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
