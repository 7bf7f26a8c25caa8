package io.mosaik.transport.quic.tls;

import static io.mosaik.transport.quic.tls.Refusals.DECODE_ERROR;
import static io.mosaik.transport.quic.tls.Refusals.ILLEGAL_PARAMETER;
import static io.mosaik.transport.quic.tls.Refusals.UNEXPECTED_MESSAGE;
import static io.mosaik.transport.quic.tls.Refusals.UNSUPPORTED_EXTENSION;
import static io.mosaik.transport.quic.tls.Refusals.assertFailed;
import static io.mosaik.transport.quic.tls.Refusals.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.tls.HandshakePair.Tamper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of HelloRetryRequest (RFC 8446, sections 4.1.2 and 4.1.4). */
class RetryTest {

  private static final TlsConfig P256_SERVER =
      HandshakePair.SERVER_CONFIG.withGroups(List.of(NamedGroup.SECP256R1));

  static Stream<Arguments> requests() {
    return Stream.of(
        row(
            "the group that was shared",
            ILLEGAL_PARAMETER,
            e -> e.with(ExtensionType.KEY_SHARE, Bytes.fromHex("001d"))),
        row(
            "a group that was not offered",
            ILLEGAL_PARAMETER,
            e -> e.with(ExtensionType.KEY_SHARE, Bytes.fromHex("0018"))),
        row("no change", ILLEGAL_PARAMETER, e -> e.without(ExtensionType.KEY_SHARE)),
        row(
            "a whole key share",
            DECODE_ERROR,
            e -> e.with(ExtensionType.KEY_SHARE, Bytes.fromHex("0017000100"))),
        row(
            "an empty cookie",
            DECODE_ERROR,
            e -> e.with(ExtensionType.COOKIE, Bytes.fromHex("0000"))),
        row(
            "an unknown extension",
            UNSUPPORTED_EXTENSION,
            e -> Tampering.withUnknown(e, 0x0a0a, Bytes.EMPTY)),
        row(
            "a misplaced extension",
            ILLEGAL_PARAMETER,
            e -> e.with(ExtensionType.ALPN, Bytes.EMPTY)));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void theClientRefusesARequest(UnaryOperator<Extensions> change, int code) {
    HandshakePair pair = run(Tampering.serverHelloExtensions(change));

    assertFailed(pair.client, code);
  }

  @Test
  void aSecondRequestIsUnexpected() {
    Tamper twice =
        (sender, message) -> isRetryRequest(message) ? List.of(message, message) : List.of(message);

    assertFailed(run(twice).client, UNEXPECTED_MESSAGE);
  }

  @Test
  void theSuiteOfTheRequestBindsTheServer() {
    List<HandshakeMessage> seen = new ArrayList<>();
    Tamper otherSuiteInServerHello =
        Tampering.serverHello(
            hello -> {
              seen.add(hello.encode());
              return seen.size() == 1
                  ? hello
                  : new ServerHello(
                      hello.legacyVersion(),
                      hello.random(),
                      hello.sessionIdEcho(),
                      CipherSuite.TLS_CHACHA20_POLY1305_SHA256.code(),
                      hello.extensions());
            });

    HandshakePair pair = run(otherSuiteInServerHello);

    assertEquals(2, seen.size());
    assertFailed(pair.client, ILLEGAL_PARAMETER);
  }

  @Test
  void aCookieIsGivenBack() throws TlsException {
    List<HandshakeMessage> hellos = new ArrayList<>();
    Bytes cookie = Bytes.fromHex("0003c00c1e");
    Tamper addCookie = Tampering.serverHelloExtensions(e -> e.with(ExtensionType.COOKIE, cookie));
    run(
        (sender, message) -> {
          if (sender == Side.CLIENT) {
            hellos.add(message);
            return List.of(message);
          }
          return isRetryRequest(message) ? addCookie.replace(sender, message) : List.of(message);
        });

    ClientHello first = ClientHello.parse(hellos.get(0).body());
    ClientHello second = ClientHello.parse(hellos.get(1).body());
    assertEquals(Optional.of(cookie), second.extensions().get(ExtensionType.COOKIE));
    assertEquals(first.random(), second.random());
    assertEquals(
        first.extensions().without(ExtensionType.KEY_SHARE),
        second.extensions().without(ExtensionType.KEY_SHARE, ExtensionType.COOKIE));
  }

  static Stream<Arguments> secondHellos() {
    return Stream.of(
        row(
            "another protocol",
            ILLEGAL_PARAMETER,
            e ->
                e.with(
                    ExtensionType.ALPN,
                    ExtensionBodies.encodeProtocols(
                        List.of(HandshakePair.PING, Bytes.fromHex("00"))))),
        row(
            "one extension more",
            ILLEGAL_PARAMETER,
            e -> Tampering.withUnknown(e, 0x0a0a, Bytes.EMPTY)),
        row("one extension less", ILLEGAL_PARAMETER, e -> e.without(ExtensionType.SERVER_NAME)),
        row("early data", ILLEGAL_PARAMETER, e -> e.with(ExtensionType.EARLY_DATA, Bytes.EMPTY)),
        row(
            "no key share",
            ILLEGAL_PARAMETER,
            e -> e.with(ExtensionType.KEY_SHARE, Bytes.fromHex("0000"))),
        row(
            "the old key share",
            ILLEGAL_PARAMETER,
            e -> e.with(ExtensionType.KEY_SHARE, Bytes.fromHex("0024001d0020" + "09".repeat(32)))));
  }

  @ParameterizedTest
  @MethodSource("secondHellos")
  void theServerRefusesASecondHelloThatDiffersFromTheFirst(
      UnaryOperator<Extensions> change, int code) {
    AtomicInteger hellos = new AtomicInteger();
    Tamper tamper = Tampering.clientHello(change);

    HandshakePair pair =
        run(
            (sender, message) ->
                message.typeCode() == HandshakeType.CLIENT_HELLO.code()
                        && hellos.incrementAndGet() == 2
                    ? tamper.replace(sender, message)
                    : List.of(message));

    assertFailed(pair.server, code);
    assertEquals(List.of("transmit INITIAL", "failed"), pair.server.log);
  }

  @Test
  void paddingMayChangeInTheSecondHello() {
    AtomicInteger hellos = new AtomicInteger();
    Tamper padding = Tampering.clientHello(e -> e.with(ExtensionType.PADDING, Bytes.fromHex("00")));

    HandshakePair pair =
        run(
            (sender, message) ->
                message.typeCode() == HandshakeType.CLIENT_HELLO.code()
                        && hellos.incrementAndGet() == 2
                    ? padding.replace(sender, message)
                    : List.of(message));

    assertEquals(Optional.empty(), pair.server.failure);
    assertTrue(pair.server.log.contains("transmit HANDSHAKE"));
  }

  private static HandshakePair run(Tamper tamper) {
    return new HandshakePair(HandshakePair.CLIENT_CONFIG, P256_SERVER, tamper).run();
  }

  private static boolean isRetryRequest(HandshakeMessage message) {
    return message.typeCode() == HandshakeType.SERVER_HELLO.code()
        && Tampering.unchecked(() -> ServerHello.parse(message.body())).isRetryRequest();
  }
}
