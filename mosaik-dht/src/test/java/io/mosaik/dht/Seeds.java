package io.mosaik.dht;

import java.security.SecureRandom;
import java.util.stream.LongStream;

/** Seeds for random tests: a few that never change, and one of today that shows in the report. */
public final class Seeds {

  private Seeds() {}

  /** To be named as a method source: {@code io.mosaik.dht.Seeds#all}. */
  public static LongStream all() {
    return LongStream.concat(LongStream.rangeClosed(1, 5), new SecureRandom().longs(1));
  }
}
