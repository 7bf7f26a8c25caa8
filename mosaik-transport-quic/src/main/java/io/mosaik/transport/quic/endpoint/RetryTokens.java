package io.mosaik.transport.quic.endpoint;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.packet.ConnectionId;
import io.mosaik.transport.quic.packet.WireWriter;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The tokens of Retry packets (RFC 9000, section 8.1.4): sealed by a key that only this endpoint
 * has, bound to the client's address and to the connection id that the Retry gave, and soon stale.
 * Confined to one thread.
 */
final class RetryTokens {

  private static final Duration LIFETIME = Duration.ofSeconds(15);

  /** What our tokens of Retry packets begin with, and no others (section 8.1.1). */
  private static final int FORM = 0x52;

  private static final int KEY_SIZE = 16;
  private static final int NONCE_SIZE = 12;
  private static final int TAG_SIZE = 16;
  private static final int MIN_SIZE = 1 + NONCE_SIZE + 8 + TAG_SIZE;
  private static final int MAX_SIZE = MIN_SIZE + ConnectionId.MAX_SIZE;

  private final RandomGenerator random;
  private final SecretKeySpec key;

  RetryTokens(RandomGenerator random) {
    byte[] bytes = new byte[KEY_SIZE];
    random.nextBytes(bytes);
    this.random = random;
    this.key = new SecretKeySpec(bytes, "AES");
  }

  /**
   * A token for a client that dialled {@code original} and shall go on with {@code retrySource}.
   */
  Bytes issue(
      InetSocketAddress client, ConnectionId original, ConnectionId retrySource, Deadline now) {
    byte[] nonce = new byte[NONCE_SIZE];
    random.nextBytes(nonce);
    byte[] content = new byte[8 + original.size()];
    new WireWriter(content, 0, content.length)
        .writeBigEndian(now.plus(LIFETIME).nanos(), 8)
        .writeBytes(original.bytes());
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, client, retrySource);
      return Bytes.of(new byte[] {FORM})
          .concat(Bytes.of(nonce))
          .concat(Bytes.of(cipher.doFinal(content)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("cannot seal a token", impossible);
    }
  }

  /** Whether a token looks like that of a Retry of ours, valid or not. */
  static boolean hasForm(Bytes token) {
    return token.size() >= MIN_SIZE && token.size() <= MAX_SIZE && token.at(0) == FORM;
  }

  /**
   * What a token that came back says.
   *
   * @param destination where the Initial packet with the token was addressed to
   * @param token {@link #hasForm has the form} of one
   * @return the id that the client dialled first, or empty if the token is not valid
   */
  Optional<ConnectionId> open(
      InetSocketAddress client, ConnectionId destination, Bytes token, Deadline now) {
    Bytes nonce = token.slice(1, 1 + NONCE_SIZE);
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, nonce.toArray(), client, destination);
      byte[] content = cipher.doFinal(token.slice(1 + NONCE_SIZE, token.size()).toArray());
      Deadline expiry = Deadline.ofNanos(ByteBuffer.wrap(content).getLong());
      return expiry.hasPassed(now)
          ? Optional.empty()
          : Optional.of(new ConnectionId(Bytes.of(content, 8, content.length)));
    } catch (AEADBadTagException forged) {
      return Optional.empty();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("cannot open a token", impossible);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, InetSocketAddress client, ConnectionId bound)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(8 * TAG_SIZE, nonce));
    cipher.updateAAD(client.getAddress().getAddress());
    cipher.updateAAD(new byte[] {(byte) (client.getPort() >>> 8), (byte) client.getPort()});
    cipher.updateAAD(bound.bytes().toArray());
    return cipher;
  }
}
