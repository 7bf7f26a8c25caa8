package io.mosaik.transport.quic.endpoint;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.packet.WireWriter;
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
 * Makes tokens of one form that clients carry for us (RFC 9000, section 8.1.4): nobody else can
 * read, make or change them, and they grow stale. Keys are made here, never leave, and are replaced
 * as often as tokens grow stale; the last one but one still opens what it has sealed. Confined to
 * one thread.
 */
final class TokenSeal {

  private static final int KEY_SIZE = 16;
  private static final int NONCE_SIZE = 12;
  private static final int EXPIRY_SIZE = 8;
  private static final int TAG_SIZE = 16;

  /** The form, the number of the key, and the nonce. */
  private static final int HEADER_SIZE = 2 + NONCE_SIZE;

  /** The size of a token without content, in bytes. */
  static final int OVERHEAD = HEADER_SIZE + EXPIRY_SIZE + TAG_SIZE;

  /** A key and the low bits of how many there were before. */
  private record Key(byte number, SecretKeySpec secret) {}

  private final byte form;
  private final Duration lifetime;
  private final RandomGenerator random;
  private final Cipher cipher;
  private Key current;
  private Key previous;
  private Deadline replaceAt;

  /**
   * Tokens of one form.
   *
   * @param form the first byte of each: tells them from those of other forms (section 8.1.1)
   * @param lifetime after which a token is worth nothing
   */
  TokenSeal(int form, Duration lifetime, RandomGenerator random, Deadline now) {
    this.form = (byte) form;
    this.lifetime = lifetime;
    this.random = random;
    this.cipher = newCipher();
    this.current = newKey(0);
    this.previous = current;
    this.replaceAt = now.plus(lifetime);
  }

  /** Whether a token looks like one of these, valid or not. */
  boolean hasForm(Bytes token) {
    return token.size() >= OVERHEAD && token.at(0) == form;
  }

  /**
   * Makes a token.
   *
   * @param content what it shall tell us
   * @param bound what must be the same when it is opened
   */
  Bytes seal(Bytes content, Bytes bound, Deadline now) {
    replaceKey(now);
    byte[] token = new byte[OVERHEAD + content.size()];
    byte[] nonce = new byte[NONCE_SIZE];
    random.nextBytes(nonce);
    WireWriter writer = new WireWriter(token, 0, token.length);
    writer.writeByte(form).writeByte(current.number()).writeBytes(Bytes.of(nonce));
    writer.writeBigEndian(now.plus(lifetime).nanos(), EXPIRY_SIZE).writeBytes(content);
    try {
      init(Cipher.ENCRYPT_MODE, current, nonce, bound);
      cipher.doFinal(token, HEADER_SIZE, EXPIRY_SIZE + content.size(), token, HEADER_SIZE);
      return Bytes.of(token);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("cannot seal a token", impossible);
    }
  }

  /**
   * The content of a token, or empty if it is forged, stale, or bound to something else.
   *
   * @param token {@link #hasForm has the form}
   */
  Optional<Bytes> open(Bytes token, Bytes bound, Deadline now) {
    replaceKey(now);
    byte[] bytes = token.toArray();
    Key key = bytes[1] == current.number() ? current : previous;
    if (bytes[1] != key.number()) {
      return Optional.empty();
    }
    try {
      init(Cipher.DECRYPT_MODE, key, token.slice(2, HEADER_SIZE).toArray(), bound);
      ByteBuffer opened =
          ByteBuffer.wrap(cipher.doFinal(bytes, HEADER_SIZE, bytes.length - HEADER_SIZE));
      Deadline expiry = Deadline.ofNanos(opened.getLong());
      return expiry.hasPassed(now) ? Optional.empty() : Optional.of(Bytes.of(opened));
    } catch (AEADBadTagException forged) {
      return Optional.empty();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("cannot open a token", impossible);
    }
  }

  private void init(int mode, Key key, byte[] nonce, Bytes bound) throws GeneralSecurityException {
    cipher.init(mode, key.secret(), new GCMParameterSpec(8 * TAG_SIZE, nonce));
    cipher.updateAAD(new byte[] {form});
    cipher.updateAAD(bound.toArray());
  }

  private void replaceKey(Deadline now) {
    if (replaceAt.hasPassed(now)) {
      previous = current;
      current = newKey(previous.number() + 1);
      replaceAt = now.plus(lifetime);
    }
  }

  private Key newKey(int number) {
    byte[] secret = new byte[KEY_SIZE];
    random.nextBytes(secret);
    return new Key((byte) number, new SecretKeySpec(secret, "AES"));
  }

  private static Cipher newCipher() {
    try {
      return Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("this Java runtime has no AES-GCM", impossible);
    }
  }
}
