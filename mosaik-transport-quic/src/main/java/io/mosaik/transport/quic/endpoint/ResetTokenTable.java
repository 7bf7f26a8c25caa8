package io.mosaik.transport.quic.endpoint;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.connection.Datagram;
import io.mosaik.transport.quic.packet.StatelessReset;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Connections by the token that a stateless reset from the peer would end with. Tokens are looked
 * up by their HMAC under a key of this table, so that the time of a search tells nothing about them
 * (RFC 9000, section 10.3.1). Confined to one thread.
 */
final class ResetTokenTable {

  private static final int KEY_SIZE = 32;
  private static final int LONG_FORM = 0x80;

  private final Map<Bytes, Member> members = new HashMap<>();
  private final Mac mac;

  ResetTokenTable(RandomGenerator random) {
    byte[] key = new byte[KEY_SIZE];
    random.nextBytes(key);
    try {
      mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("this Java runtime has no HmacSHA256", impossible);
    }
  }

  /** The connection whose token a datagram ends with; wherever it came from. */
  Optional<Member> find(Datagram datagram) {
    if (members.isEmpty()
        || datagram.size() < StatelessReset.MIN_SIZE
        || (datagram.bytes()[0] & LONG_FORM) != 0) {
      return Optional.empty();
    }
    int tokenAt = datagram.size() - StatelessReset.TOKEN_SIZE;
    mac.update(datagram.bytes(), tokenAt, StatelessReset.TOKEN_SIZE);
    return Optional.ofNullable(members.get(Bytes.of(mac.doFinal())));
  }

  /** Takes note of the token of the id that the peer is addressed by now. */
  void update(Member member) {
    Optional<Bytes> token = member.connection().peerResetToken();
    if (token.equals(member.resetToken())) {
      return;
    }
    remove(member);
    member.setResetToken(token);
    token.ifPresent(present -> members.put(key(present), member));
  }

  void remove(Member member) {
    member.resetToken().ifPresent(token -> members.remove(key(token), member));
    member.setResetToken(Optional.empty());
  }

  private Bytes key(Bytes token) {
    return Bytes.of(mac.doFinal(token.toArray()));
  }
}
