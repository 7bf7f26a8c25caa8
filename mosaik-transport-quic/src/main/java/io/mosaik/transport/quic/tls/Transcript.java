package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;
import java.security.MessageDigest;

/**
 * The running hash over all handshake messages (RFC 8446, section 4.4.1). Keeps the first message
 * until the hash function is known. Confined to the thread of its handshake.
 */
final class Transcript {

  private Bytes early = Bytes.EMPTY;
  private MessageDigest digest;

  void add(HandshakeMessage message) {
    if (digest == null) {
      early = early.concat(message.encoded());
    } else {
      digest.update(message.encoded().asByteBuffer());
    }
  }

  /** The suite is known: hash what has come so far. */
  void start(HashAlgorithm hash) {
    digest = hash.newDigest();
    digest.update(early.asByteBuffer());
    early = Bytes.EMPTY;
  }

  /** A HelloRetryRequest comes next: the first ClientHello is replaced by its hash. */
  void restart(HashAlgorithm hash) {
    start(hash);
    Bytes firstHello = hash();
    digest.reset();
    add(HandshakeMessage.of(HandshakeType.MESSAGE_HASH, firstHello));
  }

  /** Whether the hash function is known. */
  boolean isStarted() {
    return digest != null;
  }

  /** The hash over all messages so far. */
  Bytes hash() {
    return Bytes.of(HashAlgorithm.copy(digest).digest());
  }
}
