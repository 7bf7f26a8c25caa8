package io.mosaik.dht.node;

import com.google.common.hash.BloomFilter;
import com.google.common.hash.Funnels;
import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.routing.AddressScope;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether this node answers others (BEP 43). One that is to find out begins on probation: it
 * answers, and does not call itself read-only, so that others try to reach it. After {@link
 * #PROBATION} it serves if somebody did whom it had never sent anything, or if it has heard its own
 * ping to the address that others see; else it is read-only, until it hears such a thing after all.
 * At another address everything begins anew.
 *
 * <p>Confined to the core's thread. Bounded: whom it has sent something is remembered in a filter
 * of fixed size, whose errors can only delay the proof.
 */
final class Role {

  /** mainline needs as long. */
  static final Duration PROBATION = Duration.ofMinutes(15);

  /** More nodes than are asked in that time; beyond that, the filter takes strangers for known. */
  private static final int EXPECTED_CONTACTS = 8192;

  private enum State {
    CLIENT,
    SERVER,
    PROBATION
  }

  private final boolean adaptive;
  private State state;
  private Deadline judgedAt;
  private boolean reached;
  private Optional<BloomFilter<byte[]>> sentTo;

  Role(NodeMode mode, Deadline now) {
    adaptive = mode == NodeMode.ADAPTIVE;
    state = mode == NodeMode.SERVER ? State.SERVER : State.CLIENT;
    judgedAt = Deadline.NEVER;
    sentTo = Optional.empty();
    if (adaptive) {
      startProbation(now);
    }
  }

  /** Whether queries of others are answered; if not, our own say so. */
  boolean answers() {
    return state != State.CLIENT;
  }

  /** Whether others reach us, as far as is known. */
  boolean isReached() {
    return state == State.SERVER || state == State.PROBATION && reached;
  }

  /** Whether there is something to find out still. */
  boolean isOpen() {
    return adaptive && state != State.SERVER;
  }

  /** Something leaves for this address: whatever comes from there could get in because of that. */
  void sent(InetSocketAddress to) {
    sentTo.ifPresent(filter -> filter.put(identity(to)));
  }

  /**
   * A query came from this address.
   *
   * @param external our own address, if known. Neighbours in a private network reach us across no
   *     border, which tells something only if that network is all there is
   */
  void queried(InetSocketAddress from, Optional<InetAddress> external) {
    if (sentTo.isEmpty() || sentTo.get().mightContain(identity(from))) {
      return;
    }
    boolean fromAfar = isPublic(from.getAddress());
    boolean local = external.isPresent() && !isPublic(external.get());
    if (fromAfar || local) {
      reached();
    }
  }

  /** Our ping to the address that others see has arrived here. */
  void heardOurselves() {
    reached();
  }

  /** Others see us at another address than before: what we know of the old one is void. */
  void moved(Deadline now) {
    if (adaptive) {
      startProbation(now);
    }
  }

  /** Judges when the probation is over. */
  void run(Deadline now) {
    if (judgedAt.hasPassed(now)) {
      judgedAt = Deadline.NEVER;
      judge();
    }
  }

  /** When {@link #run} has something to do. */
  Deadline nextDeadline() {
    return judgedAt;
  }

  private void startProbation(Deadline now) {
    state = State.PROBATION;
    judgedAt = now.plus(PROBATION);
    reached = false;
    sentTo = Optional.of(BloomFilter.create(Funnels.byteArrayFunnel(), EXPECTED_CONTACTS));
  }

  private void reached() {
    reached = true;
    if (state == State.CLIENT && adaptive) {
      judge();
    }
  }

  private void judge() {
    state = reached ? State.SERVER : State.CLIENT;
    if (reached) {
      sentTo = Optional.empty();
    }
  }

  /** A NAT lets in all ports of a host that was sent something; on one machine hosts are ports. */
  private static byte[] identity(InetSocketAddress address) {
    Bytes host = Bytes.of(address.getAddress().getAddress());
    int port = address.getPort();
    return isPublic(address.getAddress())
        ? host.toArray()
        : host.concat(Bytes.of(new byte[] {(byte) (port >>> 8), (byte) port})).toArray();
  }

  private static boolean isPublic(InetAddress address) {
    return AddressScope.of(address) == AddressScope.PUBLIC;
  }
}
