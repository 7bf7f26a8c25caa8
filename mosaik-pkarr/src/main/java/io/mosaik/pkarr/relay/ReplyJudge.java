package io.mosaik.pkarr.relay;

import io.mosaik.api.InvalidPacketException;
import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtException.Reason;
import io.mosaik.internal.HttpDates;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * From status, headers and body to what they mean (pkarr, "relays"; the codes of relays of pkarr 5
 * to 8). A relay is not trusted: a packet counts only if it is the key's own and its signature
 * holds. Pure functions.
 */
final class ReplyJudge {

  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;
  private static final int TOO_LARGE = 413;
  private static final int PRECONDITION_REQUIRED = 428;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;

  /** How long to leave a relay alone that does not say for how long; ours. */
  private static final Duration USUAL_PAUSE = Duration.ofSeconds(5);

  /** No relay silences us for longer than this; ours. */
  private static final long LONGEST_PAUSE_SECONDS = 600;

  private static final int MAX_RETRY_AFTER_DIGITS = 9;

  private ReplyJudge() {}

  static Judgement judgeGet(PublicKey key, RelayReply reply) {
    if (reply.isSuccess()) {
      return judgePacket(key, reply);
    }
    switch (reply.status()) {
      case NOT_MODIFIED:
        return new Judgement.BrokenCache("status 304, though we set no condition");
      case NOT_FOUND:
        return reply
            .header(RelayReply.INVALID_SEQ)
            .<Judgement>map(
                seq ->
                    new Judgement.NotAPacket("something stored that is no packet of DNS records"))
            .orElse(Judgement.Nothing.INSTANCE);
      default:
        return judgeFailure(reply);
    }
  }

  static Judgement judgePut(RelayReply reply) {
    if (saysStored(reply)) {
      boolean nowhere = reply.header(RelayReply.STORED_NODES).filter("0"::equals).isPresent();
      return nowhere
          ? new Judgement.Refused(Reason.NO_NODES, "the relay found no node that stores")
          : Judgement.Stored.INSTANCE;
    }
    switch (reply.status()) {
      case CONFLICT:
        return new Judgement.Refused(Reason.NOT_MOST_RECENT, "something newer is stored");
      case PRECONDITION_FAILED:
        return new Judgement.Refused(Reason.SWAP_LOST, "something else is stored than expected");
      case PRECONDITION_REQUIRED:
        return new Judgement.Refused(Reason.CONFLICTING_WRITE, "another write is under way");
      case TOO_LARGE:
        return new Judgement.Refused(Reason.REFUSED, "too large, says the relay");
      default:
        return judgeFailure(reply);
    }
  }

  /**
   * Relays say 204. Other successes are what a captive portal says to everything, unless they count
   * nodes, which only relays do.
   */
  private static boolean saysStored(RelayReply reply) {
    int status = reply.status();
    return status == NO_CONTENT
        || (status == OK || status == CREATED) && reply.header(RelayReply.STORED_NODES).isPresent();
  }

  private static Judgement judgePacket(PublicKey key, RelayReply reply) {
    if (reply.isEncoded()) {
      return new Judgement.Faulty("a compressed body, which we said not to take");
    }
    if (reply.body().isEmpty()) {
      return new Judgement.BrokenCache("status " + reply.status() + " with an empty body");
    }
    try {
      return new Judgement.Found(SignedPacket.fromRelayPayload(key, reply.body()));
    } catch (InvalidPacketException bad) {
      return new Judgement.Faulty("no packet of the key: " + bad.getMessage());
    }
  }

  private static Judgement judgeFailure(RelayReply reply) {
    int status = reply.status();
    Optional<Duration> pause = pause(reply);
    if (status == TOO_MANY_REQUESTS || status == UNAVAILABLE && pause.isPresent()) {
      return new Judgement.Throttled(pause.orElse(USUAL_PAUSE));
    }
    if (status >= 300 && status < 400) {
      return new Judgement.Faulty("status " + status + ": redirects are not followed");
    }
    return status >= 400 && status < 500
        ? new Judgement.Refused(Reason.REFUSED, "status " + status)
        : new Judgement.Faulty("status " + status);
  }

  /**
   * For how long the relay wants to be left alone (RFC 9110, section 10.2.3): seconds, or a date,
   * which counts from the relay's own, so that clocks need not agree.
   */
  private static Optional<Duration> pause(RelayReply reply) {
    return reply
        .header(RelayReply.RETRY_AFTER)
        .flatMap(text -> seconds(text).or(() -> untilDate(text, reply)))
        .map(seconds -> Math.max(1, Math.min(seconds, LONGEST_PAUSE_SECONDS)))
        .map(Duration::ofSeconds);
  }

  private static Optional<Long> seconds(String text) {
    boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!digits) {
      return Optional.empty();
    }
    return Optional.of(
        text.length() <= MAX_RETRY_AFTER_DIGITS ? Long.parseLong(text) : LONGEST_PAUSE_SECONDS);
  }

  private static Optional<Long> untilDate(String text, RelayReply reply) {
    return reply
        .header(RelayReply.DATE)
        .flatMap(date -> HttpDates.parse(date, Instant.EPOCH))
        .flatMap(
            date ->
                HttpDates.parse(text, date)
                    .map(until -> Duration.between(date, until).toSeconds()));
  }
}
