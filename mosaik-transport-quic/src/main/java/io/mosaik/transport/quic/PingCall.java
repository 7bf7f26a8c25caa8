package io.mosaik.transport.quic;

import io.mosaik.api.Bytes;
import io.mosaik.api.NetworkId;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.api.spi.PingOutcome.Reason;
import io.mosaik.internal.DurationText;
import io.mosaik.transport.quic.endpoint.InitialPolicy;
import io.mosaik.transport.quic.ping.PingClient;
import io.mosaik.transport.quic.ping.PingClose;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * One ping that we send: dial, ask, judge, take leave, all within one limit in time. Has an outcome
 * exactly once, whatever happens first. Thread-safe by its future; its steps follow one another on
 * the event loop.
 */
final class PingCall {

  /** The most bytes to take from a stream at a time. */
  private static final int READ_SIZE = 16 * 1024;

  private final PeerAddress address;
  private final PingClient client;
  private final CompletableFuture<PingOutcome> outcome = new CompletableFuture<>();
  private final CompletableFuture<QuicConnectionHandle> connection;

  /**
   * Begins to dial.
   *
   * @param network the only network to be content with; empty for any
   * @param policy by who named the address
   */
  PingCall(
      Dialler dialler,
      PeerAddress address,
      Optional<NetworkId> network,
      InitialPolicy policy,
      Duration timeout) {
    this.address = address;
    this.client = new PingClient(address.id(), network);
    this.connection =
        dialler.connect(address, PingClient.ALPN, policy, timeout, EndpointDriver.Home.LOOP);
    Runnable cancelTimer =
        dialler.after(
            timeout,
            () ->
                end(
                    failed(Reason.SILENT, "no answer within " + DurationText.of(timeout)),
                    PingClose.CANCELLED));
    outcome.whenComplete((done, never) -> cancelTimer.run());
    connection.whenComplete(this::onConnected);
  }

  /**
   * How the ping ends.
   *
   * @return completes on any thread, event loops included, and never exceptionally
   */
  CompletableFuture<PingOutcome> outcome() {
    return outcome;
  }

  /** Gives the ping up. */
  void giveUp(String why) {
    end(failed(Reason.LOCAL_FAILURE, why), PingClose.CANCELLED);
  }

  private void onConnected(QuicConnectionHandle handle, Throwable failure) {
    if (failure != null) {
      fail(failure);
    } else {
      handle.openBidirectional().whenComplete((stream, closed) -> onOpened(handle, stream, closed));
    }
  }

  private void onOpened(QuicConnectionHandle handle, QuicStream stream, Throwable failure) {
    if (failure != null) {
      fail(failure);
    } else {
      stream.write(client.request()); // if this fails, so does the next
      listen(handle, stream);
    }
  }

  private void listen(QuicConnectionHandle handle, QuicStream stream) {
    stream.read(READ_SIZE).whenComplete((bytes, failure) -> onRead(handle, stream, bytes, failure));
  }

  private void onRead(
      QuicConnectionHandle handle, QuicStream stream, Optional<Bytes> bytes, Throwable failure) {
    if (failure != null) {
      fail(failure);
      return;
    }
    Optional<PingClient.Verdict> verdict =
        bytes.isPresent() ? client.receive(bytes.get()) : Optional.of(client.endOfStream());
    if (verdict.isPresent()) {
      conclude(handle, verdict.get());
    } else if (!outcome.isDone()) {
      listen(handle, stream);
    }
  }

  /** The round trip is asked for before the connection is closed, and so known in any case. */
  private void conclude(QuicConnectionHandle handle, PingClient.Verdict verdict) {
    handle
        .smoothedRtt()
        .whenComplete(
            (roundTrip, failure) -> {
              if (failure != null) {
                fail(failure);
              } else {
                outcome.complete(verdict.outcome(roundTrip.orElse(Duration.ZERO)));
              }
            });
    handle.close(verdict.close().code(), verdict.close().reason());
  }

  private void fail(Throwable failure) {
    end(outcomeOf(failure), PingClose.DROPPED);
  }

  private void end(PingOutcome with, PingClose close) {
    if (outcome.complete(with) && !connection.cancel(false)) {
      connection.thenAccept(handle -> handle.close(close.code(), close.reason()));
    }
  }

  private PingOutcome outcomeOf(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof QuicException quic
        ? failed(
            isBusy(quic) ? Reason.BUSY : reasonOf(quic.reason()), String.valueOf(quic.getMessage()))
        : failed(Reason.LOCAL_FAILURE, "ping of " + address.id().toShortHex() + ": " + cause);
  }

  /** Only the owner of the dialled key could say so: the handshake was complete. */
  private static boolean isBusy(QuicException failure) {
    return failure
        .connectionEnd()
        .filter(end -> end.cause() == ConnectionEnd.Cause.PEER_APPLICATION)
        .filter(end -> end.code() == PingClose.BUSY.code())
        .isPresent();
  }

  private static Reason reasonOf(QuicException.Reason reason) {
    return switch (reason) {
      case TIMED_OUT -> Reason.SILENT;
      case NO_ADDRESS -> Reason.NO_PATH;
      case REFUSED, CLOSED_BY_PEER, LOST, STREAM_RESET -> Reason.REFUSED;
      case WRONG_IDENTITY -> Reason.WRONG_IDENTITY;
      case PROTOCOL_VIOLATION, END_OF_STREAM -> Reason.MALFORMED;
      case CLOSED, LOCAL_FAILURE -> Reason.LOCAL_FAILURE;
    };
  }

  private static PingOutcome failed(Reason reason, String detail) {
    return new PingOutcome.Failed(reason, detail);
  }
}
