package io.mosaik.transport.quic.endpoint;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The tokens of NEW_TOKEN frames (RFC 9000, section 8.1.3), by which clients that come back show
 * where they are. Confined to one thread.
 *
 * <p>A token is good for an hour, for one IP address, whatever the port, and once: those that were
 * used are remembered until they are stale. When too many are, none counts for a while, and clients
 * are treated as if they were new. A thief at the same address who comes before the owner gains
 * what a Retry would give him: he is believed to be where he is.
 */
final class NewTokens {

  private static final Duration LIFETIME = Duration.ofHours(1);
  private static final int FORM = 0x4e;

  /** More clients an hour than a node of this kind should see; about half a megabyte. */
  static final int MAX_USED = 4096;

  private final TokenSeal seal;
  private final Map<Bytes, Deadline> used = new LinkedHashMap<>(); // the oldest first

  NewTokens(RandomGenerator random, Deadline now) {
    seal = new TokenSeal(FORM, LIFETIME, random, now);
  }

  /** A token for a client whose address is known to be right. */
  Bytes issue(InetAddress client, Deadline now) {
    return seal.seal(Bytes.EMPTY, Bytes.of(client.getAddress()), now);
  }

  /** Whether a token shows that a client is where its datagrams come from; it does so once. */
  boolean use(InetAddress client, Bytes token, Deadline now) {
    forgetStale(now);
    boolean valid =
        seal.hasForm(token)
            && used.size() < MAX_USED
            && !used.containsKey(token)
            && seal.open(token, Bytes.of(client.getAddress()), now).isPresent();
    if (valid) {
      used.put(token, now.plus(LIFETIME));
    }
    return valid;
  }

  private void forgetStale(Deadline now) {
    Iterator<Deadline> oldest = used.values().iterator();
    while (oldest.hasNext() && oldest.next().hasPassed(now)) {
      oldest.remove();
    }
  }
}
