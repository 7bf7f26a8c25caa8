package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.bouncycastle.math.ec.rfc7748.X25519;

/** X25519 (RFC 7748, section 5; RFC 8446, section 7.4.2). */
final class X25519KeyExchange implements KeyExchange {

  private final byte[] privateKey = new byte[X25519.SCALAR_SIZE];
  private final Bytes publicValue;

  X25519KeyExchange(RandomGenerator random) {
    random.nextBytes(privateKey);
    byte[] point = new byte[X25519.POINT_SIZE];
    X25519.scalarMultBase(privateKey, 0, point, 0); // clamps the scalar by itself
    publicValue = Bytes.of(point);
  }

  @Override
  public NamedGroup group() {
    return NamedGroup.X25519;
  }

  @Override
  public Bytes publicValue() {
    return publicValue;
  }

  @Override
  public byte[] agree(Bytes peerValue) throws TlsException {
    if (peerValue.size() != X25519.POINT_SIZE) {
      throw TlsException.of(
          TlsAlert.ILLEGAL_PARAMETER, "an X25519 key of " + peerValue.size() + " bytes");
    }
    byte[] shared = new byte[X25519.POINT_SIZE];
    if (!X25519.calculateAgreement(privateKey, 0, peerValue.toArray(), 0, shared, 0)) {
      // A point of small order gives nothing but zeros, whatever our key is.
      throw TlsException.of(TlsAlert.ILLEGAL_PARAMETER, "an X25519 key of small order");
    }
    return shared;
  }

  @Override
  public void destroy() {
    Arrays.fill(privateKey, (byte) 0);
  }
}
