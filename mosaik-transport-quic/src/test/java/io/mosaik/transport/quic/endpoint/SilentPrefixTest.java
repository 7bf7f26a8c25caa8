package io.mosaik.transport.quic.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.connection.Datagram;
import io.mosaik.transport.quic.connection.QuicConnection;
import io.mosaik.transport.quic.tls.TlsConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What dials to addresses that strangers name send to where nobody ever answered. */
class SilentPrefixTest {

  private static final Bytes ALPN = Bytes.of("/test/1".getBytes(StandardCharsets.US_ASCII));
  private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.1", 1);
  private static final InetSocketAddress SERVER = new InetSocketAddress("198.51.100.2", 2);
  private static final InetSocketAddress NEIGHBOUR = new InetSocketAddress("198.51.100.3", 3);
  private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("198.51.101.3", 3);
  private static final Duration WHILE = Duration.ofSeconds(5);

  /**
   * What a dial without the limit sends in {@link #WHILE}, the CONNECTION_CLOSE at last included.
   */
  private static final long UNLIMITED = 6;

  private final Random random = new Random(13);
  private final KeyPair serverKey = KeyPair.generate(random);
  private final EndpointCore client = core(EndpointConfig.DEFAULT, KeyPair.generate(random));
  private boolean clientIsCutOff;
  private int serverDatagramsToLose;
  private final VirtualNetwork network = new VirtualNetwork(this::arrivals);

  SilentPrefixTest() {
    network.add(CLIENT, new CoreHost(client));
  }

  @ParameterizedTest
  @ValueSource(strings = {"198.51.100.2", "2001:db8:1::2", "::ffff:198.51.100.2"})
  void aSilentPublicAddressGetsOneDatagram(String address) {
    InetSocketAddress silent = new InetSocketAddress(address, 2);

    assertEquals(UNLIMITED, sentTo(silent, InitialPolicy.RETRANSMIT));
    assertEquals(1, sentTo(silent, InitialPolicy.SINGLE_TO_SILENT_PREFIX));
  }

