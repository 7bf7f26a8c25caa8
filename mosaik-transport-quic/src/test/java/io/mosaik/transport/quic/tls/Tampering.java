package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.tls.HandshakePair.Tamper;
import java.util.List;
import java.util.function.UnaryOperator;

/** Ways to alter messages between client and server, form kept and header set right. */
final class Tampering {

  private Tampering() {}

  /** Alters the body of every message of one type. */
  static Tamper body(HandshakeType type, UnaryOperator<Bytes> change) {
    return (sender, message) ->
        message.typeCode() == type.code()
            ? List.of(HandshakeMessage.of(type, change.apply(message.body())))
            : List.of(message);
  }

  /** Alters the body of the messages that one side sends. */
  static Tamper body(Side side, HandshakeType type, UnaryOperator<Bytes> change) {
    Tamper always = body(type, change);
    return (sender, message) -> sender == side ? always.replace(sender, message) : List.of(message);
  }

  /** Alters the extensions of a ClientHello. */
  static Tamper clientHello(UnaryOperator<Extensions> change) {
    return body(
        HandshakeType.CLIENT_HELLO,
        body -> {
          ClientHello hello = unchecked(() -> ClientHello.parse(body));
          return new ClientHello(
                  hello.random(),
                  hello.sessionId(),
                  hello.cipherSuites(),
                  change.apply(hello.extensions()))
              .encode()
              .body();
        });
  }

  /** Alters a ServerHello or a HelloRetryRequest. */
  static Tamper serverHello(UnaryOperator<ServerHello> change) {
    return body(
        HandshakeType.SERVER_HELLO,
        body -> change.apply(unchecked(() -> ServerHello.parse(body))).encode().body());
  }

  /** Alters the extensions of a ServerHello or a HelloRetryRequest. */
  static Tamper serverHelloExtensions(UnaryOperator<Extensions> change) {
    return serverHello(
        hello ->
            new ServerHello(
                hello.legacyVersion(),
                hello.random(),
                hello.sessionIdEcho(),
                hello.cipherSuite(),
                change.apply(hello.extensions())));
  }

  /** Alters the extensions of EncryptedExtensions. */
  static Tamper encryptedExtensions(UnaryOperator<Extensions> change) {
    return body(
        HandshakeType.ENCRYPTED_EXTENSIONS,
        body -> {
          Extensions extensions =
              unchecked(
                  () ->
                      Extensions.parse(
                          body.slice(2, body.size()), ExtensionType.Place.ENCRYPTED_EXTENSIONS));
          return new WireWriter().vector16(change.apply(extensions).encode()).toBytes();
        });
  }

  /** Replaces what follows the empty context of a CertificateRequest. */
  static Tamper certificateRequest(Extensions extensions) {
    return body(
        HandshakeType.CERTIFICATE_REQUEST,
        body -> new WireWriter().vector8(Bytes.EMPTY).vector16(extensions.encode()).toBytes());
  }

  /** Replaces the Certificate that one side sends. */
  static Tamper certificate(Side side, CertificateMessage replacement) {
    return body(side, HandshakeType.CERTIFICATE, body -> replacement.encode().body());
  }

  /** Flips one bit, counted from the end. */
  static Bytes flipped(Bytes bytes, int fromEnd) {
    byte[] changed = bytes.toArray();
    changed[changed.length - 1 - fromEnd] ^= 1;
    return Bytes.of(changed);
  }

  /** The extensions with one that has no type of its own here. */
  static Extensions withUnknown(Extensions extensions, int code, Bytes content) {
    var contents = new java.util.LinkedHashMap<>(extensions.contents());
    contents.put(code, content);
    return new Extensions(contents);
  }

  @FunctionalInterface
  interface Parsing<T> {
    T run() throws TlsException;
  }

  static <T> T unchecked(Parsing<T> parsing) {
    try {
      return parsing.run();
    } catch (TlsException ours) {
      throw new AssertionError("our own message does not parse", ours);
    }
  }
}
