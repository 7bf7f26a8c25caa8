package io.mosaik.transport.quic.endpoint;

import io.mosaik.transport.quic.connection.Datagram;
import io.mosaik.transport.quic.connection.IdSource;
import io.mosaik.transport.quic.connection.QuicConnection;
import io.mosaik.transport.quic.packet.ConnectionId;
import io.mosaik.transport.quic.packet.Packet;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The connections of an endpoint by everything that a datagram can name: connection ids, the peer's
 * address, the token of a stateless reset. No search takes longer with more connections. Confined
 * to one thread.
 */
final class ConnectionTable {

  private final Map<ConnectionId, Member> byId = new HashMap<>();
  private final Map<ConnectionId, Member> byDialledId = new HashMap<>();
  private final Map<QuicConnection, Member> members = new HashMap<>();
  private final Map<InetSocketAddress, Set<Member>> byRemote = new HashMap<>();
  private final ResetTokenTable byResetToken;

  ConnectionTable(RandomGenerator random) {
    byResetToken = new ResetTokenTable(random);
  }

  int size() {
    return members.size();
  }

  boolean isInUse(ConnectionId id) {
    return byId.containsKey(id);
  }

  Collection<Member> members() {
    return members.values();
  }

  Optional<Member> of(QuicConnection connection) {
    return Optional.ofNullable(members.get(connection));
  }

  /** The connection that a packet is addressed to. */
  Optional<Member> find(Packet packet) {
    if (packet instanceof Packet.Protected sealed) {
      return Optional.ofNullable(byId.get(sealed.destination()))
          .or(() -> Optional.ofNullable(byDialledId.get(sealed.destination())));
    }
    if (packet instanceof Packet.Retry retry) {
      return Optional.ofNullable(byId.get(retry.destination()));
    }
    if (packet instanceof Packet.VersionNegotiation offer
        && offer.destination().size() == IdSource.ID_SIZE) {
      return Optional.ofNullable(byId.get(new ConnectionId(offer.destination())));
    }
    return Optional.empty();
  }

  /** The connection that a datagram is the stateless reset of (RFC 9000, section 10.3.1). */
  Optional<Member> findReset(Datagram datagram) {
    return byResetToken.find(datagram).filter(member -> member.connection().isResetBy(datagram));
  }

  /** The connections with a peer at an address. */
  List<Member> at(InetSocketAddress remote) {
    return List.copyOf(byRemote.getOrDefault(remote, Set.of()));
  }

  void add(Member member) {
    members.put(member.connection(), member);
    member.dialled().ifPresent(id -> byDialledId.put(id, member));
    member.connection().localIds().forEach(id -> byId.put(id, member));
    update(member);
  }

  void addId(ConnectionId id, Member member) {
    byId.put(id, member);
  }

  void removeId(ConnectionId id) {
    byId.remove(id);
  }

  /** The peer may have moved, or be addressed by another id with another reset token. */
  void update(Member member) {
    InetSocketAddress remote = member.connection().remote();
    if (!member.indexedRemote().equals(Optional.of(remote))) {
      removeRemote(member);
      byRemote.computeIfAbsent(remote, absent -> new LinkedHashSet<>()).add(member);
      member.setIndexedRemote(Optional.of(remote));
    }
    byResetToken.update(member);
  }

  void remove(Member member) {
    members.remove(member.connection());
    member.dialled().ifPresent(id -> byDialledId.remove(id, member));
    member.connection().localIds().forEach(id -> byId.remove(id, member));
    removeRemote(member);
    byResetToken.remove(member);
  }

  private void removeRemote(Member member) {
    member
        .indexedRemote()
        .ifPresent(
            remote ->
                byRemote.computeIfPresent(
                    remote,
                    (key, there) -> {
                      there.remove(member);
                      return there.isEmpty() ? null : there;
                    }));
    member.setIndexedRemote(Optional.empty());
  }
}
