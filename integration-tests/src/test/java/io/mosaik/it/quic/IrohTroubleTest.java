package io.mosaik.it.quic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.TransportAddress;
import io.mosaik.it.program.CliProcess;
import io.mosaik.it.stranger.Stranger;
import io.mosaik.transport.quic.ConnectionEnd;
import io.mosaik.transport.quic.QuicConnectionHandle;
import io.mosaik.transport.quic.QuicEndpoint;
import io.mosaik.transport.quic.QuicEndpointBuilder;
import io.mosaik.transport.quic.QuicException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Restarts, impostors and misunderstandings between our endpoint and a real one of iroh. */
class IrohTroubleTest {

  /** Long enough for a machine that does much else. */
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final int UNKNOWN_CA = 0x130;
  private static final int CERTIFICATE_REQUIRED = 0x174;
  private static final int NO_APPLICATION_PROTOCOL = 0x178;

  private final Random random = new Random(12);
  private final KeyPair ours = KeyPair.generate(random);
  private final KeyPair theirs = KeyPair.generate(random);
  private final KeyPair nobody = KeyPair.generate(random);
  private final List<AutoCloseable> opened = new ArrayList<>();

  @BeforeAll
  static void irohIsHere() {
    Stranger.NODE.assumePresent();
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  /** Iroh draws its reset key anew at each start: nobody can tell its reset from garbage. */
  @Test
  void whenIrohIsRestartedWeConnectAgainAndTheOldConnectionRunsOut() throws Exception {
    CliProcess before = opened(IrohProgram.serve(theirs, 0, Bytes.EMPTY));
    PeerAddress address = IrohProgram.addressOf(before, theirs);
    QuicEndpoint endpoint = opened(get(endpoint().start()));
    QuicConnectionHandle old = get(endpoint.connect(address, IrohProgram.ECHO, TIMEOUT));
    assertEquals(Bytes.fromHex("01"), get(Echo.returned(old, Bytes.fromHex("01"))));

    before.close();
    before.awaitExit();
    CliProcess after = opened(IrohProgram.serve(theirs, portOf(address), Bytes.EMPTY));
    assertEquals(address, IrohProgram.addressOf(after, theirs));

    QuicConnectionHandle anew = get(endpoint.connect(address, IrohProgram.ECHO, TIMEOUT));
    assertEquals(Bytes.fromHex("02"), get(Echo.returned(anew, Bytes.fromHex("02"))));
    ConnectionEnd end = get(old.closed());
    System.out.println("iroh was restarted: " + end);
    assertEquals(ConnectionEnd.Cause.IDLE_TIMEOUT, end.cause());
  }

  /** Iroh closes, we do not hear of it, and what we send then is answered by a reset. */
  @Test
  void aConnectionThatIrohHasForgottenIsResetByIt() throws Exception {
    CliProcess server = opened(IrohProgram.serve(theirs, 0, Bytes.EMPTY));
    Valve valve = opened(Valve.to(portOf(IrohProgram.addressOf(server, theirs))));
    QuicEndpoint endpoint = opened(get(endpoint().start()));
    QuicConnectionHandle connection =
        get(
            endpoint.connect(
                PeerAddress.of(theirs.peerId(), loopback(valve.port())),
                IrohProgram.ECHO,
                TIMEOUT));
    assertEquals(Bytes.fromHex("01"), get(Echo.returned(connection, Bytes.fromHex("01"))));

    valve.dropAnswers(true);
    Bytes close = Bytes.of("close".getBytes(StandardCharsets.US_ASCII));
    CompletableFuture<Bytes> unanswered = Echo.returned(connection, close);
    Events.await(server, "forgotten");
    // What iroh never acknowledged we repeat, at ever longer intervals.
    valve.dropAnswers(false);

    ConnectionEnd end = get(connection.closed());
    System.out.println("iroh forgot the connection: " + end);
    assertEquals(ConnectionEnd.Cause.STATELESS_RESET, end.cause());
    assertEquals(QuicException.Reason.LOST, failureOf(unanswered).reason());
  }

  @Test
  void whenWeAreRestartedIrohIsToldAndConnectsAgain() throws Exception {
    CliProcess before = opened(echoProgram(0));
    int port = Events.await(before, "listening").get("port").getAsInt();
    PeerAddress address = PeerAddress.of(ours.peerId(), loopback(port));
    CliProcess client = opened(IrohProgram.client("hold", theirs, address));
    Events.await(client, "connected");

    before.close();
    before.awaitExit();
    CliProcess after = opened(echoProgram(port));
    assertEquals(port, Events.await(after, "listening").get("port").getAsInt());

    JsonObject closed = Events.await(client, "closed");
    System.out.println("we were restarted: " + closed);
    assertTrue(closed.get("end").getAsString().contains("reset by peer"), closed::toString);
    CliProcess again = opened(IrohProgram.client("echo", theirs, address, "100", "1"));
    JsonObject echoed = Events.await(again, "echoed");
    assertEquals(echoed.get("sent"), echoed.get("received"));
  }

  @Test
  void whoeverAnswersInThePlaceOfTheDialledPeerIsRefused() throws Exception {
    CliProcess server = opened(IrohProgram.serve(theirs, 0, Bytes.EMPTY));
    PeerAddress real = IrohProgram.addressOf(server, theirs);
    QuicEndpoint endpoint = opened(get(server().start()));

    QuicException failure =
        failureOf(
            endpoint.connect(
                PeerAddress.of(nobody.peerId(), real.addresses()), IrohProgram.ECHO, TIMEOUT));
    assertEquals(QuicException.Reason.WRONG_IDENTITY, failure.reason());
    assertEquals(UNKNOWN_CA, failure.connectionEnd().orElseThrow().code());
    JsonObject seenByIroh = Events.await(server, "failed");
    assertTrue(seenByIroh.get("error").getAsString().contains("error 48"), seenByIroh::toString);

    PeerAddress wrong = PeerAddress.of(nobody.peerId(), endpoint.localAddresses());
    assertRefused("error 48", opened(IrohProgram.client("dial", theirs, wrong, IrohProgram.ECHO)));
  }

  @Test
  void aProtocolThatIsNotServedIsRefused() throws Exception {
    CliProcess server = opened(IrohProgram.serve(theirs, 0, Bytes.EMPTY));
    QuicEndpoint endpoint = opened(get(server().start()));

    QuicException failure =
        failureOf(
            endpoint.connect(IrohProgram.addressOf(server, theirs), "nobody-serves-it", TIMEOUT));
    assertEquals(QuicException.Reason.REFUSED, failure.reason());
    assertEquals(NO_APPLICATION_PROTOCOL, failure.connectionEnd().orElseThrow().code());

    PeerAddress us = PeerAddress.of(ours.peerId(), endpoint.localAddresses());
    assertRefused("error 120", opened(IrohProgram.client("dial", theirs, us, "nobody-serves-it")));
  }

  /** The client is of iroh's own QUIC and TLS. Iroh and we say the same to it. */
  @Test
  void aClientWithoutAKeyIsRefused() throws Exception {
    Stranger.RUST.assumePresent();
    CliProcess server = opened(IrohProgram.serve(theirs, 0, Bytes.EMPTY));
    PeerAddress iroh = IrohProgram.addressOf(server, theirs);
    QuicEndpoint endpoint = opened(get(server().start()));
    PeerAddress us = PeerAddress.of(ours.peerId(), endpoint.localAddresses());

    for (PeerAddress peer : List.of(iroh, us)) {
      CliProcess client =
          opened(
              CliProcess.launch(
                  List.of(
                      Stranger.rustProgram("keyless").toString(),
                      "--id",
                      peer.id().toHex(),
                      "--address",
                      "127.0.0.1:" + portOf(peer),
                      "--alpn",
                      IrohProgram.ECHO)));
      JsonObject closed = Events.await(client, "closed");
      System.out.println(closed);
      assertEquals(CERTIFICATE_REQUIRED, closed.get("code").getAsInt(), closed::toString);
    }
    assertEquals(0, endpoint.statistics().internalErrors());
  }

  private static void assertRefused(String text, CliProcess client) throws Exception {
    JsonObject refused = Events.await(client, "refused");
    System.out.println(refused);
    assertTrue(refused.get("end").getAsString().contains(text), refused::toString);
  }

  private QuicEndpointBuilder endpoint() {
    return QuicEndpoint.builder(ours)
        .handshakeTimeout(TIMEOUT)
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private QuicEndpointBuilder server() {
    return endpoint().protocol(IrohProgram.ECHO, Echo::serve);
  }

  private CliProcess echoProgram(int port) {
    String classes = Echo.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    String modules = Path.of(System.getProperty("mosaik.modules"), "*").toString();
    return CliProcess.launch(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classes + ":" + modules,
            Echo.class.getName(),
            ours.seed().toHex(),
            String.valueOf(port)));
  }

  private static int portOf(PeerAddress peer) {
    return ((TransportAddress.Ip) peer.addresses().first()).socket().getPort();
  }

  private static TransportAddress.Ip loopback(int port) {
    return new TransportAddress.Ip(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  private <T extends AutoCloseable> T opened(T resource) {
    opened.add(resource);
    return resource;
  }

  private static QuicException failureOf(CompletionStage<?> stage) {
    ExecutionException failure =
        assertThrows(
            ExecutionException.class, () -> stage.toCompletableFuture().get(90, TimeUnit.SECONDS));
    return assertInstanceOf(QuicException.class, failure.getCause());
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(90, TimeUnit.SECONDS);
  }
}
