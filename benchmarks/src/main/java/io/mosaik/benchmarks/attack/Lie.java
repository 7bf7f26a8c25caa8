package io.mosaik.benchmarks.attack;

/** Kinds of hostile DHT nodes. All of them acknowledge puts and store nothing. */
enum Lie {
  /** Answers with a newer item whose signature does not hold. */
  FORGED,
  /** Answers with an item of another key. */
  FOREIGN,
  /** Answers with the item that was valid before. */
  STALE,
  /** Names nodes next to the target that do not exist. */
  DEAD_NAMES,
  /** Names living nodes under ids next to the target. */
  CLOSE_NAMES,
  /** Answers everything but pings with an error. */
  REFUSALS,
  /** Knows no value, and names none but its own kind: a Sybil. */
  SILENCE
}
