package io.mosaik.transport.quic.tls;

import static io.mosaik.transport.quic.tls.HandshakePair.CLIENT_CONFIG;
import static io.mosaik.transport.quic.tls.HandshakePair.CLIENT_KEY;
import static io.mosaik.transport.quic.tls.HandshakePair.OTHER_KEY;
import static io.mosaik.transport.quic.tls.HandshakePair.SERVER_CONFIG;
import static io.mosaik.transport.quic.tls.Refusals.BAD_CERTIFICATE;
import static io.mosaik.transport.quic.tls.Refusals.CERTIFICATE_REQUIRED;
import static io.mosaik.transport.quic.tls.Refusals.DECODE_ERROR;
import static io.mosaik.transport.quic.tls.Refusals.DECRYPT_ERROR;
import static io.mosaik.transport.quic.tls.Refusals.ILLEGAL_PARAMETER;
import static io.mosaik.transport.quic.tls.Refusals.UNKNOWN_CA;
import static io.mosaik.transport.quic.tls.Refusals.UNSUPPORTED_EXTENSION;
import static io.mosaik.transport.quic.tls.Refusals.assertFailed;
import static io.mosaik.transport.quic.tls.Refusals.bodyRow;
import static io.mosaik.transport.quic.tls.Refusals.run;
import static io.mosaik.transport.quic.tls.Tampering.flipped;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.tls.HandshakePair.Tamper;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is refused for what it shows or cannot prove, and the error code that it is told. */
class IdentityRefusalsTest {

  private static final Bytes SPKI = RawPublicKey.encode(CLIENT_KEY.publicKey());
  private static final Bytes P256_SPKI =
      Bytes.fromHex(
          "3059301306072a8648ce3d020106082a8648ce3d030107034200046b17d1f2e12c4247f8bce6e563a440f2"
              + "77037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ece"
              + "cbb6406837bf51f5");

  @Test
  void theClientRefusesAServerThatItDidNotDial() {
    HandshakePair pair =
        new HandshakePair(CLIENT_CONFIG, SERVER_CONFIG, OTHER_KEY.publicKey(), Tamper.NONE).run();

    assertFailed(pair.client, UNKNOWN_CA);
    assertFalse(pair.server.complete);
  }

  /** What is wrong with a Certificate, and what a client and a server call it. */
  static Stream<Arguments> certificates() {
    CertificateMessage.Entry entry = new CertificateMessage.Entry(SPKI, Extensions.NONE);
    CertificateMessage.Entry stapled =
        new CertificateMessage.Entry(
            SPKI, Extensions.NONE.with(ExtensionType.STATUS_REQUEST, Bytes.EMPTY));
    CertificateMessage.Entry misplaced =
        new CertificateMessage.Entry(
            SPKI, Extensions.NONE.with(ExtensionType.KEY_SHARE, Bytes.EMPTY));
    Bytes noPoint = SPKI.slice(0, 12).concat(Bytes.fromHex("02" + "00".repeat(31)));
    return Stream.of(
        certificate(
            "none",
            new CertificateMessage(Bytes.EMPTY, List.of()),
            DECODE_ERROR,
            CERTIFICATE_REQUIRED),
        certificate(
            "two",
            new CertificateMessage(Bytes.EMPTY, List.of(entry, entry)),
            UNKNOWN_CA,
            UNKNOWN_CA),
        certificate(
            "cut short", CertificateMessage.of(SPKI.slice(0, 43)), UNKNOWN_CA, BAD_CERTIFICATE),
        certificate("P-256", CertificateMessage.of(P256_SPKI), UNKNOWN_CA, BAD_CERTIFICATE),
        certificate("no point", CertificateMessage.of(noPoint), UNKNOWN_CA, BAD_CERTIFICATE),
        certificate(
            "other algorithm",
            CertificateMessage.of(flipped(SPKI, 35)),
            UNKNOWN_CA,
            BAD_CERTIFICATE),
        certificate("empty entry", CertificateMessage.of(Bytes.EMPTY), DECODE_ERROR, DECODE_ERROR),
        certificate(
            "with context",
            new CertificateMessage(Bytes.fromHex("00"), List.of(entry)),
            ILLEGAL_PARAMETER,
            ILLEGAL_PARAMETER),
        certificate(
            "stapled",
            new CertificateMessage(Bytes.EMPTY, List.of(stapled)),
            UNSUPPORTED_EXTENSION,
            UNSUPPORTED_EXTENSION),
        certificate(
            "misplaced",
            new CertificateMessage(Bytes.EMPTY, List.of(misplaced)),
            ILLEGAL_PARAMETER,
            ILLEGAL_PARAMETER));
  }

