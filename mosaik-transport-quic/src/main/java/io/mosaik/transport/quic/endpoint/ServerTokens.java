package io.mosaik.transport.quic.endpoint;

import io.mosaik.api.Bytes;
import io.mosaik.api.PublicKey;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What servers gave us to show them when we come back (RFC 9000, section 8.1.3): a few for each
 * server at each address, each for one connection, so that no observer can tell two connections
 * from the same client by them. Confined to one thread.
 */
final class ServerTokens {

  static final int MAX_SERVERS = 256;
  static final int MAX_PER_SERVER = 2;

  private record Server(PublicKey key, InetSocketAddress address) {}

  private final Map<Server, Deque<Bytes>> tokens = new LinkedHashMap<>(); // latest server last

  /** Keeps a token; the oldest ones make room. */
  void keep(PublicKey key, InetSocketAddress address, Bytes token) {
    Server server = new Server(key, address);
    Deque<Bytes> kept = tokens.remove(server);
    if (kept == null) {
      kept = new ArrayDeque<>(MAX_PER_SERVER);
    }
    if (kept.size() == MAX_PER_SERVER) {
      kept.removeFirst();
    }
    kept.addLast(token);
    tokens.put(server, kept);
    if (tokens.size() > MAX_SERVERS) {
      tokens.remove(tokens.keySet().iterator().next());
    }
  }

  /** The latest token that the server gave us, which is forgotten; empty bytes if there is none. */
  Bytes take(PublicKey key, InetSocketAddress address) {
    Server server = new Server(key, address);
    Deque<Bytes> kept = tokens.get(server);
    if (kept == null) {
      return Bytes.EMPTY;
    }
    Bytes latest = kept.removeLast();
    if (kept.isEmpty()) {
      tokens.remove(server);
    }
    return latest;
  }
}
