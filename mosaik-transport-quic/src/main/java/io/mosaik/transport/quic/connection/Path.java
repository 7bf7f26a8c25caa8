package io.mosaik.transport.quic.connection;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * One address of the peer, and whether it is really there (RFC 9000, section 8). Confined to one
 * thread.
 */
final class Path {

  /** How much more may be sent than came, before the address is validated. */
  private static final int AMPLIFICATION_FACTOR = 3;

  private final InetSocketAddress remote;
  private boolean validated;
  private long received;
  private long sent;
  private Optional<Bytes> challenge = Optional.empty();
  private boolean challengePending;
  private Deadline challengeUntil = Deadline.NEVER;

  Path(InetSocketAddress remote, boolean validated) {
    this.remote = remote;
    this.validated = validated;
  }

  InetSocketAddress remote() {
    return remote;
  }

  boolean isValidated() {
    return validated;
  }

  void validate() {
    validated = true;
    challenge = Optional.empty();
    challengePending = false;
    challengeUntil = Deadline.NEVER;
  }

  void onReceived(int bytes) {
    received += bytes;
  }

  void onSent(int bytes) {
    sent += bytes;
  }

  /** How many bytes may be sent now. */
  long budget() {
    return validated ? Long.MAX_VALUE : Math.max(0, AMPLIFICATION_FACTOR * received - sent);
  }

  /** Starts a validation that fails at {@code until}. */
  void startChallenge(Bytes data, Deadline until) {
    challenge = Optional.of(data);
    challengePending = true;
    challengeUntil = until;
  }

  /** The challenge, if it has to be sent, again or for the first time. */
  Optional<Bytes> pendingChallenge() {
    return challengePending ? challenge : Optional.empty();
  }

  void onChallengeSent() {
    challengePending = false;
  }

  void onChallengeLost() {
    challengePending = challenge.isPresent();
  }

  boolean isChallengedWith(Bytes data) {
    return challenge.isPresent() && challenge.get().equals(data);
  }

  /** When the validation has failed; {@link Deadline#NEVER} if none is under way. */
  Deadline challengeUntil() {
    return challengeUntil;
  }
}
