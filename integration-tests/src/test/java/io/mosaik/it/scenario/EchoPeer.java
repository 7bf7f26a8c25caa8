package io.mosaik.it.scenario;

import io.mosaik.api.Bytes;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.spi.DhtClient;
import io.mosaik.bootstrap.DhtBootstrap;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.transport.quic.QuicConnectionHandle;
import io.mosaik.transport.quic.QuicEndpoint;
import io.mosaik.transport.quic.QuicPeerPinger;
import io.mosaik.transport.quic.QuicPeerPingerProvider;
import io.mosaik.transport.quic.QuicStream;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Peer that serves an echo protocol and mosaik's ping at one QUIC endpoint. Thread-safe. */
final class EchoPeer implements AutoCloseable {

  private static final String ECHO = "my-app/echo/1";

  private final DhtBootstrap bootstrap;

  EchoPeer(DhtClient dht, Consumer<BootstrapEvent> listener) {
    bootstrap =
        DhtBootstrap.builder()
            .network("my-app")
            .dhtClient(dht)
            .pingerProvider(QuicPeerPingerProvider.of(setup -> setup.protocol(ECHO, this::serve)))
            .onEvent(listener)
            .start();
  }

  /** Sends bytes to a discovered peer; completes with what comes back. */
  CompletionStage<Bytes> ask(PeerAddress peer, Bytes question) {
    QuicEndpoint endpoint = bootstrap.unwrap(QuicPeerPinger.class).endpoint();
    return endpoint
        .connect(peer, ECHO, Duration.ofSeconds(5))
        .thenCompose(
            connection ->
                connection
                    .openBidirectional()
                    .thenCompose(stream -> ask(stream, question))
                    .whenComplete((answer, failure) -> connection.close(0, "done")));
  }

  private CompletionStage<Bytes> ask(QuicStream stream, Bytes question) {
    stream.write(question);
    stream.finish();
    return stream.readExactly(question.size());
  }

  private void serve(QuicConnectionHandle connection) {
    connection.acceptBidirectional().thenAccept(this::echo);
  }

  private void echo(QuicStream stream) {
    stream
        .read(64 * 1024)
        .thenAccept(
            data -> {
              data.ifPresentOrElse(
                  bytes -> stream.write(bytes).thenRun(() -> echo(stream)), stream::finish);
            });
  }

  DhtBootstrap bootstrap() {
    return bootstrap;
  }

  @Override
  public void close() {
    bootstrap.close(); // the pinger and its endpoint as well
  }
}
