package io.mosaik.transport.quic.endpoint;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.transport.quic.connection.IdSource;
import io.mosaik.transport.quic.packet.ConnectionId;
import io.mosaik.transport.quic.packet.StatelessReset;
import io.mosaik.transport.quic.tls.HashAlgorithm;
import io.mosaik.transport.quic.tls.Hkdf;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** The connection ids of one endpoint and their reset tokens. Confined to one thread. */
final class LocalIds implements IdSource {

  private static final byte[] RESET_SALT =
      "mosaik stateless reset".getBytes(StandardCharsets.US_ASCII);

  private final RandomGenerator random;
  private final StatelessReset resets;
  private final Predicate<ConnectionId> inUse;

  LocalIds(RandomGenerator random, KeyPair identity, Predicate<ConnectionId> inUse) {
    this.random = random;
    this.resets = new StatelessReset(resetKey(identity));
    this.inUse = inUse;
  }

  @Override
  public ConnectionId next() {
    ConnectionId id;
    do {
      id = ConnectionId.random(random, ID_SIZE);
    } while (inUse.test(id));
    return id;
  }

  @Override
  public Bytes resetToken(ConnectionId id) {
    return resets.token(id);
  }

  /** Survives a restart, as long as the identity does. */
  private static Bytes resetKey(KeyPair identity) {
    return Bytes.of(Hkdf.extract(HashAlgorithm.SHA_256, RESET_SALT, identity.seed().toArray()));
  }
}
