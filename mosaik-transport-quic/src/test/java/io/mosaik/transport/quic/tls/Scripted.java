package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.random.RandomGenerator;

/** Chance with a script: hands out exactly what a recording drew. */
final class Scripted implements RandomGenerator {

  private final Deque<Bytes> draws = new ArrayDeque<>();

  private Scripted(String... hex) {
    Arrays.stream(hex).map(Bytes::fromHex).forEach(draws::add);
  }

  static Scripted random(String... hex) {
    return new Scripted(hex);
  }

  @Override
  public void nextBytes(byte[] bytes) {
    Bytes draw = draws.remove();
    if (draw.size() != bytes.length) {
      throw new AssertionError("the script has " + draw.size() + " bytes, not " + bytes.length);
    }
    draw.copyTo(bytes, 0);
  }

  @Override
  public long nextLong() {
    throw new AssertionError("the script has bytes only");
  }
}
