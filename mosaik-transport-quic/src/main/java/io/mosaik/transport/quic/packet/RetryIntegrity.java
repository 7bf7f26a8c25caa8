package io.mosaik.transport.quic.packet;

import io.mosaik.api.Bytes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The tag that ties a Retry packet to the Initial packet it answers (RFC 9001, section 5.8). Its
 * key is public: it guards against accidents and off-path attackers only. Stateless.
 */
public final class RetryIntegrity {

  private static final Bytes KEY = Bytes.fromHex("be0c690b9f66575a1d766b54e368c84e");
  private static final Bytes NONCE = Bytes.fromHex("461599d35d632bf2239825bb");

  private RetryIntegrity() {}

  /**
   * The tag of a Retry packet.
   *
   * @param originalDestination the destination connection id of the client's first Initial packet
   * @param withoutTag the Retry packet up to its tag
   * @return 16 bytes
   */
  public static Bytes tag(ConnectionId originalDestination, Bytes withoutTag) {
    try {
      Cipher cipher = PacketCipher.newCipher("AES/GCM/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(KEY.toArray(), "AES"),
          new GCMParameterSpec(8 * PacketParser.TAG_SIZE, NONCE.toArray()));
      cipher.updateAAD(new byte[] {(byte) originalDestination.size()});
      cipher.updateAAD(originalDestination.bytes().asByteBuffer());
      cipher.updateAAD(withoutTag.asByteBuffer());
      return Bytes.of(cipher.doFinal());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("cannot compute the tag of a Retry packet", impossible);
    }
  }

  /** Whether a Retry packet answers the Initial packet with this destination. */
  public static boolean verify(ConnectionId originalDestination, Packet.Retry retry) {
    Bytes expected = tag(originalDestination, retry.withoutTag());
    return MessageDigest.isEqual(expected.toArray(), retry.integrityTag().toArray());
  }
}
