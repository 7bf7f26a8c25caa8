package io.mosaik.dht.node;

import java.util.Locale;

/**
 * What a node counts. Those that begin with {@code DROPPED} are reasons to drop a datagram, those
 * that begin with {@code LIMITED} tell how often a limit has had an effect; the first few tell what
 * is, not what has been.
 */
public enum Counter {
  /** Nodes in the routing table. */
  KNOWN_NODES,
  /** Values stored for others, some of which may have expired. */
  STORED_ITEMS,
  /** Nodes in the whole network, by estimate; 0 before the first one. */
  ESTIMATED_NODES,
  /** Queries that wait for an answer. */
  QUERIES_IN_FLIGHT,
  /** The smoothed round-trip time over all nodes, in nanoseconds; 0 before the first answer. */
  ROUND_TRIP_NANOS,
  /** Datagrams that came. */
  DATAGRAMS_RECEIVED,
  /** Datagrams that left. */
  DATAGRAMS_SENT,
  /** Datagrams that the operating system refused to send. */
  SEND_FAILURES,
  /** Errors of our own that a datagram or a command brought to light. */
  INTERNAL_ERRORS,
  /** Queries that left, repeated ones included. */
  QUERIES_SENT,
  /** Queries that were answered, or refused, in time. */
  ANSWERS,
  /** Queries that were answered, or refused, when nobody waited any more. */
  LATE_ANSWERS,
  /** Queries that let us wait too long. */
  SLOW,
  /** Queries that were never answered. */
  TIMED_OUT,
  /** Queries of others that we answered. */
  QUERIES_SERVED,
  /** Queries of others that we answered with an error. */
  QUERIES_REFUSED,
  /** Queries of others that we did not answer, being a client, or for want of a budget. */
  QUERIES_IGNORED,
  /** Answers that held a value which was not the one asked for. */
  UNUSABLE_VALUES,
  /** Answers that held a value whose signature or hash did not hold. */
  FORGED_VALUES,
  /** How often the file with saved nodes could not be read or written as it should. */
  TABLE_FILE_FAILURES,
  /** Names of bootstrap nodes that could not be resolved. */
  BOOTSTRAP_FAILURES,
  /** Values stored for others that gave way to newer ones. */
  LIMITED_ITEMS,
  /** Peers of torrents, or torrents with all their peers, that gave way to newer ones. */
  LIMITED_PEERS,
  /** Answers that told of fewer nodes than they might, because they would have been too large. */
  LIMITED_ANSWERS,
  /** Answers that were cut or refused, because their receiver has not proved its address. */
  LIMITED_UNVERIFIED,
  /** Sources of datagrams that were forgotten because there were too many. */
  LIMITED_VISITORS,
  /** How often a source was blocked for what it had sent. */
  LIMITED_OFFENDERS,
  /** Queries that were forgotten before their time, because too many were unanswered. */
  LIMITED_UNANSWERED,
  /** Too short or too long. */
  DROPPED_SIZE,
  /** Not bencoded. */
  DROPPED_NOT_BENCODED,
  /** Nested too deeply, or of too many parts. */
  DROPPED_TOO_COMPLEX,
  /** Something is missing, or of the wrong type or length. */
  DROPPED_MALFORMED,
  /** A query of an unknown kind. */
  DROPPED_UNKNOWN_METHOD,
  /** Sent from a port or address that nothing can be sent to. */
  DROPPED_SOURCE,
  /** A query from a source that asks too much. */
  DROPPED_THROTTLED,
  /** Anything unasked from a source that has misbehaved. */
  DROPPED_BLOCKED,
  /** An answer to no query of ours, or to one that has timed out. */
  DROPPED_UNEXPECTED,
  /** An answer from another address than the one that we asked. */
  DROPPED_WRONG_SOURCE,
  /** An answer from a node that claims to answer nothing (BEP 43). */
  DROPPED_READ_ONLY;

  private static final String DROPPED = "DROPPED_";
  private static final String LIMITED = "LIMITED_";

  /** Whether this is a reason to drop a datagram. */
  public boolean isDropReason() {
    return name().startsWith(DROPPED);
  }

  /** Whether this counts how often a limit has had an effect. */
  public boolean isLimit() {
    return name().startsWith(LIMITED);
  }

  /** What comes after the prefix, in lower-case words with hyphens between them. */
  public String shortName() {
    String rest = name().substring(name().indexOf('_') + 1);
    return rest.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