  @Test
  void aHandshakeThatTimesOutEndsAfterOneDatagram() {
    QuicConnection connection = dial(SERVER, InitialPolicy.SINGLE_TO_SILENT_PREFIX);
    pass(EndpointConfig.DEFAULT.connection().handshakeTimeout().plusSeconds(1));

    assertEquals(1, sent());
    assertTrue(connection.isGone());
    assertEquals(0, client.connectionCount());
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.1.2.3", "192.168.1.2", "127.0.0.1", "169.254.1.2", "fd00::1", "::1"})
  void whatIsNotPublicIsNotLimited(String address) {
    InetSocketAddress silent = new InetSocketAddress(address, 2);

    assertEquals(UNLIMITED, sentTo(silent, InitialPolicy.SINGLE_TO_SILENT_PREFIX));
  }

  @Test
  void spoofedDatagramsDoNotLiftTheLimit() throws Exception {
    QuicConnection connection = dial(SERVER, InitialPolicy.SINGLE_TO_SILENT_PREFIX);
    client.setAccepting(true);
    Datagram initial = client.pollTransmit(network.now()).orElseThrow();
    List<byte[]> spoofs = Spoofs.of(initial.bytes(), initial.size(), random);
    for (byte[] spoof : spoofs.subList(0, spoofs.size() - 1)) { // the last one opens a connection
      client.receive(new Datagram(SERVER, spoof, spoof.length), network.now());
    }
    pass(WHILE);

    assertEquals(1, sent());
    assertTrue(connection.isOpen());
    assertFalse(client.hasHeardFrom(SERVER.getAddress()));
    close(connection);
    assertEquals(1, sent());
  }

  @Test
  void anInitialFromAForgedAddressDoesNotCountAndACompletedHandshakeDoes() {
    EndpointCore server = serve(EndpointConfig.DEFAULT);
    client.connect(serverKey.publicKey(), SERVER, ALPN, network.now());
    Datagram initial = client.pollTransmit(network.now()).orElseThrow();
    byte[] copy = initial.bytes().clone();
    server.receive(new Datagram(ELSEWHERE, copy, initial.size()), network.now());
    assertEquals(1, server.counters().of(Counter.CONNECTIONS_ACCEPTED));
    assertFalse(server.hasHeardFrom(ELSEWHERE.getAddress()));

    dial(SERVER, InitialPolicy.RETRANSMIT);
    pass(WHILE);
    assertTrue(server.hasHeardFrom(CLIENT.getAddress()));
    assertFalse(server.hasHeardFrom(ELSEWHERE.getAddress()));
  }

  @Test
  void lossRecoveryWorksAsUsualOnceAnAnswerCame() {
    serve(EndpointConfig.DEFAULT);
    QuicConnection connection = dial(SERVER, InitialPolicy.SINGLE_TO_SILENT_PREFIX);
    pass(Duration.ofMillis(30)); // the Initial is there, and the answer on its way
    clientIsCutOff = true;
    pass(Duration.ofSeconds(2));
    assertTrue(client.hasHeardFrom(SERVER.getAddress()));
    assertTrue(sent() > 4, sent() + " datagrams");
    assertFalse(connection.isConfirmed());

    clientIsCutOff = false;
    pass(WHILE);
    assertTrue(connection.isConfirmed());
  }

  @Test
  void theServerRepeatsAnAnswerThatWasLost() {
    serve(EndpointConfig.DEFAULT);
    serverDatagramsToLose = 2;
    QuicConnection connection = dial(SERVER, InitialPolicy.SINGLE_TO_SILENT_PREFIX);
    pass(WHILE);

    assertTrue(connection.isConfirmed());
  }

  @Test
  void aRetryIsAnswered() {
    EndpointCore server =
        serve(new EndpointConfig(EndpointConfig.DEFAULT.connection(), 10, 10, 10, 0));
    QuicConnection connection = dial(SERVER, InitialPolicy.SINGLE_TO_SILENT_PREFIX);
    pass(Duration.ofMillis(50)); // the Retry is here
    assertEquals(1, server.counters().of(Counter.RETRIES_SENT));
    assertTrue(client.hasHeardFrom(SERVER.getAddress()));
    pass(WHILE);

    assertTrue(connection.isConfirmed());
  }

  @Test
  void anAnswerLiftsTheLimitForItsPrefixOnly() {
    serve(EndpointConfig.DEFAULT);
    QuicConnection connection = dial(SERVER, InitialPolicy.SINGLE_TO_SILENT_PREFIX);
    pass(WHILE);
    close(connection);
    InetAddress neighbour = NEIGHBOUR.getAddress();
    assertTrue(client.hasHeardFrom(neighbour));
    assertFalse(client.hasHeardFrom(ELSEWHERE.getAddress()));

    assertEquals(UNLIMITED, sentTo(NEIGHBOUR, InitialPolicy.SINGLE_TO_SILENT_PREFIX));
    assertEquals(1, sentTo(ELSEWHERE, InitialPolicy.SINGLE_TO_SILENT_PREFIX));
  }

  /** Returns how many datagrams a dial sends until it is given up, and then. */
  private long sentTo(InetSocketAddress address, InitialPolicy policy) {
    long before = sent();
    QuicConnection connection = dial(address, policy);
    pass(WHILE);
    close(connection);
    return sent() - before;
  }

  private QuicConnection dial(InetSocketAddress address, InitialPolicy policy) {
    return client.connect(serverKey.publicKey(), address, ALPN, policy, network.now());
  }

  private void close(QuicConnection connection) {
    connection.close(0, "", network.now());
    client.touch(connection);
    pass(WHILE);
  }

  private EndpointCore serve(EndpointConfig config) {
    EndpointCore server = core(config, serverKey);
    server.setAccepting(true);
    network.add(SERVER, new CoreHost(server));
    return server;
  }

  private long sent() {
    return client.counters().of(Counter.DATAGRAMS_SENT);
  }

  private void pass(Duration time) {
    network.runUntil(network.now().plus(time));
  }

  private List<Duration> arrivals(InetSocketAddress from, Datagram datagram) {
    boolean lost = from.equals(CLIENT) ? clientIsCutOff : serverDatagramsToLose-- > 0;
    return lost ? List.of() : List.of(Duration.ofMillis(20));
  }

  private EndpointCore core(EndpointConfig config, KeyPair identity) {
    return new EndpointCore(
        config,
        TlsConfig.of(identity, List.of(ALPN)),
        random,
        Optional::empty,
        Deadline.ofNanos(0));
  }
}
