package io.mosaik.transport.quic.endpoint;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.packet.ConnectionId;
import io.mosaik.transport.quic.packet.WireWriter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The tokens of Retry packets (RFC 9000, section 8.1.2): good for one client and one connection
 * attempt, and soon stale. Confined to one thread.
 */
final class RetryTokens {

  private static final Duration LIFETIME = Duration.ofSeconds(15);
  private static final int FORM = 0x52;

  private final TokenSeal seal;

  RetryTokens(RandomGenerator random, Deadline now) {
    seal = new TokenSeal(FORM, LIFETIME, random, now);
  }

  /**
   * A token for a client that dialled {@code original} and shall go on with {@code retrySource}.
   */
  Bytes issue(
      InetSocketAddress client, ConnectionId original, ConnectionId retrySource, Deadline now) {
    return seal.seal(original.bytes(), binding(client, retrySource), now);
  }

  /** Whether a token looks like that of a Retry of ours, valid or not. */
  boolean hasForm(Bytes token) {
    return seal.hasForm(token) && token.size() <= TokenSeal.OVERHEAD + ConnectionId.MAX_SIZE;
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
    return seal.open(token, binding(client, destination), now).map(ConnectionId::new);
  }

  private static Bytes binding(InetSocketAddress client, ConnectionId id) {
    byte[] port = new byte[2];
    new WireWriter(port, 0, port.length).writeUint16(client.getPort());
    return Bytes.of(port).concat(id.bytes()).concat(Bytes.of(client.getAddress().getAddress()));
  }
}
