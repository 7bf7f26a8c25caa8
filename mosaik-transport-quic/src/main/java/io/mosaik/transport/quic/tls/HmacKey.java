package io.mosaik.transport.quic.tls;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A key of HMAC (RFC 2104), with both of its pads hashed already: several values under one key cost
 * half as much, and no look-up in the JDK's list of algorithms. Confined to one thread.
 */
final class HmacKey {

  private static final byte INNER_PAD = 0x36;
  private static final byte OUTER_PAD = 0x5c;

  private final HashAlgorithm hash;
  private final MessageDigest inner;
  private final MessageDigest outer;

  /** Leaves the key as it is. */
  HmacKey(HashAlgorithm hash, byte[] key) {
    this.hash = hash;
    byte[] block = new byte[hash.blockSize()];
    byte[] fitting = key.length > block.length ? hash.newDigest().digest(key) : key;
    System.arraycopy(fitting, 0, block, 0, fitting.length);
    inner = padded(block, INNER_PAD);
    outer = padded(block, (byte) (INNER_PAD ^ OUTER_PAD)); // takes the other pad off first
    Arrays.fill(block, (byte) 0);
  }

  private MessageDigest padded(byte[] block, byte pad) {
    for (int i = 0; i < block.length; i++) {
      block[i] ^= pad;
    }
    MessageDigest digest = hash.newDigest();
    digest.update(block);
    return digest;
  }

  HashAlgorithm hash() {
    return hash;
  }

  /** The value for the concatenation of some messages; the caller's. */
  byte[] mac(ByteBuffer... messages) {
    MessageDigest first = HashAlgorithm.copy(inner);
    for (ByteBuffer message : messages) {
      first.update(message);
    }
    MessageDigest second = HashAlgorithm.copy(outer);
    second.update(first.digest());
    return second.digest();
  }

  /** Wipes what the key could be recognised by. */
  void destroy() {
    inner.reset();
    outer.reset();
  }
}