  @ParameterizedTest
  @MethodSource("certificates")
  void bothSidesRefuseACertificate(CertificateMessage certificate, int asClient, int asServer) {
    assertFailed(run(Tampering.certificate(Side.SERVER, certificate)).client, asClient);
    assertFailed(run(Tampering.certificate(Side.CLIENT, certificate)).server, asServer);
  }

  /** A client that shows somebody else's key cannot sign for it. */
  @Test
  void theServerRefusesAClientThatDoesNotOwnItsKey() {
    CertificateMessage stolen = CertificateMessage.of(RawPublicKey.encode(OTHER_KEY.publicKey()));

    HandshakePair pair = run(Tampering.certificate(Side.CLIENT, stolen));

    assertFailed(pair.server, DECRYPT_ERROR);
    assertEquals(Optional.empty(), pair.server.handshake.peerKey());
  }

  static Stream<Arguments> certificateVerifies() {
    return Stream.of(
        bodyRow("bad signature", DECRYPT_ERROR, body -> flipped(body, 0)),
        bodyRow("bad point", DECRYPT_ERROR, body -> flipped(body, 63)),
        bodyRow(
            "scheme not offered",
            ILLEGAL_PARAMETER,
            body -> Bytes.fromHex("0403").concat(body.slice(2, body.size()))),
        bodyRow(
            "short signature",
            DECRYPT_ERROR,
            body -> Bytes.fromHex("0807003f").concat(body.slice(4, body.size() - 1))),
        bodyRow("cut short", DECODE_ERROR, body -> body.slice(0, body.size() - 1)));
  }

  @ParameterizedTest
  @MethodSource("certificateVerifies")
  void bothSidesRefuseACertificateVerify(UnaryOperator<Bytes> change, int code) {
    HandshakeType type = HandshakeType.CERTIFICATE_VERIFY;
    assertFailed(run(Tampering.body(Side.SERVER, type, change)).client, code);
    assertFailed(run(Tampering.body(Side.CLIENT, type, change)).server, code);
  }

  static Stream<Arguments> finisheds() {
    return Stream.of(
        bodyRow("wrong", DECRYPT_ERROR, body -> flipped(body, 0)),
        bodyRow("short", DECODE_ERROR, body -> body.slice(0, body.size() - 1)),
        bodyRow("empty", DECODE_ERROR, body -> Bytes.EMPTY));
  }

  @ParameterizedTest
  @MethodSource("finisheds")
  void bothSidesRefuseAFinished(UnaryOperator<Bytes> change, int code) {
    HandshakeType type = HandshakeType.FINISHED;
    HandshakePair toClient = run(Tampering.body(Side.SERVER, type, change));
    HandshakePair toServer = run(Tampering.body(Side.CLIENT, type, change));

    assertFailed(toClient.client, code);
    assertFailed(toServer.server, code);
    assertFalse(toServer.server.keys.containsKey("APPLICATION READ"));
  }

  private static Arguments certificate(
      String name, CertificateMessage message, int asClient, int asServer) {
    return Arguments.of(Named.of(name, message), asClient, asServer);
  }
}
