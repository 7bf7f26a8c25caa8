package io.mosaik.transport.quic.packet;

import io.mosaik.transport.quic.tls.CipherSuite;
import io.mosaik.transport.quic.tls.TrafficSecret;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.engines.ChaCha7539Engine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * Masks the first byte and the packet number of the packets of one direction (RFC 9001, section
 * 5.4), in place. Confined to one thread.
 */
public final class HeaderProtection {

  /** How many bytes of the encrypted payload determine the mask. */
  static final int SAMPLE_SIZE = 16;

  private static final int MASK_SIZE = 5;

  private final MaskFunction function;
  private final byte[] mask = new byte[SAMPLE_SIZE];

  private HeaderProtection(MaskFunction function) {
    this.function = function;
  }

  /** The protection for the packets that a secret protects, which is left as it is. */
  public static HeaderProtection of(TrafficSecret secret) {
    byte[] key = secret.headerProtectionKey();
    boolean aes = secret.suite().aead() == CipherSuite.Aead.AES_GCM;
    HeaderProtection result = new HeaderProtection(aes ? new AesMask(key) : new ChaChaMask(key));
    Arrays.fill(key, (byte) 0);
    return result;
  }

  /**
   * Masks a sealed packet.
   *
   * @param from index of the first byte of the header
   * @param packetNumberAt index of the packet number, whose size the first byte tells
   */
  public void protect(byte[] packet, int from, int packetNumberAt) {
    int packetNumberSize = (packet[from] & 3) + 1;
    function.computeMask(packet, packetNumberAt + 4, mask);
    maskFirstByte(packet, from);
    maskPacketNumber(packet, packetNumberAt, packetNumberSize);
  }

  /**
   * Takes the mask off a received packet.
   *
   * @param from index of the first byte of the header
   * @param packetNumberAt index of the packet number; 20 bytes from there on must exist
   * @return the size of the packet number, 1 to 4
   */
  public int unprotect(byte[] packet, int from, int packetNumberAt) {
    function.computeMask(packet, packetNumberAt + 4, mask);
    maskFirstByte(packet, from);
    int packetNumberSize = (packet[from] & 3) + 1;
    maskPacketNumber(packet, packetNumberAt, packetNumberSize);
    return packetNumberSize;
  }

  private void maskFirstByte(byte[] packet, int from) {
    boolean longForm = PacketParser.isLongForm(packet[from]);
    packet[from] ^= (byte) (mask[0] & (longForm ? 0x0f : 0x1f));
  }

  private void maskPacketNumber(byte[] packet, int at, int size) {
    for (int i = 0; i < size; i++) {
      packet[at + i] ^= mask[1 + i];
    }
  }

  /** Fills the first five bytes of a mask from a sample. */
  private interface MaskFunction {
    void computeMask(byte[] packet, int sampleAt, byte[] mask);
  }

  private static final class AesMask implements MaskFunction {

    private final Cipher cipher = PacketCipher.newCipher("AES/ECB/NoPadding");

    AesMask(byte[] key) {
      try {
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
      } catch (GeneralSecurityException impossible) {
        throw new IllegalStateException("AES key of " + key.length + " bytes", impossible);
      }
    }

    @Override
    public void computeMask(byte[] packet, int sampleAt, byte[] mask) {
      try {
        cipher.doFinal(packet, sampleAt, SAMPLE_SIZE, mask, 0);
      } catch (GeneralSecurityException impossible) {
        throw new IllegalStateException("cannot encrypt a sample", impossible);
      }
    }
  }

  /** BouncyCastle's engine, because the JDK's refuses the sample of a duplicated packet. */
  private static final class ChaChaMask implements MaskFunction {

    private static final int BLOCK_SIZE = 64;

    private final ChaCha7539Engine engine = new ChaCha7539Engine();
    private final KeyParameter key;
    private final byte[] nonce = new byte[CipherSuite.IV_SIZE];

    ChaChaMask(byte[] key) {
      this.key = new KeyParameter(key);
    }

    @Override
    public void computeMask(byte[] packet, int sampleAt, byte[] mask) {
      long counter = 0;
      for (int i = 3; i >= 0; i--) {
        counter = counter << 8 | packet[sampleAt + i] & 0xff;
      }
      System.arraycopy(packet, sampleAt + 4, nonce, 0, nonce.length);
      engine.init(true, new ParametersWithIV(key, nonce));
      engine.seekTo(counter * BLOCK_SIZE);
      Arrays.fill(mask, 0, MASK_SIZE, (byte) 0);
      engine.processBytes(mask, 0, MASK_SIZE, mask, 0);
    }
  }
}
