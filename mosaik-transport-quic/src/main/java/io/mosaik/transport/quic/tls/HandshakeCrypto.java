package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;
import io.mosaik.api.PublicKey;
import io.mosaik.api.Signature;
import io.mosaik.transport.quic.tls.TlsEvent.Direction;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * What both roles compute alike: the transcript, the secrets that follow from it, our own proof of
 * identity and the check of the peer's (RFC 8446, section 4.4). Confined to the thread of its
 * handshake.
 */
final class HandshakeCrypto {

  private final Side side;
  private final TlsConfig config;
  private final Transcript transcript = new Transcript();
  private Optional<CipherSuite> suite = Optional.empty();
  private Optional<KeySchedule> schedule = Optional.empty();
  private Optional<PublicKey> peerKey = Optional.empty();

  HandshakeCrypto(Side side, TlsConfig config) {
    this.side = side;
    this.config = config;
  }

  /** Takes a message into the transcript. */
  void record(HandshakeMessage message) {
    transcript.add(message);
  }

  /** The suite is settled, and with it the hash of the transcript. */
  void select(CipherSuite selected) {
    suite = Optional.of(selected);
    transcript.start(selected.hash());
  }

  /** As {@link #select}, by a HelloRetryRequest, which is to be recorded next. */
  void selectForRetry(CipherSuite selected) {
    suite = Optional.of(selected);
    transcript.restart(selected.hash());
  }

  Optional<CipherSuite> suite() {
    return suite;
  }

  /** Both hellos are recorded: derives the handshake secrets, and wipes the shared one. */
  void enterHandshake(byte[] sharedSecret, Bytes clientRandom) {
    KeySchedule started = new KeySchedule(suite.orElseThrow());
    started.enterHandshake(sharedSecret, transcript.hash());
    started.logHandshake(config.keyLog(), clientRandom);
    schedule = Optional.of(started);
    Arrays.fill(sharedSecret, (byte) 0);
  }

  /** The server's Finished is recorded: derives the application secrets. */
  void enterApplication(Bytes clientRandom) {
    schedule().enterApplication(transcript.hash());
    schedule().logApplication(config.keyLog(), clientRandom);
  }

  TrafficSecret trafficSecret(EncryptionLevel level, Direction direction) {
    Side sender = direction == Direction.WRITE ? side : side.other();
    return level == EncryptionLevel.HANDSHAKE
        ? schedule().handshakeSecret(sender)
        : schedule().applicationSecret(sender);
  }

  /** Our Certificate, CertificateVerify and Finished, recorded. */
  Bytes proveIdentity() {
    HandshakeMessage certificate =
        CertificateMessage.of(RawPublicKey.encode(config.identity().publicKey())).encode();
    record(certificate);
    Bytes content = CertificateVerify.signedContent(side, transcript.hash());
    HandshakeMessage verify =
        new CertificateVerify(CertificateVerify.ED25519, config.identity().sign(content).bytes())
            .encode();
    record(verify);
    HandshakeMessage finished =
        HandshakeMessage.of(HandshakeType.FINISHED, schedule().verifyData(side, transcript.hash()));
    record(finished);
    return certificate.encoded().concat(verify.encoded()).concat(finished.encoded());
  }

  /** The key that the peer claims, before it has proved anything. */
  void claimPeerKey(PublicKey claimed) {
    peerKey = Optional.of(claimed);
  }

  Optional<PublicKey> peerKey() {
    return peerKey;
  }

  /** Checks the peer's CertificateVerify against the key that it claims, and records it. */
  void verifyCertificateVerify(HandshakeMessage message) throws TlsException {
    CertificateVerify verify = CertificateVerify.parse(message.body());
    if (verify.scheme() != CertificateVerify.ED25519) {
      throw TlsException.of(
          TlsAlert.ILLEGAL_PARAMETER, "signature scheme " + verify.scheme() + " was not offered");
    }
    Bytes content = CertificateVerify.signedContent(side.other(), transcript.hash());
    if (verify.signature().size() != Signature.SIZE
        || !peerKey.orElseThrow().verifyStrict(content, new Signature(verify.signature()))) {
      throw TlsException.of(TlsAlert.DECRYPT_ERROR, "the CertificateVerify does not hold");
    }
    record(message);
  }

  /** Checks the peer's Finished, and records it. */
  void verifyFinished(HandshakeMessage message) throws TlsException {
    Bytes expected = schedule().verifyData(side.other(), transcript.hash());
    if (message.body().size() != expected.size()) {
      throw TlsException.of(
          TlsAlert.DECODE_ERROR, "a Finished of " + message.body().size() + " bytes");
    }
    if (!MessageDigest.isEqual(expected.toArray(), message.body().toArray())) {
      throw TlsException.of(TlsAlert.DECRYPT_ERROR, "the Finished does not hold");
    }
    record(message);
  }

  byte[] export(String label, Bytes context, int length) {
    return schedule().export(label, context, length);
  }

  void retainExporterOnly() {
    schedule().retainExporterOnly();
  }

  void destroy() {
    schedule.ifPresent(KeySchedule::destroy);
  }

  private KeySchedule schedule() {
    return schedule.orElseThrow(() -> new IllegalStateException("no secret is shared yet"));
  }
}
