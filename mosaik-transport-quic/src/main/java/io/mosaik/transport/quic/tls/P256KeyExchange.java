package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * ECDH over NIST P-256 (RFC 8446, sections 4.2.8.2 and 7.4.2), for peers that insist on it. Both
 * multiplications run in the comb, whose steps do not depend on the key.
 */
final class P256KeyExchange implements KeyExchange {

  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256r1");
  private static final int FIELD_SIZE = 32;
  private static final int POINT_SIZE = 1 + 2 * FIELD_SIZE;
  private static final byte UNCOMPRESSED = 4;

  private final Bytes publicValue;
  private BigInteger privateKey;

  P256KeyExchange(RandomGenerator random) {
    privateKey = scalar(random);
    ECPoint point = new FixedPointCombMultiplier().multiply(CURVE.getG(), privateKey);
    publicValue = Bytes.of(point.getEncoded(false));
  }

  @Override
  public NamedGroup group() {
    return NamedGroup.SECP256R1;
  }

  @Override
  public Bytes publicValue() {
    return publicValue;
  }

  @Override
  public byte[] agree(Bytes peerValue) throws TlsException {
    ECPoint shared =
        new FixedPointCombMultiplier().multiply(decode(peerValue), privateKey).normalize();
    return shared.getAffineXCoord().getEncoded();
  }

  /** Drops the private key: a {@link BigInteger} cannot be overwritten. */
  @Override
  public void destroy() {
    privateKey = BigInteger.ONE;
  }

  private static ECPoint decode(Bytes peerValue) throws TlsException {
    if (peerValue.size() != POINT_SIZE || peerValue.at(0) != UNCOMPRESSED) {
      throw TlsException.of(
          TlsAlert.ILLEGAL_PARAMETER, "a P-256 key that is no uncompressed point");
    }
    try {
      return CURVE.getCurve().decodePoint(peerValue.toArray());
    } catch (IllegalArgumentException notOnCurve) {
      throw TlsException.of(TlsAlert.ILLEGAL_PARAMETER, "a P-256 key that is not on the curve");
    }
  }

  /** A number from 1 to the order less 1, each as likely as the other. */
  private static BigInteger scalar(RandomGenerator random) {
    byte[] bytes = new byte[FIELD_SIZE];
    while (true) {
      random.nextBytes(bytes);
      BigInteger candidate = new BigInteger(1, bytes);
      if (candidate.signum() > 0 && candidate.compareTo(CURVE.getN()) < 0) {
        Arrays.fill(bytes, (byte) 0);
        return candidate;
      }
    }
  }
}
